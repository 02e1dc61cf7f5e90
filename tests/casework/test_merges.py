"""Two records of one person are made one in one transaction, and two again within thirty days."""

import json
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel, UTCDateTime, select

from lily import clock
from lily.audit.actors import SYSTEM
from lily.audit.chain import find_break
from lily.audit.models import AuditEvent
from lily.casework import queries
from lily.casework.actions.clients import ChangedMeanwhile, change_person, rekey_people
from lily.casework.actions.consents import Agreed, record_consent, withdraw_consent
from lily.casework.actions.merges import forget_merged, merge_people, undo_merge
from lily.casework.actions.restrictions import restrict
from lily.casework.choices import ConsentHow, Purpose
from lily.casework.details import ContactSafety
from lily.casework.merge_policies import find_narrowed, is_name_typed, narrowest
from lily.casework.models import Case, Client, ClientMerge, Consent
from lily.casework.moving import links_to
from lily.casework.policies import find_valid
from lily.casework.queries.merges import list_same, preview_merge, totals_of
from lily.casework.sight import whole_sight
from lily.directory.choices import Answer
from lily.errors import Invalid, Refused
from tests.factories.casework import make_case, make_person, make_team, refer
from tests.factories.directory import make_organisation, make_service
from tests.factories.merges import Twice

LOGS = {"audit_event", "audit_head", "client_merge", "alembic_version"}
"""What keeps growing whatever is undone."""
MADE_ANEW = {"client_key", "client_word"}
"""By what people are found: made from what is known of them, with identifiers of their own."""


@pytest.fixture
def twice(session: Session) -> Twice:
    """Return a team with the same person twice."""
    return Twice(session)


def _dump(session: Session) -> dict[str, list[Any]]:
    """Return every row of every table, but for logs; what is made anew, without identifiers."""
    session.flush()
    found = {}
    for name, table in SQLModel.metadata.tables.items():
        if name not in LOGS:
            columns = [c for c in table.c if not (name in MADE_ANEW and c.name == "id")]
            rows = session.execute(sa.select(*columns)).all()
            found[name] = sorted(map(repr, rows))
    return found


def _some_value(column: sa.Column[Any], known: dict[str, UUID]) -> Any:
    for key in column.foreign_keys:
        return known[key.column.table.name]
    kind = column.type
    if isinstance(kind, sa.Enum):
        return kind.enums[0] if kind.enum_class is None else next(iter(kind.enum_class))
    kinds: list[tuple[Any, Any]] = [
        (UTCDateTime, clock.now()), (sa.Uuid, uuid4()), (sa.Boolean, False), (sa.Integer, 1),
        (sa.Date, date(2026, 3, 2)), (sa.DateTime, datetime(2026, 3, 2)),
    ]  # fmt: skip
    return next((value for each, value in kinds if isinstance(kind, each)), "{}")


def _links() -> list[sa.Column[Any]]:
    """Return what links to a person, but for what is made anew."""
    return [link for link in links_to("client") if link.table.name not in MADE_ANEW]


def _fill_every_link(twice: Twice, client_id: UUID) -> None:
    """Put a row into each table that links to a person, for those that come later too."""
    session = twice.session
    service = make_service(session, organisation_id=make_organisation(session).id)
    known = {
        "client": client_id, "team": twice.team.id, "account": twice.leader.id,
        "support_case": twice.kept_case.id, "service": service.id,
    }  # fmt: skip
    for link in _links():
        wanted = [c for c in link.table.c if c is link or not (c.nullable or c.name == "id")]
        values = {c.name: _some_value(c, known) for c in wanted} | {"id": uuid4()}
        session.execute(sa.insert(link.table).values(values))


def test_everything_that_links_to_a_person_moves(twice: Twice) -> None:
    _fill_every_link(twice, twice.gone_id)
    kept_id, session = twice.kept.id, twice.session

    def count(link: sa.Column[Any], client_id: UUID) -> int:
        wanted = sa.select(sa.func.count()).select_from(link.table).where(link == client_id)
        return session.scalar(wanted) or 0

    links = _links()
    assert {link.table.name for link in links} >= {"support_case", "consent", "emergency_look"}
    before = {str(link): count(link, kept_id) + count(link, twice.gone_id) for link in links}
    twice.merge()
    for link in links:
        assert count(link, twice.gone_id) == 0, link
        log = link.table.name == "client_merge"
        assert count(link, kept_id) == before[str(link)] + log, link
    assert session.get(Client, twice.gone_id) is None


