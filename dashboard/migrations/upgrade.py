"""Bringing a database to the schema's newest revision, in one transaction."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from dashboard.errors import NewerDatabase


def config(connection: Connection) -> Config:
    """Alembic's configuration for a connection."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent))
    made.attributes["connection"] = connection
    return made


def upgrade(connection: Connection) -> None:
    """Migrate to the newest revision; the caller commits. Raises NewerDatabase."""
    refuse_newer(connection)
    command.upgrade(config(connection), "head")


def newest() -> str | None:
    """The newest revision that this code knows."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent))
    return ScriptDirectory.from_config(made).get_current_head()


def current(connection: Connection) -> str | None:
    """The revision that a database is at, None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def refuse_newer(connection: Connection) -> None:
    """Raise NewerDatabase where the database is at a revision that this code does not know."""
    revision = current(connection)
    if revision is not None and revision not in known():
        raise NewerDatabase(revision)


def known() -> set[str]:
    """Every revision that this code knows."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent))
    return {one.revision for one in ScriptDirectory.from_config(made).walk_revisions()}
