"""Whoever referred may have said that a person agrees.

Revision: 0027; before it: 0026
"""

import sqlalchemy as sa
from alembic import op


revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

BEFORE = ("spoken", "written", "by_another")
AFTER = (*BEFORE, "by_referrer")
CHECK = "ck_consent_consenthow"
REFERRAL = sa.table("referral", sa.column("kind"), sa.column("is_agreed", sa.Boolean()))
"""Each form asked for it, but for that of somebody who asks for themselves."""
EXPORT = sa.table("case_export", sa.column("id", sa.Uuid()), sa.column("consent_id", sa.Uuid()))


def _check(ways: tuple[str, ...]) -> None:
    """Let somebody agree in these ways alone, in one transaction.

    SQLite makes the table anew for that. `case_export` alone points to it, and has its links back.
    """
    connection = op.get_bind()
    if connection.dialect.name == "sqlite" and not connection.connection.in_transaction:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    links = connection.execute(
        sa.select(EXPORT.c.id, EXPORT.c.consent_id).where(EXPORT.c.consent_id.is_not(None))
    ).all()
    listed = ", ".join(f"'{each}'" for each in ways)
    with op.batch_alter_table("consent") as batch_op:
        batch_op.drop_constraint(op.f(CHECK), type_="check")
        batch_op.create_check_constraint(op.f(CHECK), f"how IN ({listed})")
    for export_id, consent_id in links:
        connection.execute(
            sa.update(EXPORT).where(EXPORT.c.id == export_id).values(consent_id=consent_id)
        )


def upgrade() -> None:
    _check(AFTER)
    op.add_column(
        "referral", sa.Column("is_agreed", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.execute(sa.update(REFERRAL).where(REFERRAL.c.kind != "self").values(is_agreed=True))


def downgrade() -> None:
    op.drop_column("referral", "is_agreed")
    op.execute("DELETE FROM consent WHERE how = 'by_referrer'")
    _check(BEFORE)
