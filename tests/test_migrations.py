"""The released revisions lead to exactly the schema of the code, on both engines."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, inspect, text

from dashboard import jobs
from dashboard.migrations.upgrade import config, current, newest, upgrade
from dashboard.schema import METADATA


@contextmanager
def writes(engine: Engine) -> Iterator[Connection]:
    """A connection for one transaction, committed at the end."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


def differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        return compare_metadata(context, METADATA)


def columns(engine: Engine) -> dict[str, dict[str, tuple[str, bool]]]:
    """Type and nullability of each column of each table but Alembic's own."""
    found = inspect(engine)
    return {
        table: {c["name"]: (str(c["type"]), c["nullable"]) for c in found.get_columns(table)}
        for table in found.get_table_names()
        if table != "alembic_version"
    }


def checks(engine: Engine) -> dict[str, set[tuple[str, str]]]:
    found = inspect(engine)
    return {
        table: {(one["name"], " ".join(one["sqltext"].split())) for one in found.get_check_constraints(table)}
        for table in found.get_table_names()
    }


def test_an_empty_database_is_led_to_the_schema(bare):
    jobs.migrate()
    assert differences(bare) == []
    with bare.connect() as connection:
        assert current(connection) == newest() is not None


def test_columns_and_checks_are_those_of_tables_made_at_once(bare):
    with writes(bare) as connection:
        METADATA.create_all(connection)
    made_columns, made_checks = columns(bare), checks(bare)
    with writes(bare) as connection:
        METADATA.drop_all(connection)
    jobs.migrate()
    assert columns(bare) == made_columns
    migrated = checks(bare)
    migrated.pop("alembic_version")
    assert migrated == made_checks
    assert sum(map(len, made_checks.values())) > 50


def test_migrating_twice_changes_nothing(bare):
    jobs.migrate()
    with writes(bare) as connection:
        connection.execute(text("INSERT INTO head (id, seq, revision, hash) VALUES (1, 3, 2, 'abc')"))
    jobs.migrate()
    assert differences(bare) == []
    with bare.connect() as connection:
        assert connection.execute(text("SELECT seq, revision, hash FROM head")).all() == [(3, 2, "abc")]


def test_a_migration_that_fails_leaves_nothing_behind(bare):
    def fail() -> None:
        with writes(bare) as connection:
            upgrade(connection)
            raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        fail()
    assert inspect(bare).get_table_names() == []


def test_a_missing_table_would_be_noticed(bare):
    jobs.migrate()
    with writes(bare) as connection:
        connection.execute(text("DROP TABLE saved_form"))
    assert [change[0] for change in differences(bare)] == ["add_table"]


def test_a_database_never_migrated_has_no_revision(bare):
    with bare.connect() as connection:
        assert current(connection) is None
        assert config(connection).attributes["connection"] is connection
