"""Each closing of a case keeps its own letter, and what was sent belongs to one of them.

Revision: 0025; before it: 0024
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

TO = ("referrer", "surgery")
HOW = ("printed", "copied", "not_agreed", "nobody_to_tell")
FEEDBACK_TO = (
    "feedback_to VARCHAR(40)"
    " CONSTRAINT ck_support_case_feedback_to CHECK (feedback_to IN ('referrer', 'surgery'))"
)
"""Added in place: SQLite would empty the tables that point to one that is made anew."""
MOMENT = sqlmodel.sql.sqltypes.UTCDateTime
CASE = sa.table(
    "support_case",
    *(sa.column("id", sa.Uuid()), sa.column("changed_at", MOMENT()), sa.column("openings")),
    *(sa.column("feedback"), sa.column("feedback_how"), sa.column("feedback_to")),
)
LETTER = sa.table(
    "case_letter",
    *(sa.column("id", sa.Uuid()), sa.column("made_at", MOMENT()), sa.column("changed_at", MOMENT())),
    *(sa.column("case_id", sa.Uuid()), sa.column("opening"), sa.column("addressed_to")),
    *(sa.column("how"), sa.column("words"), sa.column("account_id", sa.Uuid())),
)
SENT = sa.table(
    "letter_sent",
    *(sa.column("id", sa.Uuid()), sa.column("made_at", MOMENT()), sa.column("case_id", sa.Uuid())),
    sa.column("letter_id", sa.Uuid()),
)
AUDIT = sa.table(
    "audit_event",
    *(sa.column("number"), sa.column("made_at", MOMENT()), sa.column("account_id", sa.Uuid())),
    *(sa.column("action"), sa.column("subject_id", sa.Uuid())),
)
ACCOUNT = sa.table("account", sa.column("id", sa.Uuid()))


def _begin() -> None:
    """Begin one transaction for all of it, where SQLite would begin none for a table."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite" and not connection.connection.in_transaction:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _choice(name: str, values: tuple[str, ...], check: str) -> sa.Column[Any]:
    kind = sa.Enum(*values, name=check, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, kind, nullable=False)


