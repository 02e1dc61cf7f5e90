"""What pydantic finds wrong with a value, in plain words."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from lily.errors import Invalid

_Model = TypeVar("_Model", bound=BaseModel)
_WORDS = {
    "Extra inputs are not permitted": "there is no field of this name",
    "Field required": "this is needed",
    "String should have at least 1 character": "this is empty",
}


def plainly(message: str) -> str:
    """Return pydantic's message as we would say it."""
    message = message.removeprefix("Value error, ")
    return _WORDS.get(message, message[:1].lower() + message[1:])


def words_of(error: ValidationError) -> str:
    """Return all that pydantic found, a line each: which field, what was said of it."""
    return "\n".join(
        f"{'.'.join(str(part) for part in fault['loc']) or 'record'}: {plainly(fault['msg'])}"
        for fault in error.errors(include_url=False)
    )


def validated(model: type[_Model], given: object, where: str) -> _Model:
    """Return the record that the values make. Raises Invalid, naming `where`, with all faults."""
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise Invalid(where, f"{where} cannot be read.\n{words_of(error)}") from error
