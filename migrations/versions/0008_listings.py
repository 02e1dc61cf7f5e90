"""Changes that wait, and every version of a listing.

Revision: 0008; before it: 0007
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _link(table: str, column: str, target: str, ondelete: str) -> sa.Constraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{target}.id"],
        name=op.f(f"fk_{table}_{column}_{target}"),
        ondelete=ondelete,
    )


def upgrade() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column(
            "kind", _choice("proposalkind", "new", "change", "rename", "close"), nullable=False
        ),
        sa.Column(
            "state",
            _choice(
                "proposalstate",
                "draft",
                "waiting",
                "approved",
                "part_approved",
                "rejected",
                "withdrawn",
                "closed",
            ),
            nullable=False,
        ),
        sa.Column(
            "how",
            _choice("evidencehow", "owner", "link", "phone", "moderator", "import", "referral", "staff"),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("by_words", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sent_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("decided_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _link("proposal", "service_id", "service", "SET NULL"),
        _link("proposal", "organisation_id", "organisation", "SET NULL"),
        _link("proposal", "account_id", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    op.create_index("ix_proposal_state_sent_at", "proposal", ["state", "sent_at"])
    for column in ("service_id", "organisation_id", "account_id"):
        op.create_index(op.f(f"ix_proposal_{column}"), "proposal", [column])
    op.create_table(
        "proposed_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("field", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            _choice("changestate", "waiting", "approved", "edited", "rejected"),
            nullable=False,
        ),
        _link("proposed_change", "proposal_id", "proposal", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposed_change")),
        sa.UniqueConstraint(
            "proposal_id", "field", name=op.f("uq_proposed_change_proposal_id_field")
        ),
    )
    op.create_index(op.f("ix_proposed_change_proposal_id"), "proposed_change", ["proposal_id"])
    op.create_table(
        "listing_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("by_words", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Uuid(), nullable=True),
        _link("listing_version", "service_id", "service", "CASCADE"),
        _link("listing_version", "account_id", "account", "SET NULL"),
        _link("listing_version", "proposal_id", "proposal", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_version")),
        sa.UniqueConstraint(
            "service_id", "number", name=op.f("uq_listing_version_service_id_number")
        ),
    )
    for column in ("service_id", "account_id", "proposal_id"):
        op.create_index(op.f(f"ix_listing_version_{column}"), "listing_version", [column])


def downgrade() -> None:
    for column in ("service_id", "account_id", "proposal_id"):
        op.drop_index(op.f(f"ix_listing_version_{column}"), "listing_version")
    op.drop_table("listing_version")
    op.drop_index(op.f("ix_proposed_change_proposal_id"), "proposed_change")
    op.drop_table("proposed_change")
    for column in ("service_id", "organisation_id", "account_id"):
        op.drop_index(op.f(f"ix_proposal_{column}"), "proposal")
    op.drop_index("ix_proposal_state_sent_at", "proposal")
    op.drop_table("proposal")
