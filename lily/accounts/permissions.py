"""What each role allows. A page asks for one permission; silence means no."""

from collections.abc import Iterable
from enum import StrEnum

from lily.accounts.choices import Role


class Permission(StrEnum):
    """One thing that a page lets somebody do; the value completes “may ...”."""

    EDIT_OWN_LISTINGS = "edit the listings of their own organisation"
    WRITE_CHANGES = "write a change to a listing that is theirs or, where they may propose, to any"
    PROPOSE_CHANGES = "propose a change to any listing"
    VERIFY_LISTINGS = "check listings by telephone"
    MODERATE = "decide what goes into the directory"
    EDIT_WORDS = "edit needs, synonyms and stop words"
    SET_REVIEWS = "set how often listings are checked"
    MANAGE_ACCOUNTS = "manage accounts, roles and teams"
    CONFIRM_IDENTITY = "say that somebody who lost their second factor is who they are"
    READ_AUDIT = "read the audit"
    ANSWER_REFERRALS = "answer who is referred to the services of their own organisation"
    REFER = "refer people from the phone line, a stall or a team"
    WORK_CASES = "work with the people who are referred to their team"
    LOOK_AFTER_CASES = "share out the cases of their team, and see who looked at them"
    READ_SAFEGUARDING = "read safeguarding notes and flags of their team"


_PROPOSE = (Permission.WRITE_CHANGES, Permission.PROPOSE_CHANGES)
ALLOWED: dict[Role, frozenset[Permission]] = {
    Role.EDITOR: frozenset(
        {Permission.EDIT_OWN_LISTINGS, Permission.WRITE_CHANGES, Permission.ANSWER_REFERRALS}
    ),
    Role.MODERATOR: frozenset(
        {
            *_PROPOSE,
            Permission.VERIFY_LISTINGS,
            Permission.MODERATE,
            Permission.EDIT_WORDS,
        }
    ),
    Role.CHAMPION: frozenset({Permission.VERIFY_LISTINGS, Permission.REFER}),
    Role.OPERATOR: frozenset({Permission.VERIFY_LISTINGS, Permission.REFER, *_PROPOSE}),
    Role.LINK_WORKER: frozenset(
        {Permission.VERIFY_LISTINGS, Permission.REFER, Permission.WORK_CASES, *_PROPOSE}
    ),
    Role.TEAM_LEADER: frozenset(
        {
            *_PROPOSE,
            Permission.VERIFY_LISTINGS,
            Permission.CONFIRM_IDENTITY,
            Permission.REFER,
            Permission.WORK_CASES,
            Permission.LOOK_AFTER_CASES,
            Permission.READ_SAFEGUARDING,
        }
    ),
    Role.SAFEGUARDING_LEAD: frozenset({Permission.READ_SAFEGUARDING}),
    Role.COMMISSIONER: frozenset(),
    Role.ADMINISTRATOR: frozenset(
        {
            Permission.MANAGE_ACCOUNTS,
            Permission.CONFIRM_IDENTITY,
            Permission.READ_AUDIT,
            Permission.SET_REVIEWS,
        }
    ),
    Role.DEVELOPER: frozenset(),
}

ONE_FACTOR_IS_ENOUGH = frozenset({Role.EDITOR, Role.DEVELOPER})
"""Roles that see nobody's data and edit no more than their own; all others need two factors."""


def permissions_of(roles: Iterable[Role]) -> frozenset[Permission]:
    """Return all that the roles allow together."""
    return frozenset().union(*(ALLOWED[role] for role in roles))


def roles_with(permission: Permission) -> list[Role]:
    """Return the roles that allow a thing, in the order of the list of roles."""
    return [role for role in Role if permission in ALLOWED[role]]


def needs_two_factors(roles: Iterable[Role]) -> bool:
    """Say whether one of the roles makes a second factor compulsory."""
    return not ONE_FACTOR_IS_ENOUGH.issuperset(roles)
