"""What pages read of the directory, by noun. Each takes the session first.

`get_` raises NotFound, `find_` returns None. What must not be shown (confidential addresses,
private contacts) is left out here, in the question to the database, so that no page can show it.
"""
