"""The whole site in a file: it comes back row by row; what was changed on the way is refused."""

import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session

import db
from dashboard import cli
from dashboard.actions import requests
from dashboard.cli.kit import OPERATOR
from dashboard.errors import InvalidDraft, NotAllowed, Refused
from dashboard.jobs import archives
from dashboard.queries import audit, looks
from dashboard.schema import METADATA
from dashboard.schema.accounts import Account, Attachment, AuditEvent, Role
from dashboard.schema.history import RecordChange
from dashboard.schema.places import Area, AreaLevel
from dashboard.schema.requests import Request
from tests.setting_up import setting_up
from tests.sites import CANARY_NAME, OFFICE, START, build

WHY = "搬到新服务器"


@pytest.fixture
def site(migrated: Engine) -> Engine:
    """The tiny site with a request, a photo, an account, and an area that was named before its parent."""
    with setting_up() as session:
        hamlet = build(session)
        requests.register(session=session, draft=hamlet.draft(), by=OFFICE, now=START, key="k1")
        photo = {"sha256": "0" * 64, "mime": "image/png", "size": 3, "body": b"\x00\xff\n"}
        session.add(Attachment(noun="request", ref=1, **photo))
        session.add(Account(login="wang", name="王", role=Role.OFFICE, is_admin=True, password_hash="secret"))
        child = Area(level=AreaLevel.COMMUNITY, name_zh="社区", name_en="Community")
        session.add(child)
        session.flush()
        parent = Area(level=AreaLevel.DISTRICT, name_zh="区", name_en="District")
        session.add(parent)
        session.flush()
        child.parent_id = parent.id
    return migrated


def export(file: Path) -> dict[str, Any]:
    return archives.write(file, reason=WHY, by=OPERATOR, now=START)


def load(file: Path) -> dict[str, Any]:
    with db.writing() as session:
        return archives.load(file, session=session, by=OPERATOR, now=START)


def wipe() -> None:
    with setting_up() as session:
        for table in reversed(METADATA.sorted_tables):
            session.execute(table.delete())


def holds() -> dict[str, list[Any]]:
    """Every row of every table, but for what an archive leaves behind and what loading itself notes."""
    with db.reading() as session:
        rows = {
            table.name: [
                dict(row) for row in session.execute(select(table).order_by(*table.primary_key)).mappings()
            ]
            for table in METADATA.sorted_tables
            if table.name not in archives.LEFT - {"cell"} and table.name != "head"
        }
    rows["audit_event"] = [row for row in rows["audit_event"] if row["verb"] != "load"]
    return rows


def change(file: Path, name: str, how: Callable[[str], str]) -> None:
    """Write the archive anew with one of its files changed."""
    with ZipFile(file) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    parts[name] = how(parts[name].decode()).encode()
    with ZipFile(file, "w") as archive:
        for one, body in parts.items():
            archive.writestr(one, body)


def test_every_row_comes_back(site: Engine, tmp_path: Path) -> None:
    file = tmp_path / "site.zip"
    manifest = export(file)
    before = holds()
    assert before["cell"]
    wipe()
    assert load(file) == manifest
    before["account"][0]["password_hash"] = None
    assert holds() == before
    with db.reading() as session:
        verified = audit.verify(session)
        assert (verified.trouble, verified.events) == ("", len(before["audit_event"]) + 1)


def test_the_next_row_gets_a_number_of_its_own(site: Engine, tmp_path: Path) -> None:
    file = tmp_path / "site.zip"
    export(file)
    wipe()
    load(file)
    with setting_up() as session:
        area = Area(level=AreaLevel.COMMUNITY, name_zh="新", name_en="New")
        session.add(area)
        session.flush()
        assert area.id == max(row for row in session.execute(select(Area.id)).scalars())


def test_who_takes_it_away_and_why_is_noted_and_nothing_else(site: Engine, tmp_path: Path) -> None:
    file = tmp_path / "site.zip"
    export(file)
    with db.reading() as session:
        event = session.execute(select(AuditEvent).where(AuditEvent.verb == "export")).scalar_one()
        assert (event.noun, event.details) == ("site", {})
        change = session.execute(select(RecordChange).where(RecordChange.seq == event.seq)).scalar_one()
        assert (change.reason, change.values) == (WHY, {})
        assert looks.listed(session, by=OPERATOR) == []
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with ZipFile(file) as archive:
        whole = b"".join(archive.read(name) for name in archive.namelist())
    assert CANARY_NAME.encode() in whole
    assert b"secret" not in whole


def test_without_a_reason_or_the_right_nothing_is_written(site: Engine, tmp_path: Path) -> None:
    file = tmp_path / "site.zip"
    with pytest.raises(InvalidDraft):
        archives.write(file, reason=" ", by=OPERATOR, now=START)
    with pytest.raises(NotAllowed):
        archives.write(file, reason=WHY, by=OFFICE, now=START)
    assert not list(tmp_path.glob("*.zip*"))
    file.write_bytes(b"mine")
    with pytest.raises(Refused, match="already"):
        export(file)
    assert file.read_bytes() == b"mine"


def test_over_data_nothing_is_loaded(site: Engine, tmp_path: Path, capsys) -> None:
    file = tmp_path / "site.zip"
    export(file)
    before = holds()
    assert cli.main(["load", str(file)]) == 1
    assert "holds data already" in capsys.readouterr().err
    assert holds() == before


CHANGED = {
    "a row is gone": ("tables/request.jsonl", lambda _text: ""),
    "an event says else": ("tables/audit_event.jsonl", lambda text: text.replace('"register"', '"close"')),
    "a number differs": (
        "tables/request.jsonl",
        lambda text: text.replace('"courtyard_id": 1', '"courtyard_id": 2'),
    ),
    "no JSON": ("tables/area.jsonl", lambda text: text[:-9]),
    "another schema": ("manifest.json", lambda text: json.dumps({**json.loads(text), "schema": "9999"})),
    "another format": ("manifest.json", lambda text: json.dumps({**json.loads(text), "format": "x"})),
}


@pytest.mark.parametrize("name", CHANGED)
def test_what_was_changed_on_the_way_is_refused(site: Engine, tmp_path: Path, name: str) -> None:
    file = tmp_path / "site.zip"
    export(file)
    part, how = CHANGED[name]
    change(file, part, how)
    wipe()
    with pytest.raises(Refused):
        load(file)
    with Session(db.engine()) as session:
        assert session.execute(select(Request)).first() is None


def test_what_is_no_archive_is_refused(bare: Engine, tmp_path: Path, capsys) -> None:
    junk = tmp_path / "junk.zip"
    junk.write_bytes(b"not a zip at all")
    for file in (junk, tmp_path / "nowhere.zip"):
        assert cli.main(["load", str(file)]) == 1
        assert len(capsys.readouterr().err.splitlines()) == 1
