"""Meetings held here: stages, frozen numbers, outcomes; ballots entered twice; tokens; matched headings."""

import sqlalchemy as sa
from alembic import op

import dashboard.schema.base

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "remembered",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("heading", sa.String(length=120), nullable=False),
        sa.Column("value", sa.String(length=120), nullable=False),
        sa.Column("meaning", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remembered")),
        sa.UniqueConstraint("kind", "heading", "value", name=op.f("uq_remembered_kind_heading_value")),
    )
    op.create_table(
        "frozen",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("at", dashboard.schema.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_frozen_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_frozen_meeting_id")),
    )
    op.create_table(
        "answer_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("noun", sa.String(length=40), nullable=False),
        sa.Column("ref", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_answer_token_household_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_token")),
        sa.UniqueConstraint("noun", "ref", name=op.f("uq_answer_token_noun_ref")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_answer_token_token_hash")),
    )
    with op.batch_alter_table("answer_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_token_household_id"), ["household_id"], unique=False)

    # By hand: to add a CHECK or a reference, Alembic would rebuild the table, which SQLite refuses while
    # others refer to it.
    op.add_column("agenda_item", sa.Column("origin", sa.String(length=60), nullable=True))
    op.execute(
        "ALTER TABLE agenda_item ADD COLUMN outcome VARCHAR(32)\n"
        "CONSTRAINT ck_agenda_item_agenda_outcome"
        " CHECK (outcome IN ('resolved', 'vote', 'noted', 'put_off'))\n"
    )
    op.add_column("agenda_item", sa.Column("said", sa.String(length=1000), nullable=True))
    op.add_column("ballot", sa.Column("entered_by", sa.String(length=60), nullable=True))
    op.add_column("ballot", sa.Column("checked_by", sa.String(length=60), nullable=True))
    op.execute(
        "ALTER TABLE meeting ADD COLUMN stage VARCHAR(32) DEFAULT 'held' NOT NULL\n"
        "CONSTRAINT ck_meeting_stage CHECK (stage IN ('called', 'open', 'held'))\n"
    )
    op.execute(
        "ALTER TABLE task ADD COLUMN person_id INTEGER\nCONSTRAINT fk_task_person_id REFERENCES person (id)\n"
    )
    op.create_index(op.f("ix_task_person_id"), "task", ["person_id"], unique=False)
    op.add_column("task", sa.Column("first_due_on", sa.Date(), nullable=True))
    op.add_column("task", sa.Column("done_note", sa.String(length=300), nullable=True))


def downgrade() -> None:
    op.drop_index(op.f("ix_task_person_id"), table_name="task")
    for table, columns in (
        ("task", ("done_note", "first_due_on", "person_id")),
        ("meeting", ("stage",)),
        ("ballot", ("checked_by", "entered_by")),
        ("agenda_item", ("said", "outcome", "origin")),
    ):
        for column in columns:
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    for table in ("answer_token", "frozen", "remembered"):
        op.drop_table(table)
