"""Alembic's environment and the released revisions of the schema."""
