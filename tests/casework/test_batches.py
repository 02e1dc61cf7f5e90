"""Referrals by a list: read however they come, looked at row by row, and taken once."""

import io
from datetime import date, timedelta
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from lily import clock
from lily.accounts.choices import Role
from lily.accounts.models import Account, Team
from lily.audit.actors import SYSTEM
from lily.audit.models import AuditEvent
from lily.casework import queries
from lily.casework.actions.batches import (
    forget_batches,
    keep_batch,
    set_columns,
    take_batch,
)
from lily.casework.actions.restrictions import restrict
from lily.casework.details import PersonDetails
from lily.casework.models import Client, Referral, ReferralBatch, ReferralRow
from lily.casework.pasted import Column, PastedReferrals, guess_columns, read_rows
from lily.casework.queries.batches import get_batch, look_at
from lily.casework.sheets import Sheet, read_file, read_pasted
from lily.casework.sight import sight_of, whole_sight
from lily.errors import Invalid, NotFound, Refused
from tests.factories.accounts import make_account
from tests.factories.casework import make_case, make_team

TABLE = (
    "Patient Name\tDOB\tNHS Number\tHome Tel\tMobile\tPost Code\tReason for referral\tUrgent?\n"
    "CANARY, Winifred (Mrs)\t27-Mar-1941 (85y)\t9990000018\t\t07700 900555\tpe31 7ex\tLonely\tNo\n"
    "Nell Reed\t1/2/1950\t\t01632 960556\t07700 900556\t\tHer heating\tURGENT\n"
    "Olive Sedge\t31/31/1950\t\t\t\t\tCompany\t\n"
    "Ivy Marsh\t\t9990000019\t\t\t\tCompany\t\n"
    "Jo Fen\t\t\t\t\t\t\t\n"
)
BLOCKS = """Forename: Winifred
Surname: Canary
Date of Birth: 27 March 1941
Telephone: 01632 960555
Reason: Lonely since
her sister died.

Forename: Nell
Surname: Reed
Reason: Her heating
"""


def _people(sheet: Sheet) -> list[PersonDetails | str]:
    pasted = PastedReferrals(headings=sheet.headings, rows=sheet.rows, who="the surgery")
    rows = read_rows(pasted, guess_columns(sheet.headings))
    return [row.person or row.mistake for row in rows]


def test_a_table_from_a_surgery_is_read() -> None:
    winifred, nell, *mistakes = _people(read_pasted(TABLE))
    assert winifred == PersonDetails(
        first_name="Winifred",
        last_name="Canary",
        birth_on=date(1941, 3, 27),
        phone="07700 900555",
        postcode="PE31 7EX",
        nhs_number="999 000 0018",
    )
    assert isinstance(nell, PersonDetails)
    assert (nell.birth_on, nell.phone) == (date(1950, 2, 1), "01632 960556")
    assert [str(each).split(".")[0] for each in mistakes] == [
        "We cannot read the date of birth",
        "That is no NHS number",
        "Say what would help",
    ]


def test_blocks_of_labels_are_read() -> None:
    sheet = read_pasted(BLOCKS)
    people = _people(sheet)
    assert [isinstance(each, PersonDetails) and each.first_name for each in people] == [
        "Winifred",
        "Nell",
    ]
    assert sheet.rows[0][4] == "Lonely since her sister died."
    run_on = BLOCKS.replace("\n\n", "\n")
    assert len(_people(read_pasted(run_on))) == 2, "A label that comes again begins the next"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_file_of_text_is_read_in_any_letters(delimiter: str) -> None:
    text = delimiter.join(("Name", "Reason")) + "\n" + delimiter.join(("Zoë Reed", "Company"))
    for encoding in ("utf-8-sig", "cp1252", "utf-16"):
        (zoe,) = _people(read_file(text.encode(encoding)))
        assert isinstance(zoe, PersonDetails)
        assert zoe.first_name == "Zoë"


