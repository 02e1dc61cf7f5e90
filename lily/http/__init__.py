"""What every page and every API answer share: sessions, access, errors and headers."""
