"""Codes that are read out by telephone or sent by letter to where an organisation is listed."""

import secrets
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SIGNS = "23456789ABCDEFGHJKMNPQRTUVWXYZ"
"""No sign that is read as another: neither 0 and O, nor 1, I and L, nor 5 and S by ear."""
LENGTH = 8
HOLDS = timedelta(days=30)
MOST_TRIES = 5

_hasher = PasswordHasher()


def new_code() -> str:
    """Return a new code, one of 650 thousand million."""
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def tidy(typed: str) -> str:
    """Return a code as it was made, from how people type it: "abcd-2345" is ABCD2345."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())[: 2 * LENGTH]


def spaced(code: str) -> str:
    """Return a code in two halves, to be read out and copied."""
    return f"{code[: LENGTH // 2]} {code[LENGTH // 2 :]}"


def hash_code(code: str) -> str:
    """Return what is kept of a code: short enough to be tried out, so hashed slowly (argon2id)."""
    return _hasher.hash(code)


def is_code(kept: str, typed: str) -> bool:
    """Say whether what was typed is the code that was kept."""
    try:
        return _hasher.verify(kept, tidy(typed))
    except (VerificationError, InvalidHashError):
        return False
