"""Rows for tests: typed functions with sensible values, which flush and never commit."""
