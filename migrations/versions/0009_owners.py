"""Who looks after an organisation's listings.

Revision: 0009; before it: 0008
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("organisation") as batch_op:
        batch_op.add_column(sa.Column("kept_on", sa.Date(), nullable=True))

    op.create_table(
        "member_invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("invited_by", sa.Uuid(), nullable=False),
        sa.Column("email", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("token_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("accepted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("withdrawn_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_member_invitation_lower_case")),
        sa.ForeignKeyConstraint(
            ["invited_by"],
            ["account.id"],
            name=op.f("fk_member_invitation_invited_by_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_member_invitation_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_member_invitation_token_hash")),
    )
    op.create_index(op.f("ix_member_invitation_invited_by"), "member_invitation", ["invited_by"])
    op.create_index(
        op.f("ix_member_invitation_organisation_id"), "member_invitation", ["organisation_id"]
    )

    op.create_table(
        "membership",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("is_lead", sa.Boolean(), nullable=False),
        sa.Column("is_trusted", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_membership_account_id_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_membership_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    op.create_index(op.f("ix_membership_account_id"), "membership", ["account_id"])
    op.create_index(op.f("ix_membership_organisation_id"), "membership", ["organisation_id"])
    op.create_index(
        "uq_membership_lead",
        "membership",
        ["organisation_id"],
        unique=True,
        sqlite_where=sa.text("is_lead AND ended_at IS NULL"),
        postgresql_where=sa.text("is_lead AND ended_at IS NULL"),
    )
    op.create_index(
        "uq_membership_once",
        "membership",
        ["organisation_id", "account_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )

    op.create_table(
        "claim",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("service_id", sa.Uuid(), nullable=True),
        sa.Column("details", sa.Text(), server_default="", nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("email", sa.Text(), server_default="", nullable=False),
        sa.Column("token_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column(
            "evidence",
            sa.Enum(
                "email_domain",
                "charity_number",
                "code_by_post",
                "code_by_phone",
                "words",
                name="claimevidence",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("charity_number", sa.Text(), server_default="", nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "unconfirmed",
                "waiting",
                "approved",
                "rejected",
                "withdrawn",
                name="claimstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("code_hash", sa.Text(), server_default="", nullable=False),
        sa.Column("code_tries", sa.Integer(), nullable=False),
        sa.Column("code_made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("code_confirmed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "organisation_id IS NOT NULL OR details <> ''", name=op.f("ck_claim_of_something")
        ),
        sa.CheckConstraint(
            "state IN ('unconfirmed', 'withdrawn') OR account_id IS NOT NULL",
            name=op.f("ck_claim_by_somebody"),
        ),
        sa.CheckConstraint("code_tries >= 0", name=op.f("ck_claim_tries")),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_claim_lower_case")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_claim_account_id_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["account.id"],
            name=op.f("fk_claim_decided_by_account"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_claim_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["service_id"],
            ["service.id"],
            name=op.f("fk_claim_service_id_service"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_claim_token_hash")),
    )
    op.create_index(op.f("ix_claim_account_id"), "claim", ["account_id"])
    op.create_index(op.f("ix_claim_decided_by"), "claim", ["decided_by"])
    op.create_index(op.f("ix_claim_organisation_id"), "claim", ["organisation_id"])
    op.create_index(op.f("ix_claim_service_id"), "claim", ["service_id"])
    op.create_index(op.f("ix_claim_state"), "claim", ["state"])


def downgrade() -> None:
    op.drop_index(op.f("ix_claim_state"), table_name="claim")
    op.drop_index(op.f("ix_claim_service_id"), table_name="claim")
    op.drop_index(op.f("ix_claim_organisation_id"), table_name="claim")
    op.drop_index(op.f("ix_claim_decided_by"), table_name="claim")
    op.drop_index(op.f("ix_claim_account_id"), table_name="claim")

    op.drop_table("claim")
    op.drop_index("uq_membership_once", table_name="membership")
    op.drop_index("uq_membership_lead", table_name="membership")
    op.drop_index(op.f("ix_membership_organisation_id"), table_name="membership")
    op.drop_index(op.f("ix_membership_account_id"), table_name="membership")

    op.drop_table("membership")
    op.drop_index(op.f("ix_member_invitation_organisation_id"), table_name="member_invitation")
    op.drop_index(op.f("ix_member_invitation_invited_by"), table_name="member_invitation")

    op.drop_table("member_invitation")

    with op.batch_alter_table("organisation") as batch_op:
        batch_op.drop_column("kept_on")
