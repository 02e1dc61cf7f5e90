"""E-mail, texts and letters: an outbox in the database and the worker that empties it.

Nothing is sent twice, and nothing is lost while the way out is closed.
"""
