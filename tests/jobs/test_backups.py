"""Backups: written while others write, put back whole, refused when they are none; and the drill."""

import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

import db
from dashboard import cli
from dashboard.access import Principal
from dashboard.actions import audit as trail
from dashboard.clock import wall
from dashboard.errors import Refused
from dashboard.jobs import backups
from dashboard.queries import audit
from dashboard.schema.accounts import PrincipalKind, Role
from tests.conftest import forget
from tests.setting_up import setting_up
from tests.sites import build

BY = Principal(PrincipalKind.USER, Role.OFFICE)


@pytest.fixture
def site(migrated: Engine) -> Engine:
    """The tiny site, in a database led to its schema by migrations, with three events."""
    with setting_up() as session:
        build(session)
    write(3)
    return migrated


def write(times: int) -> None:
    for _again in range(times):
        with db.writing() as session:
            trail.record(session, by=BY, verb="look", noun="site", now=wall())


def stands() -> backups.State:
    with db.reading() as session:
        return backups.state(session)


def test_what_was_backed_up_comes_back(site: Engine, tmp_path: Path) -> None:
    before = stands()
    file = backups.backup(tmp_path)
    write(2)
    with db.writing() as session:
        session.execute(
            text("DELETE FROM courtyard WHERE no = 2 AND id NOT IN (SELECT courtyard_id FROM building)")
        )
    assert stands() != before
    with pytest.raises(Refused, match="--force"):
        backups.restore(file)
    safety = backups.restore(file, force=True)
    assert stands() == before
    assert before.head.seq == 3
    with db.reading() as session:
        assert audit.verify(session, known=before.head).trouble == ""
    backups.restore(safety, force=True)
    assert stands().head.seq == 5


def test_a_backup_while_others_write_is_of_one_moment(site: Engine, tmp_path: Path) -> None:
    done = threading.Event()

    def others() -> None:
        while not done.is_set():
            write(1)

    writer = threading.Thread(target=others)
    writer.start()
    try:
        files = [backups.backup(tmp_path) for _again in range(3)]
    finally:
        done.set()
        writer.join()
    for file in files:
        *steps, chain, sign_in = backups.drill(file)
        assert steps
        assert chain.well, chain
        assert sign_in.well


def test_the_drill_compares_tables_chain_and_a_sign_in(site: Engine, capsys) -> None:
    assert cli.main(["drill"]) == 0
    told = capsys.readouterr().out
    assert "ok   household: " in told
    assert f"ok   chain head {stands().head}" in told
    assert "ok   a sign-in holds" in told


def test_the_drill_tells_of_a_chain_that_was_broken_before(site: Engine, capsys) -> None:
    with site.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(text("UPDATE audit_event SET verb = 'dance' WHERE seq = 2"))
    assert cli.main(["drill"]) == 1
    assert "FAIL audit chain unbroken" in capsys.readouterr().out


def test_what_is_no_backup_is_refused(site: Engine, tmp_path: Path, capsys) -> None:
    before, junk = stands(), tmp_path / "junk.db"
    junk.write_bytes(b"not a database at all")
    changed = backups.backup(tmp_path / "sound")
    with changed.open("ab") as file:
        file.write(b"x")
    for file in (junk, changed, tmp_path / "nowhere.db"):
        assert cli.main(["restore", str(file), "--force"]) == 1
        assert len(capsys.readouterr().err.splitlines()) == 1
    assert stands() == before


def test_a_backup_goes_into_a_new_place(
    site: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if site.dialect.name != "sqlite":
        pytest.skip("a second database of PostgreSQL is what the drill makes")
    file, before = backups.backup(tmp_path), stands()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/elsewhere/new.db")
    forget()
    assert cli.main(["restore", str(file)]) == 0
    assert stands() == before
    with Session(db.engine()) as session:
        assert audit.verify(session).trouble == ""
