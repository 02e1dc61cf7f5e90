"""Records that are restricted, looks in an emergency, and two records made one.

Revision: 0020; before it: 0019
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "client_merge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("kept_id", sa.Uuid(), nullable=False),
        sa.Column("gone_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("gone", sa.Text(), nullable=False),
        sa.Column("kept", sa.Text(), nullable=False),
        sa.Column("moved", sa.Text(), nullable=False),
        sa.Column("set_aside", sa.Text(), nullable=False),
        sa.Column("narrowed", sa.Text(), nullable=False),
        sa.Column("undone_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_client_merge_account_id_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["kept_id"],
            ["client.id"],
            name=op.f("fk_client_merge_kept_id_client"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["undone_by"],
            ["account.id"],
            name=op.f("fk_client_merge_undone_by_account"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_merge")),
    )
    with op.batch_alter_table("client_merge", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_client_merge_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_client_merge_gone_id"), ["gone_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_client_merge_kept_id"), ["kept_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_client_merge_undone_by"), ["undone_by"], unique=False)

    op.create_table(
        "emergency_look",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("ends_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("reviewed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("review_words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_emergency_look_account_id_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["client.id"],
            name=op.f("fk_emergency_look_client_id_client"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by"],
            ["account.id"],
            name=op.f("fk_emergency_look_reviewed_by_account"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_look")),
    )
    with op.batch_alter_table("emergency_look", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_emergency_look_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_emergency_look_client_id"), ["client_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_emergency_look_reviewed_by"), ["reviewed_by"], unique=False
        )

    for column in (
        sa.Column("is_restricted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("restricted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("restricted_by", sa.Uuid(), nullable=True),
        sa.Column("restricted_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("also_known", sa.Text(), server_default="", nullable=False),
    ):
        op.add_column("client", column)
    op.create_index(op.f("ix_client_is_restricted"), "client", ["is_restricted"])


def downgrade() -> None:
    op.drop_index(op.f("ix_client_is_restricted"), "client")
    for name in (
        "also_known",
        "restricted_reason",
        "restricted_by",
        "restricted_at",
        "is_restricted",
    ):
        op.drop_column("client", name)

    with op.batch_alter_table("emergency_look", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_emergency_look_reviewed_by"))
        batch_op.drop_index(batch_op.f("ix_emergency_look_client_id"))
        batch_op.drop_index(batch_op.f("ix_emergency_look_account_id"))

    op.drop_table("emergency_look")
    with op.batch_alter_table("client_merge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_client_merge_undone_by"))
        batch_op.drop_index(batch_op.f("ix_client_merge_kept_id"))
        batch_op.drop_index(batch_op.f("ix_client_merge_gone_id"))
        batch_op.drop_index(batch_op.f("ix_client_merge_account_id"))

    op.drop_table("client_merge")
