"""The released revisions lead to exactly the schema of the code, on both engines."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import IntegrityError

from dashboard import jobs
from dashboard.migrations.upgrade import config, current, newest, upgrade
from dashboard.schema import METADATA
from tests.setting_up import setting_up
from tests.sites import build


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


def to_revision(engine: Engine, revision: str) -> None:
    """An empty database as an earlier release left it."""
    with writes(engine) as connection:
        command.upgrade(config(connection), revision)


def contents(engine: Engine, found: dict[str, dict[str, tuple[str, bool]]]) -> dict[str, set[object]]:
    """Every row, as text, of the tables and columns that an earlier release had."""
    with engine.connect() as connection:
        return {
            table: {
                str(tuple(row)) for row in connection.execute(text(f"SELECT {', '.join(names)} FROM {table}"))
            }
            for table, names in found.items()
        }


def test_a_filled_database_of_the_first_release_is_kept_and_led_to_the_schema(bare: Engine) -> None:
    jobs.migrate()
    with setting_up() as session:
        build(session)
    with writes(bare) as connection:
        command.downgrade(config(connection), "0001")
        connection.execute(
            text("INSERT INTO account (id, version, login, name, role) VALUES (7, 1, 'wang', '王', 'office')")
        )
        connection.execute(
            text(
                "INSERT INTO sign_in (token_hash, kind, account_id, role, opened_at, seen_at, ends_at) VALUES"
                " ('abc', 'user', 7, 'office', :at, :at, :at)"
            ),
            {"at": "2026-10-31 01:00:00"},
        )
    first = columns(bare)
    assert "one_time_code" not in first
    before = contents(bare, first)
    jobs.migrate()
    assert differences(bare) == []
    assert contents(bare, first) == before
    assert sum(map(len, before.values())) > 15
    with bare.connect() as connection:
        told = connection.execute(text("SELECT is_admin, password_changed_at FROM account")).one()
        assert (bool(told[0]), told[1]) == (False, None)
        assert not connection.execute(text("SELECT is_admin FROM sign_in")).scalar_one()


def test_the_first_release_led_up_is_the_same_as_made_at_once(bare: Engine) -> None:
    to_revision(bare, "0001")
    jobs.migrate()
    migrated = checks(bare)
    migrated.pop("alembic_version")
    with writes(bare) as connection:
        connection.execute(text("DROP TABLE alembic_version"))
        METADATA.drop_all(connection)
        METADATA.create_all(connection)
    assert checks(bare) == migrated


def test_an_administrator_is_of_the_office_in_an_upgraded_database(bare: Engine) -> None:
    jobs.migrate()
    with pytest.raises(IntegrityError), writes(bare) as connection:
        connection.execute(
            text(
                "INSERT INTO account (version, login, name, role, is_admin)"
                " VALUES (1, 'li', '李', 'leader', true)"
            )
        )
