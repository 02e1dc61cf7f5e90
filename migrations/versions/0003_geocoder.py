"""The online geocoder: what it answered, and the turn to ask it.

Revision: 0003; before it: 0002
"""

from datetime import UTC, datetime

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "geocode_answer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("text_hash", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("uncertainty_m", sa.Integer(), nullable=True),
        sa.Column("asked_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "(latitude IS NULL AND longitude IS NULL AND uncertainty_m IS NULL)"
            " OR (latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180"
            " AND NOT (latitude = 0 AND longitude = 0) AND uncertainty_m > 0)",
            name=op.f("ck_geocode_answer_position"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_geocode_answer")),
        sa.UniqueConstraint("text_hash", name=op.f("uq_geocode_answer_text_hash")),
    )
    op.create_index(
        op.f("ix_geocode_answer_asked_at"), "geocode_answer", ["asked_at"], unique=False
    )
    turn = op.create_table(
        "geocode_turn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("taken_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("away_until", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_geocode_turn_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_geocode_turn")),
    )
    long_ago = datetime(2000, 1, 1, tzinfo=UTC)
    op.bulk_insert(turn, [{"id": 1, "taken_at": long_ago, "away_until": long_ago}])


def downgrade() -> None:
    op.drop_table("geocode_turn")
    op.drop_table("geocode_answer")
