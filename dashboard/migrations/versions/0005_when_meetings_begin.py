"""The hour that a meeting is called for."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("meeting", sa.Column("begins_at", sa.String(length=5), nullable=True))


def downgrade() -> None:
    op.drop_column("meeting", "begins_at")