def test_the_totals_of_the_preview_are_those_afterwards(twice: Twice) -> None:
    record_consent(twice.session, twice.gone, Agreed(Purpose.TEXT, ConsentHow.SPOKEN), by=SYSTEM)
    preview = preview_merge(twice.session, twice.kept, twice.gone)
    assert (preview.after.referrals, preview.after.cases) == (2, 2)
    assert (preview.after.contacts, preview.after.consents) == (2, 1)
    assert preview.differing == ("first_name", "last_name", "phone", "nhs_number")
    twice.merge()
    assert totals_of(twice.session, twice.kept.id) == preview.after


def test_what_is_chosen_is_kept_and_nothing_else(twice: Twice) -> None:
    twice.merge("phone", "is_restricted", "team_id", "version", "may_text")
    kept = twice.kept
    assert (kept.first_name, kept.phone) == ("Winifred", "01632 960777")
    assert not kept.is_restricted


def test_they_are_found_by_what_either_was_known_by(twice: Twice) -> None:
    twice.merge("phone")
    session, team = twice.session, {twice.team.id}
    told: list[dict[str, Any]] = [
        {}, {"first_name": "Win", "last_name": "Canary-Wren"},
        {"last_name": "Other"}, {"last_name": "Other", "phone": "01632 960777"},
    ]  # fmt: skip

    def are_found() -> bool:
        likely = [queries.list_likely(session, refer(session, twice.team, **each), teams=team)
                  for each in told]  # fmt: skip
        return [[each.client.id for each in one] for one in likely] == [[twice.kept.id]] * 4

    assert are_found()
    rekey_people(session)
    assert are_found()
    kept = twice.kept
    change_person(
        session, kept, make_person(phone="01632 960111"), ContactSafety(),
        version=kept.version, by=SYSTEM,
    )  # fmt: skip
    assert are_found()


@pytest.mark.parametrize(
    ("one", "other", "stays"),
    [
        (Answer.YES, Answer.NO, Answer.NO),
        (Answer.YES, Answer.NOT_KNOWN, Answer.NOT_KNOWN),
        (Answer.NOT_KNOWN, Answer.NO, Answer.NO),
        (Answer.YES, Answer.YES, Answer.YES),
    ],
)
def test_the_answer_that_allows_less_stays(
    twice: Twice, one: Answer, other: Answer, stays: Answer
) -> None:
    assert narrowest(one, other) is narrowest(other, one) is stays
    twice.kept.may_text, twice.gone.may_text = one, other
    twice.merge()
    assert twice.kept.may_text is stays


TODAY = date(2026, 11, 24)


def _consent(
    given: int,
    *,
    expires: int | None = None,
    withdrawn: int | None = None,
    is_refused: bool = False,
) -> Consent:
    def day(number: int | None) -> date | None:
        return None if number is None else TODAY + timedelta(days=number)

    return Consent(
        client_id=uuid4(), purpose=Purpose.TEXT, how=ConsentHow.SPOKEN,
        given_on=TODAY + timedelta(days=given), expires_on=day(expires),
        withdrawn_on=day(withdrawn), is_refused=is_refused,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kept", "gone", "narrowed"),
    [
        (_consent(-9), None, "neither"),
        (_consent(-9), _consent(-20), "neither"),
        (_consent(-9), _consent(-20, withdrawn=-10), "neither"),
        (_consent(-9), _consent(-20, withdrawn=-9), "kept"),
        (_consent(-9), _consent(-20, withdrawn=-1), "kept"),
        (_consent(-9), _consent(-20, expires=-1), "kept"),
        (_consent(-9), _consent(-20, expires=-10), "neither"),
        (_consent(-9, withdrawn=-3), _consent(-5), "gone"),
        (_consent(-9, withdrawn=-3), _consent(-5, withdrawn=-4), "neither"),
        (_consent(-9), _consent(-10, is_refused=True), "neither"),
        (_consent(-9), _consent(-9, is_refused=True), "kept"),
        (_consent(-9), _consent(-1, is_refused=True), "kept"),
        (_consent(-9, expires=30), _consent(-5), "gone"),
        (_consent(-9, expires=30), _consent(-5, expires=20), "kept"),
        (_consent(-9, expires=30), _consent(-5, expires=30), "neither"),
    ],
)
def test_the_narrowest_agreement_stays(kept: Consent, gone: Consent | None, narrowed: str) -> None:
    others = [gone] if gone else []
    wanted = {"kept": [kept], "gone": others, "neither": []}[narrowed]
    assert find_narrowed([kept], others, TODAY) == wanted
    assert find_narrowed(others, [kept], TODAY) == wanted


