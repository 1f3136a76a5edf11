"""Spoiled workbooks against a live database: each comes in whole or not at all, and the server stays up."""

import hashlib
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from random import Random
from typing import Any
from urllib.request import urlopen

import pytest
from sqlalchemy import Engine, func, select
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

import db
from dashboard import clock, jobs
from dashboard.actions import batches, imports
from dashboard.intake.workbooks import reader
from dashboard.intake.workbooks.cells import Book, Refused
from dashboard.intake.workbooks.lines import read
from dashboard.intake.workbooks.parser import parse
from dashboard.intake.workbooks.words import REFUSALS, TROUBLES
from dashboard.queries import audit
from dashboard.schema import METADATA
from dashboard.schema.accounts import ImportBatch
from dashboard.settings import settings
from tests import demo as demos
from tests.actions.test_imports import NOW, broken, furnish, retyped
from tests.browser import wire
from tests.browser.server import ROOT, serving
from tests.faults.scale import PERCENT, times
from tests.intake.workbooks.books import BOOKS
from tests.intake.workbooks.test_hostile import HOSTILE
from tests.setting_up import setting_up
from tests.sites import OFFICE, build

SPOILED = 500
BESIDE = frozenset(
    {"audit_event", "head", "saved_form", "import_batch", "remembered", "cell", "thread", "reporting_duty"}
)
"""Tables in which an import writes more than the rows of the workbook."""


@pytest.fixture
def site(database: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setenv("YUANLUO_TODAY", NOW.date().isoformat())
    settings.cache_clear()
    with setting_up() as session:
        furnish(session, build(session))
    return database


def counts() -> dict[str, int]:
    with db.reading() as session:
        return {
            table.name: session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in METADATA.sorted_tables
        }


def opened(read_: Callable[[], Any]) -> Any:
    """What was read, None where it was refused by a name that has its sentence."""
    try:
        return read_()
    except Refused as refused:
        if refused.code not in REFUSALS:
            raise
    return None


def bring(book: Book, number: int) -> str:
    """Bring it in as the server does, beside the page; how it ended."""
    before = counts()
    found = opened(lambda: read(book))
    if found is None:
        return "refused"
    file = imports.File("m", hashlib.sha256(str(number).encode()).hexdigest(), found)
    work = jobs.bring_in(file, by=lambda _session: OFFICE, key=f"m{number}")
    assert work.done.wait(120)
    after = counts()
    if work.result is None:
        assert isinstance(work.error, imports.Troubled), work.error
        assert {one.code for one in work.error.troubles} <= TROUBLES.keys()
        assert all(one.code for one in work.error.troubles)
        assert after == before
        return "troubled"
    with db.reading() as session:
        rows = session.get_one(ImportBatch, work.result).rows
    assert sum(after[name] - before[name] for name in after if name not in BESIDE) == rows
    # Taken back, so that the next copy of the same workbook finds its lines unrecorded.
    with db.writing() as session:
        how = {"by": OFFICE, "now": clock.now(), "key": f"u{number}"}
        batches.undo(session=session, batch_id=work.result, **how)
    left = counts()
    assert {name: left[name] for name in left if name not in BESIDE} == {
        name: before[name] for name in before if name not in BESIDE
    }
    return "taken"


def test_spoiled_workbooks_come_in_whole_or_not_at_all(site: Engine) -> None:
    random, ends = Random(23), Counter()
    originals = [make() for make in BOOKS.values()]
    before = counts()["import_batch"]
    for number in range(times(SPOILED, few=12)):
        data = random.choice(originals)
        if number % 2:
            ends[bring(retyped(data, random), number)] += 1
            continue
        parsed = reader.read if number % 10 == 0 else parse
        spoiled = broken(data, random)
        book = opened(lambda parsed=parsed, spoiled=spoiled: parsed(spoiled))
        ends["refused" if book is None else bring(book, number)] += 1
    assert counts()["import_batch"] - before == ends["taken"]
    with db.reading() as session:
        assert audit.verify(session).trouble == ""
    assert not PERCENT or min(ends[one] for one in ("refused", "taken", "troubled")) > 0
    print(dict(ends))  # noqa: T201


def upload(socket: wire.Wire, url: str, cookie: str, uploader: str, data: bytes) -> wire.Told:
    """Give the page a file as a browser does."""
    wanted = BackMsg()
    wanted.file_urls_request.request_id = "one"
    wanted.file_urls_request.file_names.append("m.xlsx")
    (given,) = socket.ask(wanted, "file_urls_response").file_urls_response.file_urls
    wire.upload(f"{url}/{given.upload_url.lstrip('/')}", cookie, data, name="m.xlsx")
    state = WidgetState(id=uploader)
    told = state.file_uploader_state_value.uploaded_file_info.add()
    told.name, told.size, told.file_id = "m.xlsx", len(data), given.file_id
    told.file_urls.CopyFrom(given)
    return socket.open("import", [state])


@contextmanager
def demonstration(tmp_path: Path) -> Iterator[str]:
    """A server on a demonstration of its own."""
    as_of = date(2026, 10, 31)
    path = shutil.copy(demos.filled(as_of), tmp_path / "demo.db")
    env = {"DATABASE_URL": f"sqlite:///{path}", "YUANLUO_TODAY": as_of.isoformat()}
    with serving(ROOT / "streamlit_app.py", env=env, log=tmp_path / "server.log") as url:
        yield url


@pytest.mark.skipif(not PERCENT, reason="a server of its own: make faults")
def test_the_server_stays_up_whatever_it_is_given(tmp_path: Path) -> None:
    random, originals = Random(29), [make() for make in BOOKS.values()]
    spoiled = [broken(random.choice(originals), random) for _ in range(times(SPOILED // 2))]
    hostile = [data for code, data in HOSTILE.items() if code != "book_too_large"]
    with demonstration(tmp_path) as url:
        cookie = wire.sign_in(url, "office")
        with wire.wired(url, cookie) as socket:
            widgets = socket.open("import").widgets
            uploader = next(id_ for id_, kind in widgets.items() if kind == "file_uploader")
            for data in (*hostile, *spoiled):
                told = upload(socket, url, cookie, uploader, data)
                assert not [
                    one for one in told.messages if one.delta.new_element.WhichOneof("type") == "exception"
                ]
                assert "Traceback" not in told.text
        with urlopen(f"{url}/healthz", timeout=10) as answer:
            assert answer.status == 200
    assert "Traceback" not in (tmp_path / "server.log").read_text(encoding="utf-8")
