"""Onward referrals, and agreement to tell the council.

Revision: 0013; before it: 0012
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


PURPOSES = ("hold_record", "share_with_service", "tell_gp", "text", "email", "evaluate")


def _check_purposes(purposes: tuple[str, ...]) -> None:
    """Let an agreement be for these purposes alone."""
    listed = ", ".join(f"'{each}'" for each in purposes)
    name = op.f("ck_consent_purpose")
    with op.batch_alter_table("consent") as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"purpose IN ({listed})")


def upgrade() -> None:
    _check_purposes((*PURPOSES, "tell_council"))
    op.create_table(
        "onward_referral",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=True),
        sa.Column(
            "route",
            sa.Enum(
                "early_help",
                "adult_social_care",
                "gp",
                name="route",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "signposted",
                "referred",
                "accompanied",
                "buddy",
                "statutory",
                name="onwardkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "drafted",
                "sent",
                "seen",
                "accepted",
                "waiting",
                "declined",
                "no_reply",
                "booked",
                "attended",
                "not_attended",
                "finished",
                "stopped",
                "withdrawn",
                name="onwardstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("goal_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("shared", sa.Text(), nullable=False),
        sa.Column("reference", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("sent_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("answered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("chase_on", sa.Date(), nullable=True),
        sa.Column("chasers", sa.Integer(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=True),
        sa.Column(
            "not_taken",
            sa.Enum(
                "full",
                "not_for_them",
                "out_of_area",
                "not_reached",
                "not_wanted",
                "closed_down",
                "other",
                name="nottaken",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.CheckConstraint(
            "(service_id IS NULL) <> (route IS NULL)",
            name=op.f("ck_onward_referral_service_or_route"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["support_case.id"],
            name=op.f("fk_onward_referral_case_id_support_case"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["made_by"],
            ["account.id"],
            name=op.f("fk_onward_referral_made_by_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["service.id"],
            name=op.f("fk_onward_referral_service_id_service"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_onward_referral")),
        sa.UniqueConstraint("reference", name=op.f("uq_onward_referral_reference")),
    )
    with op.batch_alter_table("onward_referral", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_onward_referral_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_onward_referral_chase_on"), ["chase_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_onward_referral_made_by"), ["made_by"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_onward_referral_service_id"), ["service_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_onward_referral_state"), ["state"], unique=False)

    op.create_table(
        "onward_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("onward_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "drafted",
                "sent",
                "seen",
                "accepted",
                "waiting",
                "declined",
                "no_reply",
                "booked",
                "attended",
                "not_attended",
                "finished",
                "stopped",
                "withdrawn",
                name="onwardstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "said_by",
            sa.Enum(
                "team",
                "provider",
                "phone",
                "person",
                "lily",
                name="saidby",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("is_read", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_onward_step_account_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["onward_id"],
            ["onward_referral.id"],
            name=op.f("fk_onward_step_onward_id_onward_referral"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_onward_step")),
    )
    with op.batch_alter_table("onward_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_onward_step_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_onward_step_onward_id"), ["onward_id"], unique=False)


def downgrade() -> None:
    op.execute("DELETE FROM consent WHERE purpose = 'tell_council'")
    _check_purposes(PURPOSES)
    with op.batch_alter_table("onward_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_onward_step_onward_id"))
        batch_op.drop_index(batch_op.f("ix_onward_step_account_id"))

    op.drop_table("onward_step")
    with op.batch_alter_table("onward_referral", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_onward_referral_state"))
        batch_op.drop_index(batch_op.f("ix_onward_referral_service_id"))
        batch_op.drop_index(batch_op.f("ix_onward_referral_made_by"))
        batch_op.drop_index(batch_op.f("ix_onward_referral_chase_on"))
        batch_op.drop_index(batch_op.f("ix_onward_referral_case_id"))

    op.drop_table("onward_referral")
