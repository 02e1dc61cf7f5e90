"""An onward referral that came to nothing is dealt with; whoever referred was rung.

Revision: 0023; before it: 0022
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    dealt_with = sa.Enum(
        "done",
        "not_wanted",
        name="dealtwith",
        native_enum=False,
        create_constraint=True,
        length=40,
    )
    with op.batch_alter_table("onward_referral", schema=None) as batch_op:
        batch_op.add_column(sa.Column("dealt_with", dealt_with, nullable=True))
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("rang_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True)
        )


def downgrade() -> None:
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.drop_column("rang_at")
    with op.batch_alter_table("onward_referral", schema=None) as batch_op:
        batch_op.drop_constraint("dealtwith", type_="check")
        batch_op.drop_column("dealt_with")
