"""The editor's desk.

Revision: 0005; before it: 0004
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = "0005"
down_revision = "0004"
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
                "import",
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
    _add_former_terms()
    _add_searches()
    _add_duplicates()
    _add_bulk_acts()


def _add_former_terms() -> None:
    op.create_table(
        "former_term",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("taxonomy_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("term_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["taxonomy_id"],
            ["taxonomy.id"],
            name=op.f("fk_former_term_taxonomy_id_taxonomy"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["term_id"],
            ["taxonomy_term.id"],
            name=op.f("fk_former_term_term_id_taxonomy_term"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_term")),
        sa.UniqueConstraint("taxonomy_id", "slug", name=op.f("uq_former_term_taxonomy_id_slug")),
    )
    op.create_index(op.f("ix_former_term_taxonomy_id"), "former_term", ["taxonomy_id"])
    op.create_index(op.f("ix_former_term_term_id"), "former_term", ["term_id"])


def _add_searches() -> None:
    op.create_table(
        "empty_search",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("words", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "ward_code", sqlmodel.sql.sqltypes.AutoString(), server_default="", nullable=False
        ),
        sa.Column("week_on", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_empty_search_counted")),
        sa.CheckConstraint("words <> ''", name=op.f("ck_empty_search_worded")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_empty_search")),
        sa.UniqueConstraint(
            "words", "ward_code", "week_on", name=op.f("uq_empty_search_words_ward_code_week_on")
        ),
    )
    op.create_index(op.f("ix_empty_search_week_on"), "empty_search", ["week_on"])
    op.create_table(
        "ignored_search",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("words", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ignored_search")),
        sa.UniqueConstraint("words", name=op.f("uq_ignored_search_words")),
    )


def _add_duplicates() -> None:
    op.create_table(
        "likely_duplicate",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("kind", _choice("pairkind", "organisation", "service"), nullable=False),
        sa.Column("one_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column(
            "state", _choice("pairstate", "open", "not_a_duplicate", "merged"), nullable=False
        ),
        sa.Column("kept_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("undo", sa.Text(), nullable=False),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_likely_duplicate_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_likely_duplicate")),
        sa.UniqueConstraint(
            "one_id", "other_id", name=op.f("uq_likely_duplicate_one_id_other_id")
        ),
    )
    op.create_index("ix_likely_duplicate_state", "likely_duplicate", ["state", "score"])
    op.create_index(op.f("ix_likely_duplicate_other_id"), "likely_duplicate", ["other_id"])


def _add_bulk_acts() -> None:
    op.create_table(
        "bulk_act",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column(
            "deed",
            _choice(
                "bulkdeed", "set_active", "set_inactive", "add_need", "remove_need", "ask_to_check"
            ),
            nullable=False,
        ),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("chosen", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_act")),
    )


def downgrade() -> None:
    op.drop_table("bulk_act")
    op.drop_index(op.f("ix_likely_duplicate_other_id"), "likely_duplicate")
    op.drop_index("ix_likely_duplicate_state", "likely_duplicate")
    op.drop_table("likely_duplicate")
    op.drop_table("ignored_search")
    op.drop_index(op.f("ix_empty_search_week_on"), "empty_search")
    op.drop_table("empty_search")
    op.drop_index(op.f("ix_former_term_term_id"), "former_term")
    op.drop_index(op.f("ix_former_term_taxonomy_id"), "former_term")
    op.drop_table("former_term")
    op.drop_index(op.f("ix_desk_item_organisation_id"), "desk_item")
    op.drop_index(op.f("ix_desk_item_service_id"), "desk_item")
    op.drop_index("ix_desk_item_state_kind", "desk_item")
    op.drop_table("desk_item")
