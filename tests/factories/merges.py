"""A person who is there twice."""

from sqlmodel import Session

from lily.accounts.choices import Role
from lily.audit.actors import SYSTEM, Actor
from lily.casework.actions.cases import log_contact
from lily.casework.actions.merges import merge_people
from lily.casework.choices import ContactOutcome
from lily.casework.models import Client, ClientMerge
from tests.factories.accounts import make_account
from tests.factories.casework import make_case, make_team


class Twice:
    """A team that has one person twice: “Winifred Canary” and “Win Canary-Wren”."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.leader = make_account(session, Role.TEAM_LEADER)
        self.team = make_team(session, "Coast", self.leader)
        self.kept_case = make_case(session, self.team, self.leader)
        self.gone_case = make_case(
            session, self.team, first_name="Win", last_name="Canary-Wren",
            phone="01632 960777", nhs_number="999 000 0018",
        )  # fmt: skip
        self.gone_id = self.gone_case.client_id
        for case in (self.kept_case, self.gone_case):
            log_contact(session, case, ContactOutcome.SPOKE, by=SYSTEM, note="She sings.")

    @property
    def kept(self) -> Client:
        return self.session.get_one(Client, self.kept_case.client_id)

    @property
    def gone(self) -> Client:
        return self.session.get_one(Client, self.gone_id)

    def merge(self, *from_gone: str, typed: str = "canary") -> ClientMerge:
        kept, gone = self.kept, self.gone
        return merge_people(
            self.session, kept, gone, from_gone=from_gone, typed_name=typed,
            versions=(kept.version, gone.version), by=Actor(self.leader.id),
        )  # fmt: skip
