"""Run by Alembic: the connection comes from `upgrade.py`, the tables from the schema."""

from typing import Any, Literal

from alembic import context
from sqlmodel import AutoString

from dashboard.schema import METADATA


def plain(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write SQLModel's strings as SQLAlchemy's, so that a revision needs nothing else."""
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    compare_type=False,
    render_item=plain,
)
with context.begin_transaction():
    context.run_migrations()
