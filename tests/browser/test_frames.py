"""What is sent: every frame of every page for each persona, searched for planted personal values.

DOMAIN §2 by class: names and telephone numbers (P2) are masked for their keepers and open only to the
property company on its own open tasks; rooms, codes and typed remarks (P1) belong to their courtyard's
committee and the office; dispute parties and Party membership (P3) are sent to nobody.
"""

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser import reader
from tests.browser.conftest import AS_OF
from tests.browser.server import ROOT, serving

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
]
NAME, PHONE = re.compile(r"甄名\d+号"), re.compile(r"13987\d{6}")
REMARK, CODE = re.compile(r"暗语C(\d+)-[scbhi]?\d+"), re.compile(r"HX(\d+)-\d+")
ROOM = re.compile(r"(?<![\d-])(\d{1,2})-\d-\d{3}(?![\d-])")
PARTIES = re.compile(r"密语当事人")
REFS = re.compile(r"\b(?:household|resident|membership|check_in|participation|fee):\d+")

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
    """Every page, and those of one record."""
    hazard, meeting = (
        demo.execute(f"select max(id) from {table} where courtyard_id = 1").fetchone()[0]
        for table in ("hazard", "meeting")
    )
    number, own = (
        demo.execute(
            "select number from request where courtyard_id = ? and status in ('accepted', 'in_hand')", (at,)
        ).fetchone()[0]
        for at in (1, 3)
    )
    return [
        *(
            "/",
            "/map",
            "/map?no=3",
            "/map?show=solve_rate",
            "/courtyard?no=1",
            "/courtyard?no=3",
            "/indicators",
        ),
        *(f"/indicators?key={key}" for key in WITH_PEOPLE),
        *(
            "/organisations",
            "/requests",
            f"/requests?number={number}",
            f"/requests?number={own}",
            "/register",
        ),
        *("/inspections", f"/inspections?hazard={hazard}", "/meetings", f"/meetings?meeting={meeting}"),
        *("/about", "/quality"),
    ]


@pytest.fixture(scope="module")
def planted(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo with a token in every personal text."""
    copy = tmp_path_factory.mktemp("planted") / "demo.db"
    shutil.copy(demo, copy)
    with sqlite3.connect(copy) as write:
        for statement in PLANTED:
            assert write.execute(statement).rowcount > 0
    return copy


@pytest.fixture(scope="module")
def planted_server(planted: Path) -> Iterator[str]:
    env = {"DATABASE_URL": f"sqlite:///{planted}", "YUANLUO_TODAY": AS_OF}
    with serving(ROOT / "streamlit_app.py", env=env, log=planted.with_suffix(".log")) as url:
        yield url


@pytest.fixture
def sent(
    new_page: Callable[..., Page], planted_server: str, planted: Path
) -> Callable[[str], dict[str, str]]:
    """All that a persona's browser is sent, by address: frames and the page as it stands."""

    def visit(persona: str) -> dict[str, str]:
        page = new_page(server=planted_server, viewport={"width": 1440, "height": 900})
        frames: list[bytes] = []

        def heard(frame: Any) -> None:
            frames.append(frame if isinstance(frame, bytes) else frame.encode())

        page.on("websocket", lambda socket: socket.on("framereceived", heard))
        found = {}
        reader.sign_in(page, persona)
        with sqlite3.connect(planted) as demo:
            asked = addresses(demo)
        for address in asked:
            frames.clear()
            page.goto(address)
            reader.idle(page)
            told = b"".join(frames).decode(errors="ignore") + page.content()
            assert len(told) > 2000, address
            found[address] = told
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


@pytest.mark.parametrize("persona", ["leader", "guest"])
def test_leaders_and_the_public_are_sent_nothing_personal(
    sent: Callable[[str], dict[str, str]], persona: str
) -> None:
    told = sent(persona)
    for pattern in (NAME, PHONE, REMARK, CODE, ROOM, PARTIES, REFS):
        assert hits(pattern, told) == {}, pattern


def test_a_committee_is_sent_its_own_courtyard_and_masked_names(
    sent: Callable[[str], dict[str, str]],
) -> None:
    told = sent("committee-3")
    for pattern in (NAME, PHONE, PARTIES):
        assert hits(pattern, told) == {}, pattern
    for pattern in (REMARK, CODE, ROOM):
        assert hits(pattern, told, but="3") == {}, pattern
    assert hits(REMARK, told)
    assert any("甄*" in text for text in told.values())


def test_the_office_is_sent_masked_names_and_no_sensitive_fact(sent: Callable[[str], dict[str, str]]) -> None:
    told = sent("office")
    for pattern in (NAME, PHONE, PARTIES):
        assert hits(pattern, told) == {}, pattern
    assert hits(REMARK, told)
    assert any("甄*" in text for text in told.values())


def test_the_company_is_sent_its_open_tasks_only(
    sent: Callable[[str], dict[str, str]], planted: Path, planted_server: str
) -> None:
    told = sent("property")
    with sqlite3.connect(planted) as demo:
        own = demo.execute(
            "select summary, said_by, phone from request where status in ('accepted', 'in_hand') and"
            " handler_id = (select min(id) from organisation where kind = 'property_company')"
        ).fetchall()
        steps = demo.execute(
            "select note from request_step where request_id in (select id from request where status in"
            " ('accepted', 'in_hand') and handler_id is not null)"
        ).fetchall()
    allowed = {value for row in [*own, *steps] for value in row}
    for pattern in (NAME, PHONE, REMARK):
        for address, text in told.items():
            assert {match[0] for match in pattern.finditer(text)} <= allowed, (address, pattern)
    for pattern in (CODE, PARTIES, REFS):
        assert hits(pattern, told) == {}, pattern


def test_the_servers_log_names_nobody(planted: Path, sent: Callable[[str], dict[str, str]]) -> None:
    log = planted.with_suffix(".log").read_text()
    for pattern in (NAME, PHONE, REMARK, CODE, PARTIES):
        assert not pattern.search(log)
