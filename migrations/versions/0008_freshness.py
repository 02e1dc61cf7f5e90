"""Freshness: evidence by group of fields, and listings that are out of sight.

Revision: 0008; before it: 0004
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = "0008"
down_revision = "0004"
branch_labels = None
depends_on = None


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _link(table: str, column: str, target: str, ondelete: str = "CASCADE") -> sa.Constraint:
    return sa.ForeignKeyConstraint(
        [column],
        [f"{target}.id"],
        name=op.f(f"fk_{table}_{column}_{target}"),
        ondelete=ondelete,
    )


def upgrade() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column(
            "group",
            _choice(
                "fieldgroup",
                "about",
                "who",
                "places",
                "times",
                "cost",
                "contact",
                "getting_help",
                "capacity",
            ),
            nullable=False,
        ),
        sa.Column(
            "how",
            _choice(
                "evidencehow", "owner", "link", "phone", "moderator", "import", "referral"
            ),
            nullable=False,
        ),
        sa.Column("confirmed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("is_ours", sa.Boolean(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=True),
        _link("evidence", "service_id", "service"),
        _link("evidence", "account_id", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("service_id", "group", name=op.f("uq_evidence_service_id_group")),
    )
    op.create_index(op.f("ix_evidence_service_id"), "evidence", ["service_id"])
    op.create_index(op.f("ix_evidence_account_id"), "evidence", ["account_id"])
    op.create_table(
        "withdrawal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column(
            "reason",
            _choice("withdrawalreason", "not_confirmed", "asked", "stopped"),
            nullable=False,
        ),
        sa.Column(
            "status_before",
            _choice("servicestatus", "active", "inactive", "defunct", "temporarily closed"),
            nullable=False,
        ),
        sa.Column("withdrawn_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("is_archived", sa.Boolean(), nullable=False),
        _link("withdrawal", "service_id", "service"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawal")),
    )
    op.create_index(op.f("ix_withdrawal_service_id"), "withdrawal", ["service_id"], unique=True)
    op.add_column("service", sa.Column("doubted_on", sa.Date(), nullable=True))
    op.add_column("service", sa.Column("sunk_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("service", "sunk_on")
    op.drop_column("service", "doubted_on")
    for table, columns in (
        ("withdrawal", ("service_id",)),
        ("evidence", ("account_id", "service_id")),
    ):
        for column in columns:
            op.drop_index(op.f(f"ix_{table}_{column}"), table)
        op.drop_table(table)
