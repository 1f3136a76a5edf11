"""Accounts: administrators, one-time codes, the throttle of the door."""

import sqlalchemy as sa
from alembic import op

import dashboard.schema.base

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # By hand: to add a CHECK, Alembic would rebuild the table, which SQLite refuses while others refer to it.
    op.execute(
        "ALTER TABLE account ADD COLUMN is_admin BOOLEAN DEFAULT false NOT NULL\n"
        "CONSTRAINT ck_account_administrators_are_office CHECK (NOT is_admin OR role = 'office')\n"
    )
    op.add_column(
        "account",
        sa.Column("password_changed_at", dashboard.schema.base.UtcDateTime(timezone=True), nullable=True),
    )
    op.add_column("sign_in", sa.Column("is_admin", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "one_time_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "invite",
                "reset",
                name="code_purpose",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("code_hash", sa.String(length=300), nullable=False),
        sa.Column("made_at", dashboard.schema.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", dashboard.schema.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("used_at", dashboard.schema.base.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_one_time_code_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_code")),
    )
    with op.batch_alter_table("one_time_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_one_time_code_account_id"), ["account_id"], unique=False)

    op.create_table(
        "throttle",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("since", dashboard.schema.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("locked_until", dashboard.schema.base.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_throttle")),
    )
    with op.batch_alter_table("throttle", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_throttle_since"), ["since"], unique=False)


def downgrade() -> None:
    op.drop_table("throttle")
    op.drop_table("one_time_code")
    op.drop_column("sign_in", "is_admin")
    op.drop_column("account", "password_changed_at")
    op.drop_column("account", "is_admin")
