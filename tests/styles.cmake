# Styles: their classes, and what clients make of them.
unit_test(breaks server)
