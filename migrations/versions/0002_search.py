"""Search: the changes to follow, and what staff know about words.

Revision: 0002; before it: 0001
"""

from uuid import uuid4

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_change")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_search_change_service_id"), "search_change", ["service_id"], unique=False
    )
    op.create_table(
        "search_origin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.Uuid(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_search_origin_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_origin")),
    )
    op.create_table(
        "stop_word",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("word", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "stop",
                "filler",
                name="wordkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stop_word")),
        sa.UniqueConstraint("word", name=op.f("uq_stop_word_word")),
    )
    op.create_table(
        "synonym_group",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "same",
                "towards",
                name="synonymkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synonym_group")),
    )
    op.create_table(
        "synonym_word",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["synonym_group.id"],
            name=op.f("fk_synonym_word_group_id_synonym_group"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synonym_word")),
        sa.UniqueConstraint("group_id", "words", name=op.f("uq_synonym_word_group_id_words")),
    )
    op.create_index(op.f("ix_synonym_word_group_id"), "synonym_word", ["group_id"], unique=False)
    op.bulk_insert(
        sa.table("search_origin", sa.column("id", sa.Integer()), sa.column("token", sa.Uuid())),
        [{"id": 1, "token": uuid4()}],
    )


def downgrade() -> None:
    for table in (
        "synonym_word",
        "synonym_group",
        "stop_word",
        "search_origin",
        "search_change",
    ):
        op.drop_table(table)
