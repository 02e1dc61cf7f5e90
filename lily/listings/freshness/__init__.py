"""Asking at the right time, and no more than needed, whether a listing is still right."""
