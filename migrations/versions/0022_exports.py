"""Files of a case that were made for a surgery.

Revision: 0022; before it: 0021
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_export",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("consent_id", sa.Uuid(), nullable=True),
        sa.Column("standard", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_case_export_account_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["support_case.id"],
            name=op.f("fk_case_export_case_id_support_case"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["consent_id"],
            ["consent.id"],
            name=op.f("fk_case_export_consent_id_consent"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_export")),
    )
    with op.batch_alter_table("case_export", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_export_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_export_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_export_consent_id"), ["consent_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("case_export", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_export_consent_id"))
        batch_op.drop_index(batch_op.f("ix_case_export_case_id"))
        batch_op.drop_index(batch_op.f("ix_case_export_account_id"))

    op.drop_table("case_export")