def _workbook(sheet: str, shared: str = "") -> bytes:
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    made = io.BytesIO()
    with ZipFile(made, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", f"<worksheet {space}>{sheet}</worksheet>")
        if shared:
            archive.writestr("xl/sharedStrings.xml", f"<sst {space}>{shared}</sst>")
    return made.getvalue()


def test_a_spreadsheet_is_read_with_its_empty_cells_and_its_days() -> None:
    shared = "".join(
        f"<si><t>{each}</t></si>" for each in ("Name", "DOB", "Phone", "Reason", "Nell Reed")
    )
    head = "".join(f'<c r="{"ABCD"[at]}1" t="s"><v>{at}</v></c>' for at in range(4))
    row = (
        '<c r="A2" t="s"><v>4</v></c><c r="B2"><v>15062</v></c>'
        '<c r="D2" t="inlineStr"><is><t>Company</t></is></c>'
    )
    (nell,) = _people(read_file(_workbook(f"<row>{head}</row><row>{row}</row>", shared)))
    assert isinstance(nell, PersonDetails)
    assert (nell.birth_on, nell.phone) == (date(1941, 3, 27), "")


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 but no archive",
        _workbook("<row><c t='s'><v>7</v></c></row>"),
        _workbook("").replace(b"<worksheet", b"<!DOCTYPE x"),
        b"",
        b"Name",
        b"Name,Reason\n" + b"Ann,Company\n" * 201,
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(Invalid, match=r"CSV|no people|at most"):
        read_file(content)


@pytest.fixture
def sender(session: Session) -> Account:
    """Return a link worker."""
    return make_account(session, Role.LINK_WORKER)


@pytest.fixture
def team(session: Session, sender: Account) -> Team:
    """Return their team."""
    return make_team(session, "Coast", sender)


def _keep(session: Session, team: Team, sender: Account, text: str = TABLE) -> ReferralBatch:
    sheet = read_pasted(text)
    pasted = PastedReferrals(headings=sheet.headings, rows=sheet.rows, who="Dr Sedge")
    return keep_batch(session, team, sender.id, pasted, by=SYSTEM)


def _said(session: Session, batch: ReferralBatch) -> list[str]:
    return [
        each.why_not or ("known" if each.is_known else "fine")
        for each in look_at(session, batch, whole_sight([batch.team_id]))
    ]


def test_the_good_ones_are_taken_and_the_list_is_forgotten(
    session: Session, team: Team, sender: Account
) -> None:
    batch = _keep(session, team, sender)
    assert session.exec(select(Referral)).all() == [], "A look refers nobody"
    assert (
        take_batch(session, batch, team, sight=whole_sight([team.id]), with_known=False, by=SYSTEM)
        == 2
    )
    made = {queries.person_of(each).first_name: each for each in session.exec(select(Referral))}
    assert {name: each.is_urgent for name, each in made.items()} == {
        "Winifred": False,
        "Nell": True,
    }
    assert queries.referrer_of(made["Nell"]).name == "Dr Sedge"
    assert session.exec(select(ReferralBatch)).all() == []
    told = " ".join(event.changes for event in session.exec(select(AuditEvent)))
    assert not any(word in told for word in ("Winifred", "Canary", "Lonely", "Sedge"))


def test_the_same_list_twice_makes_nothing_twice(
    session: Session, team: Team, sender: Account
) -> None:
    take_batch(
        session,
        _keep(session, team, sender),
        team,
        sight=whole_sight([team.id]),
        with_known=True,
        by=SYSTEM,
    )
    again = _keep(session, team, sender)
    assert [said.split(",")[0] for said in _said(session, again)[:2]] == [
        "This was referred already"
    ] * 2
    with pytest.raises(Refused, match="No row"):
        take_batch(session, again, team, sight=whole_sight([team.id]), with_known=True, by=SYSTEM)
    assert len(session.exec(select(Referral)).all()) == 2
    for row in session.exec(select(ReferralRow)):
        row.made_at -= timedelta(days=91)
    session.flush()
    assert (
        take_batch(session, again, team, sight=whole_sight([team.id]), with_known=True, by=SYSTEM)
        == 2
    ), "After 90 days"


def test_a_person_twice_in_a_list_is_taken_once(
    session: Session, team: Team, sender: Account
) -> None:
    twice = "Name,Reason\nNell Reed,Company\nNell Reed,Company\nNell Reed,Heating\n"
    batch = _keep(session, team, sender, twice)
    assert [said[:8] for said in _said(session, batch)] == ["fine", "This is ", "fine"]
    assert (
        take_batch(session, batch, team, sight=whole_sight([team.id]), with_known=False, by=SYSTEM)
        == 2
    )


def test_who_may_be_known_is_taken_only_where_wanted(
    session: Session, team: Team, sender: Account
) -> None:
    make_case(session, team)
    make_case(
        session,
        make_team(session, "Fens"),
        first_name="Nell",
        last_name="Reed",
        phone="01632 960556",
    )
    batch = _keep(session, team, sender)
    assert _said(session, batch)[:2] == ["known", "fine"], "Another team's people are not ours"
    assert (
        take_batch(session, batch, team, sight=whole_sight([team.id]), with_known=False, by=SYSTEM)
        == 1
    )
    again = _keep(session, team, sender)
    assert (
        take_batch(session, again, team, sight=whole_sight([team.id]), with_known=True, by=SYSTEM)
        == 1
    )


def test_columns_can_be_named_by_hand(session: Session, team: Team, sender: Account) -> None:
    batch = _keep(session, team, sender, "Wer,Was\nNell Reed,Company\n")
    assert _said(session, batch) == ["Type the person's name."]
    set_columns(session, batch, [Column.NAME, Column.REASON], by=SYSTEM)
    assert _said(session, batch) == ["fine"]


def test_a_list_is_its_authors_for_a_day(session: Session, team: Team, sender: Account) -> None:
    batch = _keep(session, team, sender)
    assert get_batch(session, batch.id, account_id=sender.id) == batch
    with pytest.raises(NotFound):
        get_batch(session, batch.id, account_id=make_account(session).id)
    forget_batches(session)
    assert session.exec(select(ReferralBatch)).one()
    batch.made_at = clock.now() - timedelta(days=1, minutes=1)
    session.flush()
    with pytest.raises(NotFound, match="Paste it again"):
        get_batch(session, batch.id, account_id=sender.id)
    forget_batches(session)
    assert session.exec(select(ReferralBatch)).all() == []


def test_a_double_press_takes_a_list_once(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        sender = make_account(session, Role.LINK_WORKER)
        team = make_team(session, "Coast", sender)
        batch_id = _keep(session, team, sender).id
        session.commit()
        team_id = team.id
    with Session(any_engine) as late:
        held, same = late.get_one(ReferralBatch, batch_id), late.get_one(Team, team_id)
        with Session(any_engine) as first:
            batch, team = first.get_one(ReferralBatch, batch_id), first.get_one(Team, team_id)
            take_batch(first, batch, team, sight=whole_sight([team_id]), with_known=True, by=SYSTEM)
            first.commit()
        with pytest.raises(Refused):
            take_batch(late, held, same, sight=whole_sight([team_id]), with_known=True, by=SYSTEM)
        late.rollback()
    with Session(any_engine) as session:
        assert len(session.exec(select(Referral)).all()) == 2


def test_what_waits_is_sealed(
    engine: sa.Engine, session: Session, team: Team, sender: Account
) -> None:
    _keep(session, team, sender)
    session.commit()
    with engine.connect() as connection:
        (row,) = connection.execute(sa.text("SELECT * FROM referral_batch"))
    assert not any(word in str(row) for word in ("Winifred", "CANARY", "Lonely", "Sedge"))


def test_somebody_restricted_is_not_told_of_by_a_list(
    session: Session, team: Team, sender: Account
) -> None:
    case = make_case(session, team)
    assert _said(session, _keep(session, team, sender))[0] == "known"
    restrict(session, session.get_one(Client, case.client_id), "He works here.", by=SYSTEM)
    batch = _keep(session, team, sender)
    seen = look_at(session, batch, sight_of(session, sender.id, [Role.LINK_WORKER]))
    assert not any(each.is_known for each in seen)


@pytest.mark.parametrize("at", [30, 200, 400])
def test_a_damaged_spreadsheet_is_refused_with_what_to_do(at: int) -> None:
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", "<worksheet>" + "<row/>" * 400)
    content = bytearray(packed.getvalue())
    content[at % len(content)] ^= 0xFF
    content[40:60] = bytes(20)
    with pytest.raises(Invalid, match="Save it as CSV"):
        read_file(bytes(content))