def upgrade() -> None:
    _begin()
    op.create_table(
        "case_letter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", MOMENT(), nullable=False),
        sa.Column("changed_at", MOMENT(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("opening", sa.Integer(), nullable=False),
        _choice("addressed_to", TO, "letterto"),
        _choice("how", HOW, "feedbackhow"),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("kept_back_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_case_letter_account_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["support_case.id"],
            name=op.f("fk_case_letter_case_id_support_case"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_letter")),
    )
    for name in ("account_id", "case_id"):
        op.create_index(op.f(f"ix_case_letter_{name}"), "case_letter", [name])
    op.add_column("letter_sent", sa.Column("letter_id", sa.Uuid(), nullable=True))
    _make_letters()
    _link_sent(to="letter_id", table="case_letter", instead_of="case_id", before="support_case")
    op.drop_column("support_case", "feedback")
    op.drop_column("support_case", "feedback_to")
    op.execute("ALTER TABLE support_case RENAME COLUMN feedback_how TO why_no_letter")
    op.execute(
        "UPDATE support_case SET why_no_letter = NULL"
        " WHERE state = 'open' OR why_no_letter IN ('printed', 'copied')"
    )


def _link_sent(to: str, table: str, instead_of: str, before: str) -> None:
    """Let what was sent belong to another row than before. Nothing points to that table."""
    with op.batch_alter_table("letter_sent") as batch_op:
        batch_op.drop_index(batch_op.f(f"ix_letter_sent_{instead_of}"))
        batch_op.drop_constraint(
            batch_op.f(f"fk_letter_sent_{instead_of}_{before}"), type_="foreignkey"
        )
        batch_op.drop_column(instead_of)
        batch_op.alter_column(to, existing_type=sa.Uuid(), nullable=False)
        batch_op.create_foreign_key(
            batch_op.f(f"fk_letter_sent_{to}_{table}"), table, [to], ["id"], ondelete="CASCADE"
        )
        batch_op.create_index(batch_op.f(f"ix_letter_sent_{to}"), [to], unique=False)


def _make_letters() -> None:
    """Make a letter of what each case has, and one without words of each that was written over.

    That there was one shows in what was sent before the case closed for the last time.
    """
    connection = op.get_bind()
    closings = dict(_last_closings(connection))
    sent: dict[UUID, list[sa.RowMapping]] = {}
    for row in connection.execute(sa.select(SENT).order_by(SENT.c.made_at)).mappings():
        sent.setdefault(row["case_id"], []).append(row)
    for case in connection.execute(sa.select(CASE)).mappings().all():
        closed_at, by = closings.get(case["id"], (case["changed_at"], None))
        theirs = sent.get(case["id"], [])
        has_words = bool(case["feedback"])
        now = [each for each in theirs if has_words and each["made_at"] >= closed_at]
        before = [each for each in theirs if each not in now]
        if before:
            _make_letter(connection, case, before, made_at=before[0]["made_at"])
        if has_words:
            words = case["feedback"]
            _make_letter(connection, case, now, made_at=closed_at, words=words, account_id=by)


def _last_closings(connection: sa.Connection) -> Iterator[tuple[UUID, tuple[Any, UUID | None]]]:
    """Yield when each case was closed, and by whom; the last time comes last."""
    rows = connection.execute(
        sa.select(AUDIT.c.subject_id, AUDIT.c.made_at, ACCOUNT.c.id)
        .outerjoin(ACCOUNT, ACCOUNT.c.id == AUDIT.c.account_id)
        .where(AUDIT.c.action == "close_case", AUDIT.c.subject_id.is_not(None))
        .order_by(AUDIT.c.number)
    )
    for case_id, made_at, account_id in rows:
        yield case_id, (made_at, account_id)


def _make_letter(
    connection: sa.Connection,
    case: sa.RowMapping,
    sent: list[sa.RowMapping],
    *,
    made_at: Any,
    words: str = "",
    account_id: UUID | None = None,
) -> None:
    told = case["feedback_how"]
    letter = {
        "id": uuid4(),
        "made_at": made_at,
        "changed_at": made_at,
        "case_id": case["id"],
        "opening": case["openings"],
        "addressed_to": case["feedback_to"] or "surgery",
        "how": told if told in ("printed", "copied") else "printed",
        "words": words,
        "account_id": account_id,
    }
    connection.execute(sa.insert(LETTER).values(letter))
    ids = [each["id"] for each in sent]
    connection.execute(
        sa.update(SENT).where(SENT.c.id.in_(ids)).values(letter_id=letter["id"])
    )


def downgrade() -> None:
    _begin()
    op.execute("ALTER TABLE support_case RENAME COLUMN why_no_letter TO feedback_how")
    op.add_column(
        "support_case", sa.Column("feedback", sa.Text(), server_default="", nullable=False)
    )
    op.execute(f"ALTER TABLE support_case ADD COLUMN {FEEDBACK_TO}")
    op.add_column("letter_sent", sa.Column("case_id", sa.Uuid(), nullable=True))
    connection = op.get_bind()
    for letter in connection.execute(sa.select(LETTER).order_by(LETTER.c.made_at)).mappings().all():
        connection.execute(
            sa.update(SENT)
            .where(SENT.c.letter_id == letter["id"])
            .values(case_id=letter["case_id"])
        )
        connection.execute(
            sa.update(CASE)
            .where(CASE.c.id == letter["case_id"], CASE.c.feedback_how.is_(None))
            .values(feedback=letter["words"], feedback_to=letter["addressed_to"])
        )
    op.execute(
        "UPDATE support_case SET feedback_how = (SELECT how FROM case_letter"
        " WHERE case_letter.case_id = support_case.id ORDER BY made_at DESC LIMIT 1)"
        " WHERE feedback_how IS NULL"
    )
    _link_sent(to="case_id", table="support_case", instead_of="letter_id", before="case_letter")
    for name in ("case_id", "account_id"):
        op.drop_index(op.f(f"ix_case_letter_{name}"), "case_letter")
    op.drop_table("case_letter")
