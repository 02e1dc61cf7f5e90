"""How long records are kept, what must not be erased, and what was erased.

Revision: 0016; before it: 0015
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "time_up",
                "person_asked",
                "should_not_be",
                name="erasurereason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("erased_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["approved_by"],
            ["account.id"],
            name=op.f("fk_erasure_approved_by_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"],
            ["account.id"],
            name=op.f("fk_erasure_asked_by_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_erasure_team_id_team"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    with op.batch_alter_table("erasure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_erasure_approved_by"), ["approved_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_erasure_asked_by"), ["asked_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_erasure_team_id"), ["team_id"], unique=False)

    op.create_table(
        "erasure_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        sa.Column(
            "reason",
            sa.Enum(
                "time_up",
                "person_asked",
                "should_not_be",
                name="erasurereason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(client_id IS NULL) <> (referral_id IS NULL)", name=op.f("ck_erasure_request_of_one")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"],
            ["account.id"],
            name=op.f("fk_erasure_request_asked_by_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["client.id"],
            name=op.f("fk_erasure_request_client_id_client"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"],
            ["referral.id"],
            name=op.f("fk_erasure_request_referral_id_referral"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_request")),
        sa.UniqueConstraint("client_id", name=op.f("uq_erasure_request_client_id")),
        sa.UniqueConstraint("referral_id", name=op.f("uq_erasure_request_referral_id")),
    )
    with op.batch_alter_table("erasure_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_erasure_request_asked_by"), ["asked_by"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_erasure_request_client_id"), ["client_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_erasure_request_referral_id"), ["referral_id"], unique=False
        )

    op.create_table(
        "kept_longer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(client_id IS NULL) <> (referral_id IS NULL)", name=op.f("ck_kept_longer_of_one")
        ),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["client.id"],
            name=op.f("fk_kept_longer_client_id_client"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["account.id"],
            name=op.f("fk_kept_longer_decided_by_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"],
            ["referral.id"],
            name=op.f("fk_kept_longer_referral_id_referral"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_longer")),
    )
    with op.batch_alter_table("kept_longer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kept_longer_client_id"), ["client_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_kept_longer_decided_by"), ["decided_by"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_kept_longer_referral_id"), ["referral_id"], unique=False
        )

    op.create_table(
        "legal_hold",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("referral_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("placed_by", sa.Uuid(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "(client_id IS NULL) <> (referral_id IS NULL)", name=op.f("ck_legal_hold_of_one")
        ),
        sa.ForeignKeyConstraint(
            ["client_id"],
            ["client.id"],
            name=op.f("fk_legal_hold_client_id_client"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"],
            ["account.id"],
            name=op.f("fk_legal_hold_ended_by_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["placed_by"],
            ["account.id"],
            name=op.f("fk_legal_hold_placed_by_account"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["referral_id"],
            ["referral.id"],
            name=op.f("fk_legal_hold_referral_id_referral"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
    )
    with op.batch_alter_table("legal_hold", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_legal_hold_client_id"), ["client_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_legal_hold_ended_by"), ["ended_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_legal_hold_placed_by"), ["placed_by"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_legal_hold_referral_id"), ["referral_id"], unique=False
        )
        batch_op.create_index(
            "uq_legal_hold_client_id_open",
            ["client_id"],
            unique=True,
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )
        batch_op.create_index(
            "uq_legal_hold_referral_id_open",
            ["referral_id"],
            unique=True,
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )


def downgrade() -> None:
    with op.batch_alter_table("legal_hold", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_legal_hold_referral_id_open",
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )
        batch_op.drop_index(
            "uq_legal_hold_client_id_open",
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_legal_hold_referral_id"))
        batch_op.drop_index(batch_op.f("ix_legal_hold_placed_by"))
        batch_op.drop_index(batch_op.f("ix_legal_hold_ended_by"))
        batch_op.drop_index(batch_op.f("ix_legal_hold_client_id"))

    op.drop_table("legal_hold")
    with op.batch_alter_table("kept_longer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kept_longer_referral_id"))
        batch_op.drop_index(batch_op.f("ix_kept_longer_decided_by"))
        batch_op.drop_index(batch_op.f("ix_kept_longer_client_id"))

    op.drop_table("kept_longer")
    with op.batch_alter_table("erasure_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_erasure_request_referral_id"))
        batch_op.drop_index(batch_op.f("ix_erasure_request_client_id"))
        batch_op.drop_index(batch_op.f("ix_erasure_request_asked_by"))

    op.drop_table("erasure_request")
    with op.batch_alter_table("erasure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_erasure_team_id"))
        batch_op.drop_index(batch_op.f("ix_erasure_asked_by"))
        batch_op.drop_index(batch_op.f("ix_erasure_approved_by"))

    op.drop_table("erasure")
