"""The tests, by room; `house` guards the way the whole is built."""
