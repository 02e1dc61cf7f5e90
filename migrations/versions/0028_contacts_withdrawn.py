"""A contact that is wrong is withdrawn; how many visits are agreed can be set for one case.

Revision: 0028; before it: 0027
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

CHECKS = {
    "ck_case_contact_contactwrong": (
        "withdrawn_why IN ('wrong_person', 'mistyped', 'twice', 'not_so')"
    ),
    "ck_case_contact_withdrawn_with_a_reason": (
        "(withdrawn_at IS NULL) = (withdrawn_why IS NULL)"
    ),
}
"""The table is made anew on SQLite; nothing points to it."""


def upgrade() -> None:
    with op.batch_alter_table("case_contact") as batch_op:
        batch_op.add_column(
            sa.Column("withdrawn_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True)
        )
        batch_op.add_column(sa.Column("withdrawn_by", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_why", sa.String(40), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_case_contact_withdrawn_by_account"),
            "account",
            ["withdrawn_by"],
            ["id"],
            ondelete="SET NULL",
        )
        for name, check in CHECKS.items():
            batch_op.create_check_constraint(op.f(name), check)
        batch_op.create_index(batch_op.f("ix_case_contact_withdrawn_by"), ["withdrawn_by"])
    op.add_column("support_case", sa.Column("visits_agreed", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("support_case", "visits_agreed")
    with op.batch_alter_table("case_contact") as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_contact_withdrawn_by"))
        for name in CHECKS:
            batch_op.drop_constraint(op.f(name), type_="check")
        batch_op.drop_constraint(
            op.f("fk_case_contact_withdrawn_by_account"), type_="foreignkey"
        )
        for name in ("withdrawn_why", "withdrawn_by", "withdrawn_at"):
            batch_op.drop_column(name)
