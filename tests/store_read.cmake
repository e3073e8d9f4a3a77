unit_test(read store)
unit_test(rtree_walk store)
unit_test(aggregate_sums store)
unit_test(values_intern store)
