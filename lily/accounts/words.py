"""Roles in words, as pages and letters say them."""

from lily.accounts.choices import Role

ROLES: dict[Role, tuple[str, str]] = {
    Role.EDITOR: ("editor of an organisation", "keeps the listings of their own organisation"),
    Role.MODERATOR: ("directory moderator", "decides what goes into the directory"),
    Role.CHAMPION: ("champion", "helps people to use the directory, and checks listings"),
    Role.OPERATOR: ("phone line", "answers the phone, and checks listings"),
    Role.LINK_WORKER: ("link worker", "goes along with people and finds them help"),
    Role.TEAM_LEADER: ("team leader", "looks after a team and its work"),
    Role.SAFEGUARDING_LEAD: ("safeguarding lead", "acts when somebody may be at risk"),
    Role.COMMISSIONER: ("commissioner", "reads figures, never about one person"),
    Role.ADMINISTRATOR: ("administrator", "looks after accounts; sees nobody's notes"),
    Role.DEVELOPER: ("developer", "builds on LILY's open data"),
}


def name_of(role: Role) -> str:
    """Return what a role is called."""
    return ROLES[role][0]