def test_an_agreement_for_another_thing_says_nothing(session: Session) -> None:
    kept, gone = _consent(-9), _consent(-20, withdrawn=-1)
    gone.purpose = Purpose.EMAIL
    assert find_narrowed([kept], [gone], TODAY) == []
    kept.purpose = gone.purpose = Purpose.SHARE_WITH_SERVICE
    kept.service_id, gone.service_id = uuid4(), uuid4()
    assert find_narrowed([kept], [gone], TODAY) == []
    gone.service_id = kept.service_id
    assert find_narrowed([kept], [gone], TODAY) == [kept]


def test_what_was_taken_back_of_either_is_not_allowed_afterwards(twice: Twice) -> None:
    session, agreed = twice.session, Agreed(Purpose.TELL_GP, ConsentHow.SPOKEN)
    record_consent(session, twice.kept, agreed, by=SYSTEM)
    taken_back = record_consent(session, twice.gone, agreed, by=SYSTEM)
    withdraw_consent(session, taken_back, by=SYSTEM)

    def held() -> Consent | None:
        rows = [each for each, _, _ in queries.list_consents(session, twice.kept.id)]
        return find_valid(rows, Purpose.TELL_GP, clock.today())

    assert held()
    merge = twice.merge()
    assert held() is None
    undo_merge(session, merge, by=SYSTEM)
    assert held()


@pytest.mark.parametrize("which", ["kept", "gone"])
def test_a_restriction_of_either_stays(twice: Twice, which: str) -> None:
    restrict(twice.session, getattr(twice, which), "Her former husband works here.", by=SYSTEM)
    twice.merge()
    kept = twice.kept
    assert (kept.is_restricted, kept.restricted_reason) == (True, "Her former husband works here.")
    assert queries.list_cases(twice.session, teams={twice.team.id}) == []


def _everything_of_two(twice: Twice) -> None:
    _fill_every_link(twice, twice.gone_id)
    session, agreed = twice.session, Agreed(Purpose.TEXT, ConsentHow.SPOKEN)
    for client in (twice.kept, twice.gone):
        record_consent(session, client, agreed, by=SYSTEM)
    withdraw_consent(session, record_consent(session, twice.gone, agreed, by=SYSTEM), by=SYSTEM)
    restrict(session, twice.gone, "Her former husband works here.", by=SYSTEM)
    twice.kept.may_text = Answer.YES
    session.commit()


def test_undoing_it_restores_every_row(twice: Twice) -> None:
    _everything_of_two(twice)
    before = _dump(twice.session)
    merge = twice.merge("first_name", "phone", "nhs_number")
    twice.session.commit()
    assert _dump(twice.session) != before
    undo_merge(twice.session, merge, by=SYSTEM)
    twice.session.commit()
    assert _dump(twice.session) == before


def test_what_can_stand_but_once_is_set_aside_and_comes_back(twice: Twice) -> None:
    session = twice.session
    again = session.get_one(Client, make_case(session, twice.team).client_id)
    before, again_id = _dump(session), again.id
    merge = merge_people(
        session, twice.kept, again, from_gone=(), typed_name="Canary", versions=(1, 1), by=SYSTEM
    )
    tables = {table for table, _ in json.loads(merge.set_aside)}
    assert tables == MADE_ANEW, "Both have the same name and number"
    undo_merge(session, merge, by=SYSTEM)
    assert _dump(session) == before
    assert session.get_one(Client, again_id).last_name == "Canary"


