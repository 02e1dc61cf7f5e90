"""Bringing listings in: council feeds, spreadsheets and the demonstration, all by one road.

A reader (`oruk`, `csv_file`, `seed`) turns what it is given into the neutral shape of `records`.
`tidying` makes the text fit to be read and finds positions; `apply` compares records with what is
stored and writes only what differs, in one transaction, with a `report` of every row. Nothing here
asks who made a file: the same rules hold for a council's feed and for our own demonstration.
"""
