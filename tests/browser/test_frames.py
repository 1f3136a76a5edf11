"""What is sent: every frame of every page for each persona, searched for planted personal values.

DOMAIN §2 by class: names and telephone numbers (P2) are masked for their keepers and open only to the
property company on its own open tasks; rooms, codes and typed remarks (P1) belong to their courtyard's
committee and the office; dispute parties and Party membership (P3) are sent to nobody. Whoever looks behind
a mask with a reason is sent those values, in that tab, for two minutes; nobody else is.
"""

import io
import json
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dashboard.access import Principal, scope
from dashboard.records.catalogue import KINDS
from dashboard.schema.accounts import PrincipalKind, Role
from dashboard.ui.shell.menu import MENU
from tests.browser import reader, wire
from tests.browser.conftest import AS_OF
from tests.browser.server import ROOT, failed, serving

PLANTED = [
    "update person set name = '甄名' || id || '号', phone = '13987' || substr('000000' || id, -6)",
    "update owner set name = '甄名' || id || '号', phone = '13987' || substr('000000' || id, -6)",
    "update resident set name = '甄名' || id || '号', phone = '13987' || substr('000000' || id, -6)",
    "update request set said_by = '甄名' || id || '号', phone = '13987' || substr('000000' || id, -6),"
    " summary = '暗语C' || courtyard_id || '-' || id",
    "update request_step set note = '暗语C' ||"
    " (select courtyard_id from request where request.id = request_id) || '-s' || id",
    "update closing set done = '暗语C' || courtyard_id || '-c' || id",
    "update call_back set note = '暗语C' || courtyard_id || '-b' || id",
    "update hazard set note = '暗语C' || courtyard_id || '-h' || id",
    "update incident set note = '暗语C' || coalesce(courtyard_id, 0) || '-i' || id",
    "update household set code = 'HX' || courtyard_id || '-' || id",
    "update mediation set parties = '密语当事人' || id",
    "update seal_use set title = '印语C' || courtyard_id || '-' || id",
]
NAME, PHONE = re.compile(r"甄名\d+号"), re.compile(r"13987\d{6}")
REMARK, CODE = re.compile(r"暗语C(\d+)-[scbhir]?\d+"), re.compile(r"HX(\d+)-\d+")
ROOM = re.compile(r"(?<![\d-])(\d{1,2})-\d-\d{3}(?![\d-])")
PARTIES = re.compile(r"密语当事人")
SEAL = re.compile(r"印语C(\d+)-\d+")
CHANGED = {
    "mediation": {"parties": ["密语当事人甲", "密语当事人乙"]},
    "request": {"said_by": ["甄名8号", "甄名9号"], "phone": ["13987000008", "13987000009"]},
}
"""Corrections that stand in the history of a record: noun → field → before and after."""
REASON = re.compile(r"替甄氏送钥匙")
REFS = re.compile(r"\b(?:household|resident|membership|check_in|participation|fee):\d+")

COMPANY = "select min(id) from organisation where kind = 'property_company'"
DESK = {"width": 1440, "height": 900}
WITH_PEOPLE = (
    "household_participation",
    "party_checkin_rate",
    "party_service_hours",
    "volunteer_rate",
    "fee_collection",
    "burglary_rate",
    "response_rate",
    "hazard_rectified",
    "consult_turnout",
    "mediation_success",
)


def addresses(demo: sqlite3.Connection) -> list[str]:
    """Every page of the menu, its views, and a few records of every kind with their forms."""
    menu = [f"/{address}" for pages in MENU.values() for _file, address, _title, _action in pages]
    views = ["/map?no=3", "/map?show=solve_rate", *(f"/courtyard?no={no}" for no in (1, 3))]
    views += [f"/indicators?key={key}" for key in WITH_PEOPLE]
    numbers = [demo.execute("select number from request where id = ?", (id_,)) for id_ in told(demo)]
    views += [f"/requests?find={found.fetchone()[0]}" for found in numbers]
    for kind in KINDS.values():
        views += [f"/{kind.page}?part={kind.noun}", f"/{kind.page}?part={kind.noun}&do=new"]
        views += [f"/{kind.page}?{kind.noun}={ref}" for ref in refs(demo, kind.noun)]
    views += ["/requests?request=999999", "/nowhere"]
    return list(dict.fromkeys([*menu, *views]))


def refs(demo: sqlite3.Connection, noun: str) -> list[int]:
    """A few records: of a request those that are told, else one of each of two courtyards, or two."""
    if noun == "request":
        return told(demo)
    table = KINDS[noun].table.__tablename__
    columns = {row[1] for row in demo.execute(f"pragma table_info({table})")}
    if "courtyard_id" in columns:
        found = f"select max(id) from {table} where courtyard_id in (1, 3) group by courtyard_id"
    elif noun == "term":
        found = (
            "select max(term.id) from term join organisation on organisation.id = organisation_id"
            " group by coalesce(courtyard_id, 0) having coalesce(courtyard_id, 0) in (0, 1, 3)"
        )
    else:
        found = f"select min(id) from {table} union select max(id) from {table}"
    return [row[0] for row in demo.execute(found) if row[0]]


