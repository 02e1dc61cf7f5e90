"""The closed list of notes: for whom each is written."""

from enum import StrEnum


class NoteLayer(StrEnum):
    """For whom a note is: for the person too, for the record of the team, for named roles alone."""

    SHARED = "shared"
    RECORD = "record"
    NAMED = "named"
