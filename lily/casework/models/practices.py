"""How a team works: what its leader sets."""

from uuid import UUID

from sqlmodel import Field

from lily.casework.choices import CountedFrom, Nation
from lily.database import Dated, choice, link


class Practice(Dated, table=True):
    """How a team works. A team without a row works as these defaults say.

    `visits` is how many are agreed with a person to begin with, `chase_after` and `give_up_after`
    are working days without an answer to an onward referral. `prompts` is JSON: lines by part of
    the guided conversation (Part), where the team has its own. The numbers are those to ring where
    the team works when somebody is harmed, or their mind is in danger; empty where none was set.
    """

    __tablename__ = "practice"

    team_id: UUID = link("team.id", unique=True)
    nation: Nation = Field(default=Nation.ENGLAND, sa_type=choice(Nation))
    counted_from: CountedFrom = Field(default=CountedFrom.FIRST_HELP, sa_type=choice(CountedFrom))
    visits: int = 6
    chase_after: int = 5
    give_up_after: int = 10
    prompts: str = "{}"
    adults_phone: str = ""
    children_phone: str = ""
    crisis_phone: str = ""
