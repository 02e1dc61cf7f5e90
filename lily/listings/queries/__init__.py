"""Reads of how the directory is kept true: changes that wait, and versions."""
