"""How Alembic reaches LILY's tables. `lily db` gives it a connection; there is no alembic.ini."""

from alembic import context
from sqlmodel import SQLModel

import lily.schema  # noqa: F401  every table, on SQLModel.metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
