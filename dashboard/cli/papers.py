"""A meeting's files and the month's brief on the command line, as an administrator may read them."""

import sys
from pathlib import Path
from typing import Any

from sqlmodel import Session

import db
from dashboard import clock
from dashboard.briefings import files, minutes_facts
from dashboard.briefings.minutes_facts import Minutes
from dashboard.cli.kit import OPERATOR, Commands
from dashboard.errors import UnknownName
from dashboard.indicators.periods import Kind, parse
from dashboard.queries import meetings
from dashboard.schema.meetings import MeetingKind, Stage


def add(commands: Commands) -> None:
    """`deck`, `brief`."""
    made = commands.add("deck", _deck, "a meeting's slides and minutes as files")
    made.add_argument("--meeting", type=int, metavar="ID", help="the last joint meeting that was held")
    made.add_argument("--html", type=Path, metavar="FILE", help="slides, one file that needs no network")
    made.add_argument("--pptx", type=Path, metavar="FILE", help="slides for PowerPoint")
    made.add_argument("--minutes", type=Path, metavar="FILE", help="minutes for Word")
    made.set_defaults(lang="zh")
    made = commands.add("brief", _brief, "the month's totals of the whole site on one page")
    made.add_argument("--month", required=True, metavar="MONTH", help="2026-10")
    made.add_argument("--png", type=Path, metavar="FILE")
    made.add_argument("--pdf", type=Path, metavar="FILE")
    made.set_defaults(lang="zh")


def _deck(asked: Any) -> int:
    ways: list[tuple[Path | None, files.Write]] = [
        (asked.html, files.slides_to_take),
        (asked.pptx, files.powerpoint),
        (asked.minutes, files.word_minutes),
    ]
    wanted = [(file, write) for file, write in ways if file]
    if not wanted:
        return _refused("deck: name a file: --html, --pptx or --minutes", code=2)
    with db.reading() as session:
        told = _meeting(session, asked.meeting)
        if asked.minutes and told.meeting["stage"] != Stage.HELD:
            return _refused("deck: the minutes can be written once the meeting is closed")
        if (asked.html or asked.pptx) and told.shown.briefing is None:
            return _refused("deck: nothing was frozen for this meeting: it was recorded after it was held")
        for file, write in wanted:
            file.write_bytes(write(session, OPERATOR, told))
            print(file)
    return 0


def _meeting(session: Session, asked: int | None) -> Minutes:
    """The meeting of that id, or the last joint meeting; raises NotFound, UnknownName."""
    if asked is None:
        held = meetings.listed(session, by=OPERATOR, kind=MeetingKind.JOINT.value)
        if not held:
            raise UnknownName("no joint meeting was held")
        asked = held[0]["id"]
    return minutes_facts.read(session, by=OPERATOR, meeting_id=asked, now=clock.now())


def _brief(asked: Any) -> int:
    if not (asked.png or asked.pdf):
        return _refused("brief: name a file: --png or --pdf", code=2)
    period = parse(asked.month)
    if period.kind is not Kind.MONTH or period.start > clock.today():
        raise UnknownName(asked.month)
    from dashboard.briefings import brief

    with db.reading() as session:
        sheet = brief.sheet(brief.read(session, day=period.last, now=clock.now()))
    for file, draw in ((asked.png, sheet.png), (asked.pdf, sheet.pdf)):
        if file:
            file.write_bytes(draw())
            print(file)
    return 0


def _refused(words: str, *, code: int = 1) -> int:
    print(words, file=sys.stderr)
    return code
