"""What sorts a caseload, who covers for whom, what is searched by, and the lawful basis.

Revision: 0017; before it: 0016
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

PRIORITY = (
    "priority VARCHAR(40) DEFAULT 'routine' NOT NULL"
    " CONSTRAINT ck_support_case_priority CHECK (priority IN ('routine', 'soon', 'urgent'))"
)
"""Added in place: SQLite would empty the tables that point to one that is made anew."""


def upgrade() -> None:
    op.create_table(
        "case_tag",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("retired_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_case_tag_team_id_team"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_tag")),
        sa.UniqueConstraint("team_id", "name", name=op.f("uq_case_tag_team_id_name")),
    )
    with op.batch_alter_table("case_tag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_tag_team_id"), ["team_id"], unique=False)

    op.create_table(
        "cohort",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("closed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_cohort_team_id_team"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort")),
        sa.UniqueConstraint("team_id", "name", name=op.f("uq_cohort_team_id_name")),
    )
    with op.batch_alter_table("cohort", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cohort_team_id"), ["team_id"], unique=False)

    op.create_table(
        "cover",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("away_id", sa.Uuid(), nullable=False),
        sa.Column("covering_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.CheckConstraint("away_id <> covering_id", name=op.f("ck_cover_by_somebody_else")),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_cover_it_ends_after_it_begins")),
        sa.ForeignKeyConstraint(
            ["away_id"], ["account.id"], name=op.f("fk_cover_away_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["covering_id"],
            ["account.id"],
            name=op.f("fk_cover_covering_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_cover_team_id_team"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cover")),
    )
    with op.batch_alter_table("cover", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cover_away_id"), ["away_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cover_covering_id"), ["covering_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cover_team_id"), ["team_id"], unique=False)

    op.create_table(
        "referral_batch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_referral_batch_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["team_id"],
            ["team.id"],
            name=op.f("fk_referral_batch_team_id_team"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_batch")),
    )
    with op.batch_alter_table("referral_batch", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_referral_batch_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_referral_batch_team_id"), ["team_id"], unique=False)

    op.create_table(
        "referral_row",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_referral_row_team_id_team"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_row")),
        sa.UniqueConstraint("team_id", "hash", name=op.f("uq_referral_row_team_id_hash")),
    )
    with op.batch_alter_table("referral_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_referral_row_team_id"), ["team_id"], unique=False)

    op.create_table(
        "team_basis",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column(
            "lawful_basis",
            sa.Enum(
                "public_task",
                "legitimate_interests",
                "consent",
                "vital_interests",
                "legal_obligation",
                "contract",
                name="lawfulbasis",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "special_basis",
            sa.Enum(
                "health_or_care",
                "explicit_consent",
                "vital_interests",
                "safeguarding",
                name="specialbasis",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_team_basis_team_id_team"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_basis")),
    )
    with op.batch_alter_table("team_basis", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_team_basis_team_id"), ["team_id"], unique=True)

    op.create_table(
        "client_word",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "name_word",
                "name_start",
                "birth",
                name="searchkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["client.id"],
            name=op.f("fk_client_word_client_id_client"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_word")),
        sa.UniqueConstraint(
            "client_id", "kind", "hash", name=op.f("uq_client_word_client_id_kind_hash")
        ),
    )
    with op.batch_alter_table("client_word", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_client_word_client_id"), ["client_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_client_word_hash"), ["hash"], unique=False)

    op.create_table(
        "record_basis",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column(
            "lawful_basis",
            sa.Enum(
                "public_task",
                "legitimate_interests",
                "consent",
                "vital_interests",
                "legal_obligation",
                "contract",
                name="lawfulbasis",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "special_basis",
            sa.Enum(
                "health_or_care",
                "explicit_consent",
                "vital_interests",
                "safeguarding",
                name="specialbasis",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["client.id"],
            name=op.f("fk_record_basis_client_id_client"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["account.id"],
            name=op.f("fk_record_basis_decided_by_account"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_basis")),
    )
    with op.batch_alter_table("record_basis", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_basis_client_id"), ["client_id"], unique=True)
        batch_op.create_index(
            batch_op.f("ix_record_basis_decided_by"), ["decided_by"], unique=False
        )

    op.create_table(
        "case_tag_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("tag_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["support_case.id"],
            name=op.f("fk_case_tag_link_case_id_support_case"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tag_id"],
            ["case_tag.id"],
            name=op.f("fk_case_tag_link_tag_id_case_tag"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_tag_link")),
        sa.UniqueConstraint("case_id", "tag_id", name=op.f("uq_case_tag_link_case_id_tag_id")),
    )
    with op.batch_alter_table("case_tag_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_tag_link_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_tag_link_tag_id"), ["tag_id"], unique=False)

    op.create_table(
        "cohort_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "invited",
                "answered_yes",
                "answered_no",
                "seen",
                name="cohortstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["support_case.id"],
            name=op.f("fk_cohort_member_case_id_support_case"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"],
            ["cohort.id"],
            name=op.f("fk_cohort_member_cohort_id_cohort"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_member")),
        sa.UniqueConstraint(
            "cohort_id", "case_id", name=op.f("uq_cohort_member_cohort_id_case_id")
        ),
    )
    with op.batch_alter_table("cohort_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cohort_member_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cohort_member_cohort_id"), ["cohort_id"], unique=False)

    op.execute(f"ALTER TABLE support_case ADD COLUMN {PRIORITY}")


def downgrade() -> None:
    op.execute("ALTER TABLE support_case DROP COLUMN priority")
    with op.batch_alter_table("cohort_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cohort_member_cohort_id"))
        batch_op.drop_index(batch_op.f("ix_cohort_member_case_id"))

    op.drop_table("cohort_member")
    with op.batch_alter_table("case_tag_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_tag_link_tag_id"))
        batch_op.drop_index(batch_op.f("ix_case_tag_link_case_id"))

    op.drop_table("case_tag_link")
    with op.batch_alter_table("record_basis", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_basis_decided_by"))
        batch_op.drop_index(batch_op.f("ix_record_basis_client_id"))

    op.drop_table("record_basis")
    with op.batch_alter_table("client_word", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_client_word_hash"))
        batch_op.drop_index(batch_op.f("ix_client_word_client_id"))

    op.drop_table("client_word")
    with op.batch_alter_table("team_basis", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_team_basis_team_id"))

    op.drop_table("team_basis")
    with op.batch_alter_table("referral_row", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_row_team_id"))

    op.drop_table("referral_row")
    with op.batch_alter_table("referral_batch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_referral_batch_team_id"))
        batch_op.drop_index(batch_op.f("ix_referral_batch_account_id"))

    op.drop_table("referral_batch")
    with op.batch_alter_table("cover", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cover_team_id"))
        batch_op.drop_index(batch_op.f("ix_cover_covering_id"))
        batch_op.drop_index(batch_op.f("ix_cover_away_id"))

    op.drop_table("cover")
    with op.batch_alter_table("cohort", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cohort_team_id"))

    op.drop_table("cohort")
    with op.batch_alter_table("case_tag", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_tag_team_id"))

    op.drop_table("case_tag")
