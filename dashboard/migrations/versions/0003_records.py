"""What changed in a record, why somebody looked behind a mask, unsent forms, survey tokens, voided photos."""

import sqlalchemy as sa
from alembic import op

import dashboard.schema.base

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unsent_form",
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("form", sa.String(length=80), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "leader",
                "committee",
                "office",
                "property",
                "public",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("saved_at", dashboard.schema.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "form", name=op.f("pk_unsent_form")),
    )
    with op.batch_alter_table("unsent_form", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unsent_form_saved_at"), ["saved_at"], unique=False)

    op.create_table(
        "record_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("noun", sa.String(length=40), nullable=False),
        sa.Column("ref", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(length=40), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.Column("said_by", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(["seq"], ["audit_event.seq"], name=op.f("fk_record_change_seq")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_change")),
    )
    with op.batch_alter_table("record_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_change_noun"), ["noun"], unique=False)
        batch_op.create_index(batch_op.f("ix_record_change_ref"), ["ref"], unique=False)
        batch_op.create_index(batch_op.f("ix_record_change_seq"), ["seq"], unique=False)

    op.create_table(
        "reveal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["audit_event.seq"], name=op.f("fk_reveal_seq")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reveal")),
    )
    with op.batch_alter_table("reveal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reveal_seq"), ["seq"], unique=False)

    op.create_table(
        "survey_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_survey_token_household_id")
        ),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_survey_token_survey_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_token")),
        sa.UniqueConstraint("survey_id", "household_id", name=op.f("uq_survey_token_survey_id_household_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_survey_token_token_hash")),
    )
    with op.batch_alter_table("survey_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_token_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_survey_token_survey_id"), ["survey_id"], unique=False)

    op.add_column("account", sa.Column("subject", sa.String(length=300), nullable=True))
    op.create_index(op.f("ix_account_subject"), "account", ["subject"], unique=True)
    op.add_column(
        "attachment",
        sa.Column("voided_at", dashboard.schema.base.UtcDateTime(timezone=True), nullable=True),
    )
    op.add_column("attachment", sa.Column("void_why", sa.String(length=300), nullable=True))


def downgrade() -> None:
    op.drop_column("attachment", "void_why")
    op.drop_column("attachment", "voided_at")
    op.drop_index(op.f("ix_account_subject"), table_name="account")
    op.drop_column("account", "subject")
    for table in ("survey_token", "reveal", "record_change", "unsent_form"):
        op.drop_table(table)
