"""Reads Open Referral UK: version 1, version 3 and nested HSDS 3, from a file or a live feed.

`pages` fetches, `shapes` finds the listings in what was fetched, `reader` turns each into records
with the help of `places`, `times` and `details`, which each know one part of the standard.
"""
