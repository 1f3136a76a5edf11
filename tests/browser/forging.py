"""A server of its own on a demo in which every typed text tells of which courtyard it is."""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.browser.conftest import AS_OF
from tests.browser.rows import asked
from tests.browser.server import ROOT, serving

NOT_YOURS, UNKNOWN = "此页不在您的权限内", "没有这条记录，或您无权查看。"
OWN, OTHER = 3, 5
PLANTED = {
    "incident": "note",
    "activity": "title",
    "seal_use": "title",
    "disclosure": "title",
    "hazard": "note",
}
"""Table → the column that says in which courtyard a record lies."""
PERSONAL = re.compile(r"密语")
"""What stands in notes (P1) and parties (P3): never shown to who keeps no courtyard."""
SECRET = re.compile(rf"密语当事人|[密暗]语C{OTHER}-")
"""What is not shown to the keepers of another courtyard."""


@pytest.fixture(scope="module")
def kept(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo with a token in what is typed, that says of which courtyard it is."""
    copy = tmp_path_factory.mktemp("forged") / "demo.db"
    shutil.copy(demo, copy)
    with closing(sqlite3.connect(copy)) as write, write:
        write.execute("update mediation set parties = '密语当事人' || id")
        # The demo has none there.
        moved = "update incident set courtyard_id = ? where id = (select min(id) from incident)"
        write.execute(moved, (write.execute("select id from courtyard where no = ?", (OWN,)).fetchone()[0],))
        for table, column in PLANTED.items():
            word = "密语" if column == "note" else "暗语"
            set_to = f"update {table} set {column} = '{word}C' || courtyard_id || '-' || id"
            assert write.execute(f"{set_to} where courtyard_id is not null").rowcount > 0
    return copy


@pytest.fixture(scope="module")
def url(kept: Path) -> Iterator[str]:
    env = {"DATABASE_URL": f"sqlite:///{kept}", "YUANLUO_TODAY": AS_OF}
    with serving(ROOT / "streamlit_app.py", env=env, log=kept.with_suffix(".log"), fresh=False) as address:
        yield address


def of(kept: Path, noun: str, no: int) -> int:
    """The latest record of that kind in a courtyard of the demo."""
    where = "courtyard_id = (select id from courtyard where no = ?)"
    (found,) = asked(kept, f"select max(id) from {noun} where {where}", no)
    assert found, noun
    return int(found)
