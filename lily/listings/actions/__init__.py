"""Writes that keep the directory true: drafts, proposals, decisions, versions. Each flushes."""
