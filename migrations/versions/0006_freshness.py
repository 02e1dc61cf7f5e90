"""Freshness: evidence by group of fields, reviews and their links, reports of what is wrong.

The plan and the intervals begin as ADR 0020 argues for them.

Revision: 0006; before it: 0005
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = "0006"
down_revision = "0005"
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
            _choice("evidencehow", "owner", "link", "phone", "moderator", "import", "referral", "staff"),
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

    op.create_table(
        "review_interval",
        sa.Column(
            "group",
            sa.Enum(
                "about",
                "who",
                "places",
                "times",
                "cost",
                "contact",
                "getting_help",
                "capacity",
                name="fieldgroup",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.CheckConstraint("days BETWEEN 7 AND 1825", name=op.f("ck_review_interval_days")),
        sa.PrimaryKeyConstraint("group", name=op.f("pk_review_interval")),
    )
    op.create_table(
        "review_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reminder_1_days", sa.Integer(), nullable=False),
        sa.Column("reminder_2_days", sa.Integer(), nullable=False),
        sa.Column("reminder_3_days", sa.Integer(), nullable=False),
        sa.Column("desk_days", sa.Integer(), nullable=False),
        sa.Column("badge_days", sa.Integer(), nullable=False),
        sa.Column("sink_days", sa.Integer(), nullable=False),
        sa.Column("hide_days", sa.Integer(), nullable=False),
        sa.Column("archive_days", sa.Integer(), nullable=False),
        sa.Column("never_checked_days", sa.Integer(), nullable=False),
        sa.Column("is_stopped", sa.Boolean(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "0 <= reminder_1_days AND reminder_1_days < reminder_2_days AND reminder_2_days < reminder_3_days AND reminder_3_days < desk_days AND desk_days < badge_days AND badge_days < sink_days AND sink_days < hide_days AND hide_days < archive_days",
            name=op.f("ck_review_plan_steps_in_order"),
        ),
        sa.CheckConstraint("id = 1", name=op.f("ck_review_plan_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_plan")),
    )
    op.create_table(
        "problem_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "stopped",
                "times",
                "place",
                "phone",
                "cost",
                "full",
                "access",
                "harm",
                "other",
                name="reportkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("reply_to", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by"],
            ["account.id"],
            name=op.f("fk_problem_report_answered_by_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["service.id"],
            name=op.f("fk_problem_report_service_id_service"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem_report")),
    )
    op.create_index(op.f("ix_problem_report_answered_at"), "problem_report", ["answered_at"])
    op.create_index(op.f("ix_problem_report_answered_by"), "problem_report", ["answered_by"])
    op.create_index(op.f("ix_problem_report_service_id"), "problem_report", ["service_id"])
    op.create_table(
        "review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "waiting",
                "reminded",
                "desk",
                "badged",
                "sunk",
                "hidden",
                "archived",
                name="reviewstage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("next_step_on", sa.Date(), nullable=True),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column(
            "call_reason",
            sa.Enum(
                "reported",
                "wrong_person",
                "asked",
                "letter_returned",
                "no_reply",
                "no_address",
                name="callreason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("next_call_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("leased_to", sa.Uuid(), nullable=True),
        sa.Column("leased_until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["leased_to"],
            ["account.id"],
            name=op.f("fk_review_leased_to_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["service.id"],
            name=op.f("fk_review_service_id_service"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    op.create_index("ix_review_calls", "review", ["call_reason", "due_on"])
    op.create_index(op.f("ix_review_leased_to"), "review", ["leased_to"])
    op.create_index(op.f("ix_review_next_step_on"), "review", ["next_step_on"])
    op.create_index(op.f("ix_review_service_id"), "review", ["service_id"], unique=True)
    op.create_table(
        "review_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("token_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("used_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["service.id"],
            name=op.f("fk_review_link_service_id_service"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_review_link_token_hash")),
    )
    op.create_index(op.f("ix_review_link_service_id"), "review_link", ["service_id"])
    plan = (1, 0, 7, 21, 35, 45, 60, 120, 365, 14, False, 0)
    names = (
        "id reminder_1_days reminder_2_days reminder_3_days desk_days badge_days sink_days "
        "hide_days archive_days never_checked_days is_stopped turn"
    ).split()
    op.bulk_insert(
        sa.table("review_plan", *(sa.column(name) for name in names)),
        [dict(zip(names, plan, strict=True))],
    )
    intervals = {
        "times": 90,
        "capacity": 30,
        "contact": 120,
        "cost": 180,
        "places": 180,
        "getting_help": 180,
        "who": 365,
        "about": 365,
    }
    op.bulk_insert(
        sa.table("review_interval", sa.column("group"), sa.column("days")),
        [{"group": group, "days": days} for group, days in intervals.items()],
    )


def downgrade() -> None:
    for table in ("review_link", "review", "problem_report", "review_plan", "review_interval"):
        op.drop_table(table)
    op.drop_column("service", "sunk_on")
    op.drop_column("service", "doubted_on")
    for table, columns in (
        ("withdrawal", ("service_id",)),
        ("evidence", ("account_id", "service_id")),
    ):
        for column in columns:
            op.drop_index(op.f(f"ix_{table}_{column}"), table)
        op.drop_table(table)
