"""The numbers to ring where a team works, when somebody is harmed or their mind is in danger.

Revision: 0021; before it: 0020
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

PHONES = ("adults_phone", "children_phone", "crisis_phone")


def upgrade() -> None:
    for name in PHONES:
        column = sa.Column(
            name, sqlmodel.sql.sqltypes.AutoString(), server_default="", nullable=False
        )
        op.add_column("practice", column)


def downgrade() -> None:
    for name in reversed(PHONES):
        op.drop_column("practice", name)
