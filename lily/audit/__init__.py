"""What changed, by whom and when: rows that are only ever added, each bound to the one before."""
