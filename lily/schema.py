"""The schema: every room's tables, and the migrations that make them.

There is no alembic.ini: the configuration is built here, so that a checkout, an installed wheel
and a test all migrate in the same way.
"""

import sqlalchemy as sa
from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

import lily.accounts.models
import lily.audit.models
import lily.casework.models
import lily.directory.models
import lily.geo.models
import lily.listings.models
import lily.post.models
import lily.search.models  # noqa: F401
from lily.resources import MIGRATIONS


def alembic_config(connection: sa.Connection | None = None) -> AlembicConfig:
    """Return Alembic's configuration, acting on the connection where one is given."""
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def upgrade(engine: sa.Engine, revision: str = "head") -> None:
    """Bring the database's tables up to the revision; all of it happens, or none."""
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), revision)


def downgrade(engine: sa.Engine, revision: str = "-1") -> None:
    """Take the database's tables back to the revision."""
    with engine.begin() as connection:
        command.downgrade(alembic_config(connection), revision)


def revision_of(engine: sa.Engine) -> str | None:
    """Return the revision that the database is at; None when it has no tables of ours."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    """Return the revision that this version of LILY needs."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def is_current(engine: sa.Engine) -> bool:
    """Say whether the database has every table that this version of LILY needs."""
    return revision_of(engine) == newest_revision()
