"""Reads the files of the seed folder, and says in plain words what is wrong with one."""

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from lily.errors import Invalid
from lily.imports.records import OrganisationFile

_Model = TypeVar("_Model", bound=BaseModel)


def words_of(error: ValidationError) -> str:
    """Return all that pydantic found, a line each: which field, what was said of it."""
    return "\n".join(
        f"{'.'.join(str(part) for part in fault['loc']) or 'record'}: {_plain(fault['msg'])}"
        for fault in error.errors(include_url=False)
    )


def _plain(message: str) -> str:
    message = message.removeprefix("Value error, ")
    return {
        "Extra inputs are not permitted": "there is no field of this name",
        "Field required": "this is needed",
    }.get(message, message[:1].lower() + message[1:])


def validated(model: type[_Model], values: object, where: str) -> _Model:
    """Return the record that the values make. Raises Invalid, naming `where`, with all faults."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise Invalid(where, f"{where} cannot be read.\n{words_of(error)}") from error


def read_organisation_file(path: Path) -> OrganisationFile:
    """Read one organisation of the seed. Raises Invalid with every fault and where it is."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid(path.name, f"{path.name} is not TOML that can be read: {error}.") from error
    file = validated(OrganisationFile, values, path.name)
    if file.organisation.reference != path.stem:
        raise Invalid(path.name, f"{path.name}: reference must be {path.stem}, as the file is.")
    return file
