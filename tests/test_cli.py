"""The command line: one line and exit code 2 for bad arguments; what the doctor says."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

import db
from dashboard import cli
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.migrations.upgrade import newest
from dashboard.schema.accounts import Throttle
from dashboard.settings import settings
from tests.setting_up import setting_up
from tests.sites import build

ROOT = Path(__file__).resolve().parents[1]
PINNED = "2026-07-01"


@pytest.fixture
def hamlet(database: Engine) -> Engine:
    """The tiny site in a database that DATABASE_URL names."""
    with setting_up() as session:
        build(session)
    return database


@pytest.fixture(autouse=True)
def _pinned(monkeypatch):
    monkeypatch.setenv("YUANLUO_TODAY", PINNED)


def refused(capsys, *arguments: str) -> str:
    """The one line on stderr of a call that ends with exit code 2 and prints nothing."""
    try:
        code = cli.main(arguments)
    except SystemExit as stop:
        code = stop.code
    out, err = capsys.readouterr()
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    return err


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("dance",),
        ("demo", "--as-of", "2026-13-01"),
        ("doctor", "--lang", "fr"),
        ("indicators", "--key", "happiness"),
        ("indicators", "--level", "planet"),
        ("evidence",),
        ("evidence", "solve_rate"),
        ("evidence", "solve_rate", "--period", "2026-09", "--courtyard", "two"),
    ],
)
def test_bad_arguments_are_told_in_one_line(capsys, arguments):
    refused(capsys, *arguments)


@pytest.mark.usefixtures("hamlet")
@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (("evidence", "solve_rate", "--period", "2026-13"), "2026-13"),
        (("indicators", "--period", "R2026"), "R2026"),
        (("evidence", "solve_rate", "--period", "2026-06", "--courtyard", "12"), "courtyard 12"),
    ],
)
def test_a_name_that_does_not_exist_is_told_in_one_line(capsys, arguments, name):
    assert name in refused(capsys, *arguments)


@pytest.mark.usefixtures("hamlet")
@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "{file}"),
        ("outlines", "{file}", "--datum", "wgs84"),
        ("vote", "{file}"),
        ("export", "{file}", "--reason", "搬到新机器"),
    ],
)
def test_a_file_that_is_not_there_is_told_in_one_line(capsys, arguments, tmp_path):
    file = str(tmp_path / "no folder" / "file")
    told = refused(capsys, *(one.format(file=file) for one in arguments))
    assert file in told
    assert "No such file or directory" in told


def test_the_module_is_called_as_a_program():
    environment = os.environ | {"DATABASE_URL": "sqlite://"}
    command = [sys.executable, "-m", "dashboard", "indicators", "--level", "planet"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("python -m dashboard")
    assert done.stderr.count("\n") == 1


@pytest.mark.usefixtures("bare")
def test_the_doctor_asks_for_an_upgrade_of_an_unmigrated_database(capsys):
    assert cli.main(["doctor"]) == 1
    assert f"error: the schema is at None, the code expects {newest()}" in capsys.readouterr().out


@pytest.mark.usefixtures("bare")
def test_the_doctor_asks_for_the_demo_in_an_empty_migrated_database(capsys):
    assert cli.main(["upgrade"]) == 0
    assert newest() in capsys.readouterr().out
    assert cli.main(["doctor"]) == 1
    out = capsys.readouterr().out
    assert "error: the database holds no site: run demo" in out
    assert "to look at" in out.splitlines()[-1]


@pytest.mark.usefixtures("migrated")
def test_the_doctor_looks_at_the_age_of_the_cells(capsys, monkeypatch):
    with setting_up() as session:
        build(session)
    assert cli.main(["doctor"]) == 0
    assert "cells" not in capsys.readouterr().out
    monkeypatch.setenv("YUANLUO_TODAY", "2026-07-02")
    settings.cache_clear()
    assert cli.main(["doctor"]) == 0
    assert "the cells are older than today" in capsys.readouterr().out


def test_the_doctor_survives_a_database_that_does_not_answer(capsys, monkeypatch, tmp_path):
    (tmp_path / "broken.db").write_text("this is no database" * 100)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/broken.db")
    settings.cache_clear()
    db.engine.cache_clear()
    assert cli.main(["doctor"]) == 1
    assert "error: the database does not answer (DatabaseError)" in capsys.readouterr().out


@pytest.mark.usefixtures("hamlet")
def test_the_doctor_warns_of_cookies_over_plain_http(capsys, monkeypatch):
    monkeypatch.setenv("YUANLUO_INSECURE_LAN", "1")
    settings.cache_clear()
    cli.main(["doctor"])
    assert "warning: cookies travel without Secure" in capsys.readouterr().out


def test_the_demo_never_touches_a_database_that_holds_something(capsys, migrated):
    with setting_up() as session:
        build(session)
    before = snapshot(migrated)
    assert cli.main(["demo", "--as-of", PINNED]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert snapshot(migrated) == before


@pytest.mark.usefixtures("hamlet")
def test_every_indicator_of_the_site_is_listed_as_json(capsys):
    assert cli.main(["indicators", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert {one["key"] for one in listed} == {key for key, one in CATALOGUE.items() if "site" in one.shown}
    assert {one["scope"] for one in listed} == {"site"}
    assert all(one["sentence"].endswith(".") for one in listed)


@pytest.mark.usefixtures("hamlet")
def test_evidence_names_courtyards_by_their_number(capsys):
    assert cli.main(["evidence", "roof_leak_rate", "--period", "2026", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []  # the rains are not over
    assert cli.main(["evidence", "household_participation", "--period", "R2026-Q2", "--courtyard", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert {line.split("\t")[1] for line in lines} == {"2"}


def snapshot(engine) -> list[object]:
    with engine.connect() as connection:
        return [connection.execute(text(f"SELECT * FROM {name}")).all() for name in ("site", "area", "head")]


@pytest.mark.usefixtures("hamlet")
def test_purge_counts_first_and_then_deletes(capsys):
    with setting_up() as session:
        session.add(Throttle(key="old", failures=5, since=datetime(2000, 1, 1, tzinfo=UTC)))
    assert cli.main(["purge", "--dry-run"]) == 0
    assert "1  rows would go" in capsys.readouterr().out
    assert cli.main(["purge"]) == 0
    told = capsys.readouterr().out
    assert "1  failed sign-ins" in told
    assert "1  rows gone" in told
    assert cli.main(["purge"]) == 0
    assert "0  rows gone" in capsys.readouterr().out
    assert cli.main(["audit", "verify"]) == 0


@pytest.mark.parametrize("command", [("upgrade",), ("doctor",), ("indicators",), ("demo",), ("user", "list")])
def test_a_database_of_a_newer_release_is_left_alone(
    hamlet: Engine, capsys, command: tuple[str, ...]
) -> None:
    with hamlet.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('9999_later')"))
    try:
        assert cli.main(command) == 1
        told = "".join(capsys.readouterr())
        assert "newer release (schema 9999_later)" in told
        assert "run upgrade" not in told
    finally:
        with hamlet.begin() as connection:
            connection.execute(text("DROP TABLE alembic_version"))


def ran(arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """A command line of the shell with `python -m dashboard` in it."""
    line = arguments.format(program=f"{sys.executable} -m dashboard")
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", line],
        cwd=ROOT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )


def test_whoever_has_heard_enough_is_no_error(hamlet: Engine) -> None:
    url = hamlet.url.render_as_string(hide_password=False)
    told = ran("{program} indicators --json | head -1", {"DATABASE_URL": url})
    assert (told.returncode, told.stderr, told.stdout) == (0, "", "[\n")


def test_a_terminal_that_cannot_write_a_name_still_shows_the_code(bare: Engine) -> None:
    url = bare.url.render_as_string(hide_password=False)
    new = "{program} site new --name 曙光里 --courtyards 1 --admin 㐂𠮷"
    told = ran(new, {"DATABASE_URL": url, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert told.returncode == 0, told.stderr
    assert "one-time code: " in told.stdout
