"""The editor's desk.

Revision: 0009; before it: 0005
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = "0009"
down_revision = "0005"
branch_labels = None
depends_on = None


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    op.create_table(
        "desk_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column(
            "kind",
            _choice(
                "deskkind",
                "report",
                "mail_failed",
                "no_reply",
                "times_not_understood",
                "duplicate",
                "import",
                "stale",
                "claim",
                "other",
            ),
            nullable=False,
        ),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("state", _choice("deskstate", "open", "done"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(state = 'done') = (done_at IS NOT NULL)", name=op.f("ck_desk_item_done_has_a_time")
        ),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["service.id"],
            name=op.f("fk_desk_item_service_id_service"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_desk_item_organisation_id_organisation"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_item")),
        sa.UniqueConstraint("key", name=op.f("uq_desk_item_key")),
    )
    op.create_index("ix_desk_item_state_kind", "desk_item", ["state", "kind", "made_at"])
    op.create_index(op.f("ix_desk_item_service_id"), "desk_item", ["service_id"])
    op.create_index(op.f("ix_desk_item_organisation_id"), "desk_item", ["organisation_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_desk_item_organisation_id"), "desk_item")
    op.drop_index(op.f("ix_desk_item_service_id"), "desk_item")
    op.drop_index("ix_desk_item_state_kind", "desk_item")
    op.drop_table("desk_item")
