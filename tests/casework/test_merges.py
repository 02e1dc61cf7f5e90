"""Two records of one person are made one in one transaction, and two again within thirty days."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from lily import clock
from lily.audit.actors import SYSTEM
from lily.audit.chain import find_break
from lily.audit.models import AuditEvent
from lily.casework import queries
from lily.casework.actions.clients import ChangedMeanwhile, change_person, rekey_people
from lily.casework.actions.consents import Agreed, record_consent, withdraw_consent
from lily.casework.actions.merges import merge_people, undo_merge
from lily.casework.actions.restrictions import restrict
from lily.casework.choices import ConsentHow, Purpose
from lily.casework.details import ContactSafety
from lily.casework.merge_policies import find_narrowed, is_name_typed, narrowest
from lily.casework.models import Client, ClientMerge, Consent
from lily.casework.policies import find_valid
from lily.casework.queries.merges import list_same, preview_merge, totals_of
from lily.casework.sight import whole_sight
from lily.directory.choices import Answer
from lily.errors import Invalid, Refused
from tests.factories.casework import make_case, make_person, make_team, refer
from tests.factories.merges import Twice, dump, everything_of_two, fill_every_link, links_of_people


@pytest.fixture
def twice(session: Session) -> Twice:
    """Return a team with the same person twice."""
    return Twice(session)


def test_everything_that_links_to_a_person_moves(twice: Twice) -> None:
    fill_every_link(twice, twice.gone_id)
    kept_id, session = twice.kept.id, twice.session

    def count(link: sa.Column[Any], client_id: UUID) -> int:
        wanted = sa.select(sa.func.count()).select_from(link.table).where(link == client_id)
        return session.scalar(wanted) or 0

    linked = links_of_people()
    assert {link.table.name for link in linked} >= {"support_case", "consent", "emergency_look"}
    before = {str(link): count(link, kept_id) + count(link, twice.gone_id) for link in linked}
    twice.merge()
    for link in linked:
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


def test_a_merge_that_is_cut_off_leaves_nothing_half_done(twice: Twice) -> None:
    """It is stopped before each of its statements in turn, as by a server that is killed."""
    everything_of_two(twice)
    engine = twice.session.get_bind()
    before, done, number = dump(twice.session), False, 0
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
        assert dump(twice.session) == before, f"after {number} statements"
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
