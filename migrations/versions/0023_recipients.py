"""Agreement by recipient, what was refused, whose surgery it is, and letters that were sent.

Revision: 0023; before it: 0022
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

BEFORE = (
    "hold_record",
    "share_with_service",
    "tell_gp",
    "text",
    "email",
    "evaluate",
    "tell_council",
)
AFTER = (
    "hold_record",
    "share_with_service",
    "tell_gp",
    "tell_referrer",
    "tell_early_help",
    "tell_social_care",
    "text",
    "email",
    "evaluate",
)
FEEDBACK_TO = (
    "feedback_to VARCHAR(40)"
    " CONSTRAINT ck_support_case_feedback_to CHECK (feedback_to IN ('referrer', 'surgery'))"
)
"""Added in place: SQLite would empty the tables that point to one that is made anew."""
CHECK = "ck_consent_purpose"
SURGERY = ("surgery_name", "surgery_address")


@contextmanager
def _keeping_links() -> Iterator[None]:
    """Let agreements be made anew, as SQLite must for a check, and give the files theirs back.

    `case_export` alone points to `consent`, and loses what it points to when that table is dropped.
    It is all one transaction, begun here where SQLite would begin none for a table.
    """
    connection = op.get_bind()
    is_begun = connection.dialect.name != "sqlite" or connection.connection.in_transaction
    if not is_begun:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    export = sa.table("case_export", sa.column("id", sa.Uuid()), sa.column("consent_id", sa.Uuid()))
    links = connection.execute(
        sa.select(export.c.id, export.c.consent_id).where(export.c.consent_id.is_not(None))
    ).all()
    yield
    for export_id, consent_id in links:
        connection.execute(
            sa.update(export).where(export.c.id == export_id).values(consent_id=consent_id)
        )


def _check_purposes(purposes: tuple[str, ...]) -> None:
    """Let an agreement be for these purposes alone."""
    listed = ", ".join(f"'{each}'" for each in purposes)
    with op.batch_alter_table("consent") as batch_op:
        batch_op.create_check_constraint(op.f(CHECK), f"purpose IN ({listed})")


def _uncheck_purposes() -> None:
    with op.batch_alter_table("consent") as batch_op:
        batch_op.drop_constraint(op.f(CHECK), type_="check")


def _split_council() -> None:
    """Make two agreements of one that named both: to tell social care, and early help."""
    connection = op.get_bind()
    consent = sa.Table("consent", sa.MetaData(), autoload_with=connection)
    council = consent.c.purpose == "tell_council"
    rows = connection.execute(sa.select(consent).where(council)).mappings().all()
    copies = [
        {**row, "id": uuid4() if len(str(row["id"])) == 36 else uuid4().hex}
        | {"purpose": "tell_early_help"}
        for row in rows
    ]
    if copies:
        connection.execute(sa.insert(consent), copies)
    connection.execute(sa.update(consent).where(council).values(purpose="tell_social_care"))


def upgrade() -> None:
    with _keeping_links():
        _uncheck_purposes()
        _split_council()
        _check_purposes(AFTER)
    op.add_column(
        "consent",
        sa.Column("is_refused", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    for name in SURGERY:
        op.add_column("client", sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.execute(f"ALTER TABLE support_case ADD COLUMN {FEEDBACK_TO}")
    op.create_table(
        "letter_sent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "way",
            sa.Enum(
                "post",
                "secure_mail",
                "by_hand",
                name="sentway",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_letter_sent_account_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["support_case.id"],
            name=op.f("fk_letter_sent_case_id_support_case"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_sent")),
    )
    with op.batch_alter_table("letter_sent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_sent_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_sent_case_id"), ["case_id"], unique=False)
    _chase_routes()


def _chase_routes() -> None:
    """Let those who were passed on and have no answer be looked at: nobody was to ask after them."""
    op.execute(
        "UPDATE onward_referral SET chase_on = CURRENT_DATE WHERE route IS NOT NULL"
        " AND chase_on IS NULL AND state IN ('sent', 'seen') AND shared <> ''"
    )


def downgrade() -> None:
    with op.batch_alter_table("letter_sent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letter_sent_case_id"))
        batch_op.drop_index(batch_op.f("ix_letter_sent_account_id"))

    op.drop_table("letter_sent")
    op.drop_column("support_case", "feedback_to")
    for name in reversed(SURGERY):
        op.drop_column("client", name)
    op.execute("DELETE FROM consent WHERE is_refused")
    op.drop_column("consent", "is_refused")
    narrower = "('tell_referrer', 'tell_early_help', 'tell_social_care')"
    op.execute(f"DELETE FROM consent WHERE purpose IN {narrower}")
    with _keeping_links():
        _uncheck_purposes()
        _check_purposes(BEFORE)
