"""An onward referral that came to nothing is dealt with; whoever referred was rung.

Revision: 0024; before it: 0023
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

DEALT_WITH = (
    "dealt_with VARCHAR(40) CONSTRAINT ck_onward_referral_dealtwith"
    " CHECK (dealt_with IN ('done', 'not_wanted'))"
)
"""Added in place: SQLite would empty the tables that point to one that is made anew."""


def upgrade() -> None:
    op.execute(f"ALTER TABLE onward_referral ADD COLUMN {DEALT_WITH}")
    op.add_column(
        "referral", sa.Column("rang_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("referral", "rang_at")
    op.execute("ALTER TABLE onward_referral DROP COLUMN dealt_with")
