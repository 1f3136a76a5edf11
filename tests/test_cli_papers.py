"""A meeting's files and the month's brief from the command line."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pymupdf
import pytest
from docx import Document
from PIL import Image
from pptx import Presentation

from dashboard import cli
from dashboard.schema.meetings import MeetingKind
from tests import demo, lookups
from tests.conftest import forget

AS_OF = date(2026, 10, 31)
TITLE = "2026年第3季度三方联席会"


@pytest.fixture
def filled(monkeypatch) -> Path:
    """The demonstration, which these commands only read."""
    file = demo.filled(AS_OF)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{file}")
    monkeypatch.setenv("YUANLUO_TODAY", AS_OF.isoformat())
    forget()
    return file


@pytest.mark.usefixtures("filled")
def test_the_last_joint_meeting_is_written_as_it_was_shown(tmp_path: Path, capsys) -> None:
    files = {one: tmp_path / f"made.{one}" for one in ("html", "pptx", "docx")}
    named = ["--html", str(files["html"]), "--pptx", str(files["pptx"]), "--minutes", str(files["docx"])]
    assert cli.main(["deck", *named]) == 0
    assert capsys.readouterr().out.split() == [str(one) for one in files.values()]
    assert f"<title>{TITLE}</title>" in files["html"].read_text(encoding="utf-8")
    slides = Presentation(BytesIO(files["pptx"].read_bytes())).slides
    assert slides[0].shapes.title.text_frame.text == TITLE
    assert Document(BytesIO(files["docx"].read_bytes())).paragraphs[0].text == f"{TITLE}纪要"


def test_another_meeting_and_language_are_asked_for(filled: Path, tmp_path: Path) -> None:
    file = tmp_path / "ahead.html"
    ahead = lookups.meeting_ahead(filled)
    assert cli.main(["deck", "--lang", "en", "--meeting", str(ahead), "--html", str(file)]) == 0
    assert "Rehearsal: nothing is frozen" in file.read_text(encoding="utf-8")


def test_what_cannot_be_written_is_said_in_one_line(filled: Path, tmp_path: Path, capsys) -> None:
    file = tmp_path / "none"
    courtyard = lookups.meeting_held(filled, MeetingKind.COURTYARD)
    for code, arguments, words in (
        (2, [], "name a file"),
        (1, ["--meeting", "99999", "--html", str(file)], "meeting"),
        (1, ["--meeting", str(courtyard), "--html", str(file)], "nothing was frozen"),
        (1, ["--meeting", str(lookups.meeting_ahead(filled)), "--minutes", str(file)], "closed"),
        (2, ["--html", str(tmp_path / "no folder" / "none")], "No such file or directory"),
    ):
        assert cli.main(["deck", *arguments]) == code
        told = capsys.readouterr()
        assert told.out == ""
        assert words in told.err
        assert len(told.err.splitlines()) == 1
    assert not file.exists()


@pytest.mark.usefixtures("filled")
def test_the_brief_of_a_month_is_one_page(tmp_path: Path) -> None:
    pdf, png = tmp_path / "brief.pdf", tmp_path / "brief.png"
    assert cli.main(["brief", "--month", "2026-09", "--pdf", str(pdf), "--png", str(png)]) == 0
    with pymupdf.open(pdf) as made:
        assert len(made) == 1
    with Image.open(png) as drawn:
        assert drawn.height > drawn.width > 600


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("month", ["2026-11", "2026-Q3", "October"])
def test_a_brief_is_of_a_month_that_has_begun(tmp_path: Path, month: str, capsys) -> None:
    assert cli.main(["brief", "--month", month, "--pdf", str(tmp_path / "brief.pdf")]) == 2
    assert month in capsys.readouterr().err
    assert cli.main(["brief", "--month", "2026-09"]) == 2
