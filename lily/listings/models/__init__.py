"""The tables by which the directory is kept true."""

from lily.listings.models.owners import Claim, MemberInvitation, Membership

__all__ = ["Claim", "MemberInvitation", "Membership"]
