"""The tables of accounts."""

from lily.accounts.models.accounts import Account, AccountRole, ExternalIdentity, Team, TeamMember
from lily.accounts.models.drafts import Draft
from lily.accounts.models.factors import AuthenticatorApp, Passkey, RecoveryCode
from lily.accounts.models.kept_forms import KeptForm
from lily.accounts.models.rates import RateCount
from lily.accounts.models.sign_ins import AccountLink, SignIn

__all__ = [
    "Account",
    "AccountLink",
    "AccountRole",
    "AuthenticatorApp",
    "Draft",
    "ExternalIdentity",
    "KeptForm",
    "Passkey",
    "RateCount",
    "RecoveryCode",
    "SignIn",
    "Team",
    "TeamMember",
]
