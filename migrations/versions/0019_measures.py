"""Outcome measures of a team's own, and readings.

Revision: 0019; before it: 0018
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_measure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("definition", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("retired_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_own_measure_team_id_team"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_measure")),
        sa.UniqueConstraint("team_id", "key", name=op.f("uq_own_measure_team_id_key")),
    )
    with op.batch_alter_table("own_measure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_own_measure_team_id"), ["team_id"], unique=False)

    op.create_table(
        "outcome_reading",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("measure_key", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("definition", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.Column(
            "how",
            sa.Enum(
                "in_person",
                "phone",
                "on_their_own",
                "other",
                name="readinghow",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column(
            "not_taken",
            sa.Enum(
                "not_wanted",
                "too_unwell",
                "not_reached",
                "no_time",
                "other",
                name="notread",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("withdrawn_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column(
            "withdrawn_why",
            sa.Enum(
                "mistyped",
                "wrong_day",
                "wrong_person",
                "twice",
                name="withdrawn",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.CheckConstraint(
            "(not_taken IS NULL AND answers <> '' AND how IS NOT NULL) OR (not_taken IS NOT NULL AND answers = '' AND how IS NULL)",
            name=op.f("ck_outcome_reading_answers_or_why_not"),
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_why IS NULL)",
            name=op.f("ck_outcome_reading_withdrawn_with_a_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_outcome_reading_account_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["support_case.id"],
            name=op.f("fk_outcome_reading_case_id_support_case"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"],
            ["account.id"],
            name=op.f("fk_outcome_reading_withdrawn_by_account"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_reading")),
    )
    with op.batch_alter_table("outcome_reading", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outcome_reading_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_outcome_reading_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_outcome_reading_measure_key"), ["measure_key"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_outcome_reading_withdrawn_by"), ["withdrawn_by"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("outcome_reading", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outcome_reading_withdrawn_by"))
        batch_op.drop_index(batch_op.f("ix_outcome_reading_measure_key"))
        batch_op.drop_index(batch_op.f("ix_outcome_reading_case_id"))
        batch_op.drop_index(batch_op.f("ix_outcome_reading_account_id"))

    op.drop_table("outcome_reading")
    with op.batch_alter_table("own_measure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_own_measure_team_id"))

    op.drop_table("own_measure")
