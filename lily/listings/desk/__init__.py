"""The editor's desk: what waits for a person, and the tools to put it right."""
