"""Reads spreadsheets saved as CSV, by a mapping that says which column is which field.

`mapping` is the file that an operator writes, `expressions` what may stand in it, `table` reads the
CSV itself, `hours` reads a week of opening hours, and `reader` brings them together.
"""
