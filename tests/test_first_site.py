"""docs/first-site.md as a newcomer follows it: every command in its order, from nothing to two courtyards."""

import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

from tests.browser.server import ROOT

GUIDE = ROOT / "docs" / "first-site.md"
BEFOREHAND = ("git clone", "cd ", "python3 -m venv", ". .venv", "pip install")
"""What a developer's machine has done already; the README's own commands are tried in test_readme."""
SERVED = "streamlit run"
"""Does not come back; that a server opens on such a site is tried in tests/pages/test_empty_site.py."""


def commands() -> list[str]:
    """The lines of the guide's shell blocks, in their order."""
    blocks = re.findall(r"```sh\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line]


def test_the_guide_leads_from_nothing_to_two_courtyards(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "docs" / "first-site", tmp_path / "docs" / "first-site")
    (tmp_path / "data").mkdir()
    env = {name: value for name, value in os.environ.items() if not name.startswith("YUANLUO_")}
    env |= {"PYTHONPATH": str(ROOT)}
    said = {}
    for line in commands():
        if line.startswith((*BEFOREHAND, SERVED)):
            continue
        if line.startswith("export "):
            name, _, value = line.removeprefix("export ").partition("=")
            env[name] = value.replace("sqlite:///", f"sqlite:///{tmp_path}/")
            continue
        program, *rest = shlex.split(line)
        assert program == "python", line
        done = subprocess.run(
            [sys.executable, *rest], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
        )
        # The doctor names what it would look at, the journal of an old SQLite among it.
        assert done.returncode == 0 or rest[-1] == "doctor", f"{line}\n{done.stdout}{done.stderr}"
        assert "error" not in done.stdout
        said[line] = done.stdout
    assert len(said) == 10
    assert sum("one-time code: " in told for told in said.values()) == 2
    assert list((tmp_path / "data" / "backups").glob("yuanluo-*"))
    with sqlite3.connect(tmp_path / "data" / "guihua.db") as kept:
        ask = {
            "courtyards": "select no, outline is not null from courtyard order by no",
            "buildings": "select c.no, b.no, b.footprint is not null from building b"
            " join courtyard c on c.id = b.courtyard_id order by 1, 2",
            "flats": "select count(*) from household",
            "accounts": "select login, role, is_admin from account order by login",
        }
        found = {name: kept.execute(asked).fetchall() for name, asked in ask.items()}
    assert found == {
        "courtyards": [(1, 1), (2, 1)],
        "buildings": [(1, "A", 1), (1, "B", 1), (2, "A", 1)],
        "flats": [(26,)],
        "accounts": [("li", "office", 1), ("wang", "committee", 0)],
    }


def test_the_guide_names_what_it_links_to() -> None:
    targets = re.findall(r"\]\(([^)#]+)", GUIDE.read_text(encoding="utf-8"))
    assert len(targets) > 5
    assert [one for one in targets if not (GUIDE.parent / one).exists()] == []
