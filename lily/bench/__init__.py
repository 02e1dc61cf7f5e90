"""Measures: synthetic listings, the same full query on three engines, edits, memory, rates.

Run by `make bench`. What it printed, with its conditions, is kept in docs/measurements.md; no test
depends on a time.
"""
