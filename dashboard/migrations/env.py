"""Run by Alembic: the connection comes from `upgrade.py`, the tables from the schema."""

from alembic import context

from dashboard.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    compare_type=False,
)
with context.begin_transaction():
    context.run_migrations()