def told(demo: sqlite3.Connection) -> list[int]:
    """Open requests with who told them: of the first courtyard, of the third, of the property company."""
    found = "select max(id) from request where status in ('accepted', 'in_hand') and phone is not null"
    wheres = "courtyard_id = 1", "courtyard_id = 3", f"handler_id = ({COMPANY})"
    return [demo.execute(f"{found} and {where}").fetchone()[0] for where in wheres]


@pytest.fixture(scope="module")
def planted(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo with a token in every personal text."""
    copy = tmp_path_factory.mktemp("planted") / "demo.db"
    shutil.copy(demo, copy)
    with sqlite3.connect(copy) as write:
        for statement in PLANTED:
            assert write.execute(statement).rowcount > 0
        for noun, values in CHANGED.items():
            for ref in refs(write, noun):
                correct(write, noun, ref, values)
    return copy


def correct(write: sqlite3.Connection, noun: str, ref: int, values: dict[str, list[str]]) -> None:
    """A correction in the history of a record, as its verb keeps it."""
    seq = write.execute("select seq + 1 from head").fetchone()[0]
    at = write.execute(f"select courtyard_id from {noun} where id = ?", (ref,)).fetchone()[0]
    write.execute(
        "insert into audit_event (seq, at, actor, verb, noun, ref, courtyard_id, details, previous, hash)"
        " values (?, '2026-10-30 02:00:00.000000', 'persona:office', 'correct', ?, ?, ?, '{}', '-', ?)",
        (seq, noun, ref, at, f"planted-{seq}"),
    )
    write.execute(
        'insert into record_change (version, seq, noun, ref, verb, "values", reason, said_by)'
        " values (1, ?, ?, ?, 'correct', ?, ?, '甄名7号')",
        (seq, noun, ref, json.dumps(values, ensure_ascii=False), f"暗语C{at}-r{ref}"),
    )
    write.execute("update head set seq = ?", (seq,))


@pytest.fixture(scope="module")
def planted_server(planted: Path) -> Iterator[str]:
    """The dashboard on the planted demo; at the end its log is searched too."""
    env = {"DATABASE_URL": f"sqlite:///{planted}", "YUANLUO_TODAY": AS_OF}
    log = planted.with_suffix(".log")
    with serving(ROOT / "streamlit_app.py", env=env, log=log, fresh=False) as url:
        yield url
    assert names_nobody(log)
    assert failed(log) == []


def names_nobody(log: Path) -> bool:
    """Whether what the server has said holds nothing that was planted."""
    said = log.read_text(encoding="utf-8")
    assert said
    return not any(pattern.search(said) for pattern in (NAME, PHONE, REMARK, CODE, PARTIES, SEAL, REASON))


@pytest.fixture(scope="module")
def sent(planted_server: str, planted: Path) -> Callable[[str], dict[str, str]]:
    """All that a persona is sent, by address; asked for once."""

    @cache
    def visit(persona: str) -> dict[str, str]:
        with sqlite3.connect(planted) as demo:
            asked = addresses(demo)
        found = wire.visited(planted_server, persona, asked)
        assert all(len(text) > 2000 for text in found.values())
        return found

    return visit


def hits(pattern: re.Pattern[str], told: dict[str, str], *, but: str = "-") -> dict[str, str]:
    """Where a pattern is found, with what was found; a group that equals `but` is allowed."""
    found = {}
    for address, text in told.items():
        for match in pattern.finditer(text):
            if not match.groups() or match[1] != but:
                found[address] = match[0]
    return found


def test_the_whole_menu_is_crawled_and_opens_to_whom_it_lists(
    sent: Callable[[str], dict[str, str]],
) -> None:
    for persona, role in (("guest", Role.PUBLIC), ("leader", Role.LEADER), ("office", Role.OFFICE)):
        by, found = Principal(PrincipalKind.PERSONA, role, is_admin=role is Role.OFFICE), sent(persona)
        for pages in MENU.values():
            for _file, address, _title, action in pages:
                assert ("不在您的权限内" in found[f"/{address}"]) == (scope(by, action) is None), address


@pytest.mark.parametrize("persona", ["leader", "guest"])
def test_leaders_and_the_public_are_sent_nothing_personal(
    sent: Callable[[str], dict[str, str]], persona: str
) -> None:
    found = sent(persona)
    for pattern in (NAME, PHONE, REMARK, CODE, ROOM, PARTIES, REFS):
        assert hits(pattern, found) == {}, pattern
    # The ledger's typed titles are for those who may see the ledger.
    assert bool(hits(SEAL, found)) == (persona == "leader")


def test_a_committee_is_sent_its_own_courtyard_and_masked_names(
    sent: Callable[[str], dict[str, str]],
) -> None:
    found = sent("committee-3")
    for pattern in (NAME, PHONE, PARTIES):
        assert hits(pattern, found) == {}, pattern
    for pattern in (REMARK, CODE, ROOM, SEAL):
        assert hits(pattern, found, but="3") == {}, pattern
    assert hits(REMARK, found)
    assert any("甄*" in text for text in found.values())


def test_the_office_is_sent_masked_names_and_no_sensitive_fact(sent: Callable[[str], dict[str, str]]) -> None:
    found = sent("office")
    for pattern in (NAME, PHONE, PARTIES):
        assert hits(pattern, found) == {}, pattern
    assert hits(REMARK, found)
    assert any("甄*" in text for text in found.values())


def test_the_company_is_sent_its_open_tasks_only(
    sent: Callable[[str], dict[str, str]], planted: Path
) -> None:
    found = sent("property")
    with sqlite3.connect(planted) as demo:
        own = demo.execute(
            "select summary, said_by, phone from request where status in ('accepted', 'in_hand') and"
            f" handler_id = ({COMPANY})"
        ).fetchall()
        steps = demo.execute(
            "select note from request_step where request_id in (select id from request where status in"
            " ('accepted', 'in_hand') and handler_id is not null)"
        ).fetchall()
    allowed = {value for row in [*own, *steps] for value in row}
    for pattern in (NAME, PHONE, REMARK):
        for address, text in found.items():
            assert {match[0] for match in pattern.finditer(text)} <= allowed, (address, pattern)
        assert hits(pattern, found), pattern
    for pattern in (CODE, PARTIES, REFS, SEAL):
        assert hits(pattern, found) == {}, pattern


@pytest.mark.parametrize("persona", ["leader", "committee-3", "office"])
def test_what_is_taken_away_names_nobody(
    new_page: Callable[..., Page], planted_server: str, persona: str
) -> None:
    page = new_page(server=planted_server, viewport=DESK, accept_downloads=True)
    reader.sign_in(page, persona)
    found = {}
    for key in ("household_participation", "response_rate"):
        page.goto(f"/indicators?key={key}")
        reader.idle(page)
        for button in page.get_by_test_id("stDownloadButton").get_by_role("button").all()[:2]:
            with page.expect_download() as taken:
                button.click()
            found[f"{key} {taken.value.suggested_filename}"] = unpacked(Path(taken.value.path()))
    assert any(name.endswith("csv") for name in found)
    for pattern in (NAME, PHONE, PARTIES, REFS):
        assert hits(pattern, found) == {}, pattern
    for pattern in (REMARK, CODE, ROOM) if persona != "office" else ():
        assert hits(pattern, found, but="3" if persona == "committee-3" else "-") == {}, pattern


def unpacked(file: Path) -> str:
    """All text of a file, of a workbook that of its parts."""
    data = file.read_bytes()
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return data.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return "\n".join(book.read(name).decode() for name in book.namelist() if name.endswith("xml"))


def test_a_look_is_sent_to_one_tab_alone_and_only_after_it_is_noted(
    new_page: Callable[..., Page], planted_server: str, planted: Path
) -> None:
    with sqlite3.connect(planted) as demo:
        id_ = told(demo)[1]
        said_by, phone = demo.execute("select said_by, phone from request where id = ?", (id_,)).fetchone()
    address, frames = f"/requests?request={id_}", []
    page = new_page(server=planted_server, viewport=DESK)
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(heard(frame))))
    reader.sign_in(page, "committee-3", address)
    assert not PHONE.search("".join(frames))
    page.get_by_role("button", name="查看姓名和电话").click()
    page.get_by_label("别的原因").fill("替甄氏送钥匙")
    page.get_by_role("button", name="写好了，查看").click()
    expect(page.locator(f'a[href="tel:{phone}"]')).to_be_visible()
    shown = "".join(frames)
    assert (set(PHONE.findall(shown)), set(NAME.findall(shown))) == ({phone}, {said_by})
    assert phone not in page.url
    elsewhere = {}
    for who in ("committee-3", "office", "property", "leader"):
        told_to = wire.visited(planted_server, who, [address, "/reveals"])
        elsewhere |= {who: told_to[address], f"list {who}": told_to["/reveals"]}
    assert hits(re.compile(f"{phone}|{said_by}"), elsewhere) == {}
    assert set(hits(REASON, elsewhere)) == {"list office"}
    frames.clear()
    page.get_by_test_id("stSidebarNav").get_by_role("link", name="数据质量").click()
    reader.idle(page)
    expect(page.locator("h1")).to_contain_text("数据质量")
    page.go_back()
    reader.idle(page)
    expect(page.get_by_role("button", name="查看姓名和电话")).to_be_visible()
    assert not PHONE.search("".join(frames))
    with sqlite3.connect(planted) as demo:
        events = demo.execute("select * from audit_event where verb = 'reveal'").fetchall()
    assert len(events) == 1
    assert not re.search(f"{phone}|{said_by}|{REASON.pattern}", str(events))
    assert names_nobody(planted.with_suffix(".log"))


def heard(frame: Any) -> str:
    """A frame as text."""
    return frame if isinstance(frame, str) else bytes(frame).decode(errors="ignore")
