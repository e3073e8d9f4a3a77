# What queries ask: filters, orders, what is near, words.
unit_test(random_queries store)
