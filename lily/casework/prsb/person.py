"""The sections about who a person is, what matters to them and what they agreed to."""

from lily.casework.choices import ConsentHow
from lily.casework.models import Client
from lily.casework.prsb.file import CaseFile, Group, day, words
from lily.casework.sharing import safety_of

ADDRESS_LINES = 5
_HOW = {
    ConsentHow.SPOKEN: "they said so",
    ConsentHow.WRITTEN: "they signed or wrote it",
    ConsentHow.BY_ANOTHER: "somebody who may speak for them said so",
    ConsentHow.BY_REFERRER: "whoever referred said so",
}


def demographics(file: CaseFile) -> Group:
    """Who they are, and how to reach them."""
    client = file.client
    return {
        "Person name": {
            "Person first name": [client.first_name],
            "Person family name": [client.last_name],
        },
        "Date of birth": client.birth_on,
        "NHS number": "".join(filter(str.isdigit, client.nhs_number)),
        "Person's address": {**_lines(client), "Postcode": client.postcode},
        "Person's contact details": {
            "Person's telephone number details": [{"Person's telephone number": client.phone}],
            "Person's email address details": [{"Person's email address": client.email}],
        },
    }


def _lines(client: Client) -> Group:
    """Return an address line by line; what is over goes into the last."""
    lines = [line.strip() for line in client.address.splitlines() if line.strip()]
    kept = [*lines[: ADDRESS_LINES - 1], ", ".join(lines[ADDRESS_LINES - 1 :])]
    return {f"Address line {at}": line for at, line in enumerate(kept, 1)}


def practice(file: CaseFile) -> Group:
    """Which surgery is theirs, where somebody wrote it down; LILY holds no code of it."""
    client = file.client
    lines = [line.strip() for line in client.surgery_address.splitlines()]
    said = ", ".join(filter(None, (client.surgery_name, *lines)))
    return {"GP practice record entry": [{"GP practice details": said}]}


def about_me(file: CaseFile) -> Group:
    """What matters to them, and how it is safe to reach them."""
    matters = "What is most important to me"
    reach = "How I communicate and how to communicate with me"
    return {matters: {matters: file.talk.matters}, reach: {reach: safety_of(file.client)}}


def requirements(file: CaseFile) -> Group:
    """What a place must have for them, and in what language they would be helped."""
    wanted = [f"A place must have: {each.replace('-', ' ')}" for each in file.talk.access]
    if file.talk.language:
        wanted.append(f"Language (ISO 639): {file.talk.language}")
    name = "Other individual requirement"
    return {"Other individual requirements": [{name: each} for each in wanted]}


def consent(file: CaseFile) -> Group:
    """That they agree that their surgery is told, and how they said so."""
    held = file.consent
    if held is None:
        return {}
    until = f", until {day(held.expires_on)}," if held.expires_on else ""
    said = f"Agreed on {day(held.given_on)}{until} that the surgery is told: {_HOW[held.how]}."
    return {"Consent for information sharing": said}


def complaints(file: CaseFile) -> Group:
    """What gets in their way, as they say it."""
    said = [*map(words, file.talk.barriers), file.talk.barrier_words]
    return {"Person reported complaints or issues": said}
