"""Checks after three and six weeks, and how somebody was met.

Revision: 0014; before it: 0013
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

COLUMNS = (
    (
        "case_contact",
        "way VARCHAR(40) DEFAULT 'phone' NOT NULL"
        " CONSTRAINT ck_case_contact_way CHECK (way IN ('home', 'met', 'phone', 'video'))",
    ),
    ("support_case", "openings INTEGER DEFAULT 1 NOT NULL"),
    ("support_case", "reopened_on DATE"),
)
"""Added in place: SQLite would empty the tables that point to one that is made anew."""


def upgrade() -> None:
    op.create_table(
        "follow_up",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "three_weeks",
                "six_weeks",
                name="followupkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("opening", sa.Integer(), nullable=False),
        sa.Column("counted_from_on", sa.Date(), nullable=False),
        sa.Column("first_due_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "due",
                "done",
                "not_done",
                name="followupstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column(
            "got_there",
            sa.Enum(
                "yes",
                "once",
                "not_yet",
                "no",
                name="gotthere",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "what_next",
            sa.Enum(
                "go_on",
                "close",
                name="whatnext",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "not_done",
            sa.Enum(
                "not_reached",
                "not_wanted",
                "too_unwell",
                "case_closed",
                name="notdone",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("in_the_way", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("may_quote", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_follow_up_account_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["support_case.id"],
            name=op.f("fk_follow_up_case_id_support_case"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
        sa.UniqueConstraint(
            "case_id", "kind", "opening", name=op.f("uq_follow_up_case_id_kind_opening")
        ),
    )
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_up_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_follow_up_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_follow_up_due_on"), ["due_on"], unique=False)

    for table, column in COLUMNS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")


def downgrade() -> None:
    for column in ("reopened_on", "openings"):
        op.drop_column("support_case", column)
    with op.batch_alter_table("case_contact", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_case_contact_way"), type_="check")
        batch_op.drop_column("way")

    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_follow_up_due_on"))
        batch_op.drop_index(batch_op.f("ix_follow_up_case_id"))
        batch_op.drop_index(batch_op.f("ix_follow_up_account_id"))

    op.drop_table("follow_up")
