"""The monthly brief: one page of totals to forward between two meetings, with nobody in it and no small cell.

It tells the whole site alone: no courtyard, no case, no name. What cannot be judged says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from dashboard import clock
from dashboard.briefings.sheet import HEIGHT, MARGIN, WIDTH, Sheet, cut, wide
from dashboard.briefings.wording import others
from dashboard.charts.palette import verdict_ink, verdict_mark
from dashboard.i18n import _, language
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.scores import Score
from dashboard.indicators.sentences import amount, day_words, figure, period_words, verdict_words
from dashboard.queries import month, overview, places
from dashboard.queries.month import Happened
from dashboard.queries.overview import Overview
from dashboard.schema.accounts import Head, Role

COURSE = 8
"""Periods of a course."""
COURSE_SIZE = (104.0, 20.0)
LISTED = 5
"""How many of what is met and what is not are named."""
ACROSS = WIDTH - 2 * MARGIN
END = WIDTH - MARGIN


@dataclass(frozen=True)
class Brief:
    """The totals of a month: the overview as of its end, what happened in it, the course of each outcome."""

    site: dict[str, Any]
    month: str
    seen: Overview
    happened: Happened
    courses: dict[str, list[Score]]
    revision: int
    made_at: datetime


def read(session: Session, *, day: date, now: datetime) -> Brief:
    """The brief of the month in which `day` lies, as known at `day`; of this month up to today."""
    day = min(day, clock.civil(now))
    seen = overview.for_role(overview.load(session, day=day, today=day), role=Role.PUBLIC)
    course: dict[str, Any] = {"day": day, "role": Role.PUBLIC, "count": COURSE}
    head = session.get(Head, 1)
    return Brief(
        site=places.site(session),
        month=day.isoformat()[:7],
        seen=seen,
        happened=month.happened(session, first=day.replace(day=1), last=day),
        courses={one.key: overview.trend(session, one.key, **course) for one in seen.outcomes},
        revision=head.revision if head else 0,
        made_at=now,
    )


def sheet(told: Brief) -> Sheet:
    """The page, in the language that is spoken."""
    drawn = Sheet()
    y = _head(drawn, told)
    y = _tiles(drawn, told.seen, y + 8)
    y = _happened(drawn, told.happened, y + 30)
    y = _outcomes(drawn, told, y + 40)
    _lists(drawn, told.seen, y + 42)
    _foot(drawn, told)
    return drawn


def _head(drawn: Sheet, told: Brief) -> float:
    """Site and month, and the month in two sentences."""
    muted = drawn.colours.muted
    drawn.box(0, 0, WIDTH, 8, fill=drawn.colours.brand)
    drawn.text(told.site[f"name_{language()}"], MARGIN, 52, 15, muted)
    if told.site["is_demo"]:
        drawn.text(_("Demonstration data"), END, 52, 15, drawn.colours.caution_ink, end=True)
    drawn.text(_("Monthly brief, {month}", month=period_words(told.month)), MARGIN, 92, 30)
    return drawn.paragraph(_lead(told.seen), MARGIN, 124, ACROSS, 16)


def _lead(seen: Overview) -> str:
    matters = seen.matters
    return _(
        "On {day} {open} requests were open, {overdue} of them past their date. "
        "Of {all} indicators {met} meet their target, {missed} do not; the others cannot be judged.",
        day=day_words(matters.day),
        open=matters.open,
        overdue=matters.overdue,
        all=len(seen.scores),
        met=len(seen.met),
        missed=len(seen.not_met),
    )


def _tiles(drawn: Sheet, seen: Overview, y: float) -> float:
    """Four counts, each with what it was at the last joint meeting."""
    now, then = seen.matters, seen.matters_then
    counts = [
        (_("Open requests"), now.open, then and then.open),
        (_("Requests overdue"), now.overdue, then and then.overdue),
        (_("Hazards overdue"), now.hazards, then and then.hazards),
        (_("Promises overdue"), now.promises, then and then.promises),
    ]
    gap, high = 12, 92
    each = (ACROSS - 3 * gap) / 4
    for place, (name, count, before) in enumerate(counts):
        x = MARGIN + place * (each + gap)
        drawn.box(x, y, each, high, fill=drawn.colours.surface, edge=drawn.colours.grid)
        drawn.text(cut(name, each - 20, 13), x + 10, y + 22, 13, drawn.colours.muted)
        late = bool(place and count)
        drawn.text(f"{count:,}", x + 10, y + 60, 34, drawn.colours.worse_ink if late else "")
        if before is not None:
            was = _("{n} on {day}", n=before, day=day_words(seen.meeting_on))
            drawn.text(cut(was, each - 20, 12), x + 10, y + 80, 12, drawn.colours.muted)
    return y + high


def _happened(drawn: Sheet, one: Happened, y: float) -> float:
    """What was done in the month, as a line of counts."""
    drawn.text(_("In this month"), MARGIN, y, 18)
    counts = [
        (_("requests received"), one.received),
        (_("requests closed"), one.closed),
        (_("hazards found"), one.found),
        (_("hazards put right"), one.fixed),
        (_("meetings held"), one.meetings),
        (_("activities held"), one.activities),
        (_("works finished"), one.works),
    ]
    each = ACROSS / len(counts)
    for place, (name, count) in enumerate(counts):
        x = MARGIN + place * each
        drawn.text("—" if count is None else f"{count:,}", x, y + 32, 22)
        drawn.paragraph(name, x, y + 50, each - 8, 12, colour=drawn.colours.muted)
    if any(count is None for _name, count in counts):
        told = _("— nobody has reported yet: neither a record nor that there was none")
        drawn.text(told, END, y, 12, drawn.colours.muted, end=True)
    return y + 66


def _outcomes(drawn: Sheet, told: Brief, y: float) -> float:
    """Every outcome with its course, its number, its target and the verdict in words."""
    drawn.text(_("Outcomes for residents"), MARGIN, y, 18)
    value, target, verdict, row = 462, 540, 558, 33
    y += 22
    for words, x in ((_("Value"), value), (_("Target"), target)):
        drawn.text(words, x, y, 12, drawn.colours.muted, end=True)
    drawn.text(_("Verdict"), verdict, y, 12, drawn.colours.muted)
    for one in told.seen.outcomes:
        about = CATALOGUE[one.key]
        drawn.line([(MARGIN, y + 9), (END, y + 9)], drawn.colours.grid)
        y += row
        drawn.text(cut(_(about.name), 218, 14), MARGIN, y - 9, 14)
        drawn.text(period_words(one.period), MARGIN, y + 4, 10.5, drawn.colours.muted)
        _course(drawn, told.courses[one.key], MARGIN + 226, y - 18)
        drawn.text(figure(one), value, y - 3, 16, end=True)
        if about.target:
            drawn.text(_goal(one), target, y - 3, 13, drawn.colours.muted, end=True)
        _verdict(drawn, one, verdict, y - 3)
    return y


def _verdict(drawn: Sheet, one: Score, x: float, y: float) -> None:
    """Mark and words of a verdict, on two lines where one is too short."""
    code = str(one.verdict)
    ink, words = verdict_ink(code), verdict_words(one)
    drawn.text(verdict_mark(code).glyph, x, y, 13, ink)
    x += 18
    if wide(words, 13) <= END - x:
        drawn.text(words, x, y, 13, ink)
    else:
        drawn.paragraph(words, x, y - 7, END - x, 10.5, colour=ink)


def _course(drawn: Sheet, course: Sequence[Score], x: float, y: float) -> None:
    """The last periods as a line that is broken where there is no value, with the target dashed."""
    across, high = COURSE_SIZE
    target = CATALOGUE[course[-1].key].target
    goal = float(target.exact) if target else None
    known = [number for number in (*(one.value for one in course), goal) if number is not None]
    if len(known) < 2:
        return
    low, room = min(known), (max(known) - min(known)) or 1.0

    def at(place: int, number: float) -> tuple[float, float]:
        return x + across * place / (len(course) - 1), y + high - high * (number - low) / room

    if goal is not None:
        drawn.line([at(0, goal), at(len(course) - 1, goal)], drawn.colours.muted, 1, "4 3")
    part: list[tuple[float, float]] = []
    for place, one in enumerate(course):
        if one.value is not None:
            part.append(at(place, one.value))
            drawn.dot(*part[-1], drawn.colours.ink, 3 if one is course[-1] else 1.6)
        if one.value is None or one is course[-1]:
            if len(part) > 1:
                drawn.line(part, drawn.colours.ink, 1.6)
            part = []


def _lists(drawn: Sheet, seen: Overview, y: float) -> None:
    """What else does not meet its target, and what does, each with its number."""
    outcomes = {one.key for one in seen.outcomes}
    half = (ACROSS - 28) / 2
    for place, (title, scores) in enumerate(
        [
            (_("Other targets not met"), [one for one in seen.not_met if one.key not in outcomes]),
            (_("Other targets met"), [one for one in seen.met if one.key not in outcomes]),
        ]
    ):
        x = MARGIN + place * (half + 28)
        drawn.text(title, x, y, 18)
        drawn.text(_("Value / target"), x + half, y, 12, drawn.colours.muted, end=True)
        below = y + 26
        for one in scores[:LISTED]:
            told = f"{figure(one)} / {_goal(one)}"
            room = half - 22 - wide(told, 13) - 12
            mark = verdict_mark(str(one.verdict)).glyph
            drawn.text(mark, x, below, 13, verdict_ink(str(one.verdict)))
            drawn.text(cut(_(CATALOGUE[one.key].name), room, 14), x + 22, below, 14)
            drawn.text(told, x + half, below, 13, drawn.colours.muted, end=True)
            below += 24
        if not scores:
            drawn.text(_("Nothing at present."), x, below, 14, drawn.colours.muted)
        elif len(scores) > LISTED:
            drawn.text(others(len(scores) - LISTED), x + 22, below, 13, drawn.colours.muted)


def _goal(one: Score) -> str:
    about = CATALOGUE[one.key]
    return amount(about, float(about.target.exact)) if about.target else "—"


def _foot(drawn: Sheet, told: Brief) -> None:
    """What the page rests on."""
    seen = told.seen
    reports = [one for one in seen.scores if one.expected]
    entered, expected = sum(one.entered for one in reports), sum(one.expected for one in reports)
    at = told.made_at.astimezone(clock.SHANGHAI)
    words = [
        _(
            "Totals of the whole site only: no courtyard, no household, no person. "
            "Dashed line: target; dots: the last {n} periods of each indicator.",
            n=COURSE,
        ),
        _(
            "Reports entered {entered} of {expected}; {unsure} indicators cannot be judged, "
            "{silent} were not reported. Made {at}, data revision {revision}.",
            entered=entered,
            expected=expected,
            unsure=len(seen.cannot_tell),
            silent=len(seen.not_reported),
            at=f"{day_words(at.date())} {at:%H:%M}",
            revision=told.revision,
        ),
    ]
    drawn.line([(MARGIN, HEIGHT - 92), (END, HEIGHT - 92)], drawn.colours.axis)
    y: float = HEIGHT - 72
    for one in words:
        y = drawn.paragraph(one, MARGIN, y, ACROSS, 12, colour=drawn.colours.muted)