def test_what_was_written_since_stays_with_the_record_that_was_kept(twice: Twice) -> None:
    session = twice.session
    merge = twice.merge("phone")
    kept = twice.kept
    since = record_consent(session, kept, Agreed(Purpose.EMAIL, ConsentHow.SPOKEN), by=SYSTEM)
    told = make_person(last_name="Wren", phone=kept.phone)
    change_person(session, kept, told, ContactSafety(), version=kept.version, by=SYSTEM)
    version = kept.version
    gone = undo_merge(session, merge, by=SYSTEM)
    kept = twice.kept
    assert since.client_id == kept.id
    assert (kept.last_name, kept.phone) == ("Wren", "01632 960555")
    assert kept.version > version, "A page that was open does not write over it"
    assert (gone.id, gone.last_name, gone.phone) == (twice.gone_id, "Canary-Wren", "01632 960777")
    assert session.get_one(Case, twice.gone_case.id).client_id == gone.id
    assert session.get_one(Case, twice.kept_case.id).client_id == kept.id


def test_it_is_undone_once_and_within_thirty_days(twice: Twice) -> None:
    merge = twice.merge()
    merge.made_at -= timedelta(days=31)
    twice.session.flush()
    with pytest.raises(Refused, match="more than 30 days"):
        undo_merge(twice.session, merge, by=SYSTEM)
    merge.made_at += timedelta(days=2)
    undo_merge(twice.session, merge, by=SYSTEM)
    with pytest.raises(Refused, match="already"):
        undo_merge(twice.session, merge, by=SYSTEM)


def test_merges_are_undone_the_last_first(twice: Twice) -> None:
    session = twice.session
    before = _dump(session)
    first = twice.merge()
    once = _dump(session)
    third = make_case(session, twice.team, last_name="Third")
    other = session.get_one(Client, third.client_id)
    between = _dump(session)
    second = merge_people(
        session, other, twice.kept, from_gone=(), typed_name="Third",
        versions=(other.version, twice.kept.version), by=SYSTEM,
    )  # fmt: skip
    assert first.kept_id == other.id
    with pytest.raises(Refused, match="Undo that first"):
        undo_merge(session, first, by=SYSTEM)
    undo_merge(session, second, by=SYSTEM)
    assert _dump(session) == between
    undo_merge(session, first, by=SYSTEM)
    assert _dump(session)["client"] != once["client"]
    assert [row for row in before["client"] if row not in _dump(session)["client"]] == []


def test_the_record_that_went_is_forgotten_when_it_cannot_come_back(twice: Twice) -> None:
    merge = twice.merge()
    forget_merged(twice.session)
    twice.session.refresh(merge)
    assert json.loads(merge.gone)["last_name"] == "Canary-Wren"
    merge.made_at -= timedelta(days=31)
    twice.session.flush()
    forget_merged(twice.session)
    twice.session.refresh(merge)
    assert (merge.gone, merge.kept, merge.moved, merge.set_aside) == ("", "", "{}", "")


@pytest.mark.parametrize("typed", ["", "Canary-Wren", "Winifred", "Canar"])
def test_the_family_name_of_whoever_stays_is_typed(twice: Twice, typed: str) -> None:
    with pytest.raises(Invalid, match="not the family name"):
        twice.merge(typed=typed)


def test_a_name_in_other_letters_can_be_typed_too() -> None:
    client = Client(team_id=uuid4(), first_name="", last_name="Петренко")
    assert is_name_typed(" петренко", client)
    assert not is_name_typed("", client)


def test_two_of_different_teams_are_not_merged(twice: Twice) -> None:
    stranger = make_case(twice.session, make_team(twice.session, "Fens"))
    other = twice.session.get_one(Client, stranger.client_id)
    for one, two in ((twice.kept, other), (twice.kept, twice.kept)):
        with pytest.raises(Refused):
            merge_people(
                twice.session,
                one,
                two,
                from_gone=(),
                typed_name="Canary",
                versions=(1, 1),
                by=SYSTEM,
            )


