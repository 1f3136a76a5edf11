"""The days on which renovation is started and accepted."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("renovation_item", sa.Column("started_on", sa.Date(), nullable=True))
    # By hand: to add a CHECK, Alembic would rebuild the table, which SQLite refuses while others refer to it.
    op.execute(
        "ALTER TABLE renovation_item ADD COLUMN accepted_on DATE\n"
        "CONSTRAINT ck_renovation_item_accepted CHECK (accepted_on IS NULL OR accepted_on >= done_on)\n"
    )


def downgrade() -> None:
    op.drop_column("renovation_item", "accepted_on")
    op.drop_column("renovation_item", "started_on")
