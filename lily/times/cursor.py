"""A place in a list of tokens, for the readers: look, take, go back."""

from typing import Any

from lily.times.tokens import Token

_END = Token("end", None, 0, 0)


class Cursor:
    """Where we are in the tokens. `at` may be kept and set again."""

    def __init__(self, tokens: list[Token], text: str) -> None:
        self.tokens, self.text, self.at = tokens, text, 0

    def look(self, ahead: int = 0) -> Token:
        """Return a token without taking it; one of kind "end" past the last."""
        at = self.at + ahead
        return self.tokens[at] if 0 <= at < len(self.tokens) else _END

    def next(self) -> Token:
        """Take the token that is here."""
        token = self.look()
        self.at += 1
        return token

    def take(self, *kinds: str) -> Token | None:
        """Take the token that is here, if it is of one of these kinds."""
        return self.next() if self.look().kind in kinds else None

    def take_mark(self, marks: str) -> bool:
        """Take a mark, if one of these is here."""
        if self.look().kind == "mark" and self.look().value in marks:
            self.at += 1
            return True
        return False

    def skip(self, *kinds: str) -> None:
        """Leave tokens of these kinds behind."""
        while self.look().kind in kinds:
            self.at += 1

    def words(self, start: int) -> str:
        """Return what was typed from a token until here."""
        tokens = self.tokens[start : self.at] or [self.look()]
        return self.text[tokens[0].at : tokens[-1].end]

    def tried(self, reader: Any, *given: Any) -> Any:
        """Return what a reader finds; go back to where we were where it finds nothing."""
        start = self.at
        found = reader(self, *given)
        if found is None:
            self.at = start
        return found