def test_likely_others_are_of_the_team_and_say_what_is_the_same(twice: Twice) -> None:
    make_case(twice.session, make_team(twice.session, "Fens"))
    sight = whole_sight([twice.team.id])
    assert list_same(twice.session, twice.kept, teams=sight) == []
    case = make_case(twice.session, twice.team)
    [(case_id, client, kinds)] = list_same(twice.session, twice.kept, teams=sight)
    assert (case_id, client.id) == (case.id, case.client_id)
    assert kinds == ("name_and_birth", "phone")


def _commit(engine: sa.Engine) -> tuple[UUID, UUID]:
    with Session(engine) as session:
        twice = Twice(session)
        session.commit()
        return twice.kept.id, twice.gone_id


@pytest.mark.parametrize("is_crossed", [False, True])
def test_of_two_who_merge_at_once_one_wins(any_engine: sa.Engine, is_crossed: bool) -> None:
    kept_id, gone_id = _commit(any_engine)
    with Session(any_engine) as one, Session(any_engine) as other:
        theirs = [other.get_one(Client, each) for each in (kept_id, gone_id)]
        for each in theirs:
            other.expunge(each)
        other.commit()
        ours = [one.get_one(Client, each) for each in (kept_id, gone_id)]
        name = ours[0].last_name
        merge_people(
            one, *ours, from_gone=(), typed_name=name, versions=(1, 1), by=SYSTEM
        )  # fmt: skip
        one.commit()
        pair = theirs[::-1] if is_crossed else theirs
        other.add_all(theirs)
        with pytest.raises(ChangedMeanwhile):
            merge_people(
                other, *pair, from_gone=(), typed_name=pair[0].last_name, versions=(1, 1), by=SYSTEM
            )
    with Session(any_engine) as session:
        assert len(session.exec(select(ClientMerge)).all()) == 1
        assert len(session.exec(select(Client)).all()) == 1


def test_it_is_undone_on_both_databases(any_engine: sa.Engine) -> None:
    with Session(any_engine) as session:
        twice = Twice(session)
        _everything_of_two(twice)
        before = _dump(session)
        merge = twice.merge("phone")
        session.commit()
        undo_merge(session, merge, by=SYSTEM)
        session.commit()
        assert _dump(session) == before


def test_a_merge_that_is_cut_off_leaves_nothing_half_done(twice: Twice) -> None:
    """It is stopped before each of its statements in turn, as by a server that is killed."""
    _everything_of_two(twice)
    engine = twice.session.get_bind()
    before, done, number = _dump(twice.session), False, 0
    while not done:
        number += 1
        left = [number]

        def stop(*_event: object, left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] == 0:
                raise KeyboardInterrupt

        sa.event.listen(engine, "before_cursor_execute", stop)
        try:
            twice.merge("phone")
            done = True
        except KeyboardInterrupt:
            pass
        finally:
            sa.event.remove(engine, "before_cursor_execute", stop)
            twice.session.rollback()
        assert _dump(twice.session) == before, f"after {number} statements"
    assert number > 20


def test_the_audit_says_what_was_merged_and_nothing_of_the_person(twice: Twice) -> None:
    undo_merge(twice.session, twice.merge("phone"), by=SYSTEM)
    events = twice.session.exec(select(AuditEvent)).all()
    assert {"merge_people", "undo_merge"} <= {each.action for each in events}
    told = " ".join(each.changes for each in events)
    assert [word for word in ("Canary", "960777", "999 000", "Win") if word in told] == []
    assert find_break(twice.session) is None


def test_nothing_of_a_merge_stands_in_the_database_in_plain(
    engine: sa.Engine, twice: Twice
) -> None:
    twice.merge("phone")
    twice.session.commit()
    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        dump = "\n".join(raw.iterdump())
    assert [word for word in ("Canary", "960777", "999 000", "Winifred") if word in dump] == []


def test_a_restriction_that_came_since_is_on_both_afterwards(twice: Twice) -> None:
    merge = twice.merge()
    restrict(twice.session, twice.kept, "Her former husband works here.", by=SYSTEM)
    gone = undo_merge(twice.session, merge, by=SYSTEM)
    assert twice.kept.is_restricted
    assert (gone.is_restricted, gone.restricted_reason) == (True, "Her former husband works here.")
