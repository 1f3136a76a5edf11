"""What a briefing is made of: the numbers and matters of a meeting as of its day, read once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlmodel import Session

from dashboard.access import Principal
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.changes import Change
from dashboard.indicators.kinds import Level, Part
from dashboard.indicators.periods import parse
from dashboard.indicators.scores import Compared, Score, Verdict, latest, score
from dashboard.privacy.withholding import withheld
from dashboard.queries import (
    meeting_facts,
    organisations,
    overview,
    past_due,
    places,
    quality,
    renovation_facts,
    safety_facts,
    twelve_months,
)
from dashboard.queries.organisations import Body, Link
from dashboard.queries.past_due import PastDue
from dashboard.queries.quality import Report
from dashboard.schema.accounts import PrincipalKind, Role

COURSE = 8
"""Periods of a course that can be read from six metres."""
CHARTED = 3
"""Outcomes that get a slide of their own."""
APART = (Compared.CLEARLY_WORSE, Compared.CLEARLY_BETTER)
FEES = "fee_collection"
NOBODY = Principal(PrincipalKind.GUEST, Role.PUBLIC)
"""Who sits in the room may be anybody."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Beside:
    """A share of every courtyard in their order, and `around`, the site's of the same period."""

    courtyards: tuple[Score, ...]
    around: Score


@dataclass(frozen=True)
class Offices:
    """The bodies with empty seats (most first), the cross-posts that nobody holds at both ends, and how many
    terms are about to end."""

    gaps: list[Body]
    unfilled: list[Link]
    ending: int


@dataclass(frozen=True)
class OfSite:
    """What only a meeting of the whole site is told."""

    changes: tuple[Change, ...]
    plan: list[Row]
    hazards: list[Row]
    last_burglary: date | None
    reports: list[Report]
    beside: tuple[Beside, ...]
    """Of each share by which a courtyard is clearly apart."""
    offices: Offices


@dataclass(frozen=True)
class Facts:
    """Everything that the slides of one meeting tell, as of `day`; scores are headlines."""

    meeting: Row
    day: date
    before: Row | None
    scores: tuple[Score, ...]
    courses: dict[str, list[Score]]
    courtyards: dict[int, Row]
    site: OfSite | None
    promised: list[Row]
    past_due: list[PastDue]
    changed: list[Row]
    works: list[Row]
    finished: list[Row]
    in_course: list[Row]
    photos: dict[str, list[Row]]
    disclosed: Row
    agenda: list[Row]

    @property
    def since(self) -> date | None:
        """The day of the meeting before."""
        return self.before["held_on"] if self.before else None

    @property
    def courtyard_id(self) -> int | None:
        found: int | None = self.meeting["courtyard_id"]
        return found

    def own(self) -> list[Score]:
        """The numbers of the meeting's own place: the site's, or its courtyard's."""
        return [one for one in self.scores if one.scope == (self.courtyard_id or -1)]

    def place(self, score: Score) -> int:
        """Where in the briefing's scores a number stands."""
        return self.told.index(score)

    @property
    def told(self) -> tuple[Score, ...]:
        """Every number that a slide tells, each once, as the briefing holds them."""
        if self.site is None:
            return self.scores
        beside = (score for one in self.site.beside for score in (*one.courtyards, one.around))
        return tuple(dict.fromkeys((*self.scores, *(one.now for one in self.site.changes), *beside)))


def read(session: Session, *, meeting_id: int) -> Facts:
    """The facts of a meeting as of the day on which it is held; raises NotFound."""
    meeting = meeting_facts.called(session, meeting_id=meeting_id)
    day, home = meeting["held_on"], meeting["courtyard_id"]
    where: dict[str, Any] = {"day": day, "courtyard_id": home}
    last = meeting_facts.before(session, kind=meeting["kind"], **where)
    since = last["held_on"] if last else None
    yards = _courtyards(session, day)
    scores = _scores(session, day, home, yards)
    changed = meeting_facts.changed(session, since=since, **where) if since else []
    finished = renovation_facts.finished(session, since=since, **where)
    return Facts(
        meeting=meeting,
        day=day,
        before=last,
        scores=scores,
        courses=_courses(session, scores, day, home),
        courtyards={one["id"]: one for one in places.courtyards(session)},
        site=_of_site(session, day, yards) if home is None else None,
        promised=meeting_facts.promised(session, meeting_id=last["id"], day=day) if last else [],
        past_due=[one for one in past_due.listed(session, day=day) if home in (None, one.courtyard_id)],
        changed=changed,
        works=renovation_facts.works(session, since=since, **where),
        finished=finished,
        in_course=renovation_facts.in_course(session, since=since, **where),
        photos={
            "request": _photos(session, "request", changed, day),
            "renovation_item": _photos(session, "renovation_item", finished, day),
        },
        disclosed=meeting_facts.disclosed(session, since=since, day=day),
        agenda=[
            item | {"came_from": meeting_facts.came_from(session, item)}
            for item in meeting_facts.agenda(session, meeting_id=meeting_id)
        ],
    )


def _of_site(session: Session, day: date, yards: list[Score]) -> OfSite:
    return OfSite(
        changes=tuple(twelve_months.changes(session, day=day, role=Role.PUBLIC)),
        plan=meeting_facts.plan(session, day=day),
        hazards=safety_facts.open_hazards(session, day=day),
        last_burglary=safety_facts.last_burglary(session, day=day),
        beside=tuple(_beside(session, yards)),
        offices=_offices(session, day),
        reports=[_as_of(one, day) for one in quality.owed(session, day=day, today=day)],
    )


def _offices(session: Session, day: date) -> Offices:
    found = organisations.structure(session, day=day)
    in_office = organisations.in_office(session, by=NOBODY, day=day)
    return Offices(
        gaps=sorted((one for one in found.bodies if one.empty), key=lambda one: -one.empty),
        unfilled=found.missing,
        ending=len(organisations.ending(in_office, day=day)),
    )


def _as_of(report: Report, day: date) -> Report:
    """A report as it stood on a day: what came later had not come."""
    if report.entered_on is None or report.entered_on <= day:
        return report
    return replace(report, entered_on=None, completed_on=None, approved_on=None)


def charted(scores: Iterable[Score]) -> list[Score]:
    """The outcomes that get a slide of their own: what is not met, what cannot be told, the rest."""
    order = (Verdict.NOT_MET, Verdict.CANNOT_TELL, Verdict.MET)
    known = [
        one
        for one in scores
        if CATALOGUE[one.key].role is Part.OUTCOME and one.value is not None and one.key != FEES
    ]
    yearly = [one for one in known if len(one.period) > len("2026")]
    return sorted(yearly, key=lambda one: order.index(one.verdict) if one.verdict in order else len(order))[
        :CHARTED
    ]


def _courtyards(session: Session, day: date) -> list[Score]:
    """The headlines of every courtyard, no small cells."""
    keys = [key for key, one in CATALOGUE.items() if Level.COURTYARD in one.shown]
    found = latest(session, day=day, keys=keys, level=Level.COURTYARD)
    return [one for one in withheld(found, role=Role.PUBLIC) if not one.stratum and one.scope > 0]


def _scores(session: Session, day: date, home: int | None, yards: list[Score]) -> tuple[Score, ...]:
    """Headlines; of courtyards those that stand clearly apart, and those of fees. No small cells."""
    if home is not None:
        return tuple(one for one in yards if one.scope == home)
    site = [one for one in withheld(latest(session, day=day), role=Role.PUBLIC) if not one.stratum]
    return *site, *(one for one in yards if one.compared in APART or one.key == FEES)


def _beside(session: Session, yards: list[Score]) -> Iterator[Beside]:
    """The shares by which a courtyard is clearly apart, each with all courtyards and the site."""
    apart = dict.fromkeys(one.key for one in yards if one.compared in APART)
    for key in (key for key in apart if CATALOGUE[key].unit.is_share):
        mine = [one for one in yards if one.key == key]
        found = withheld(score(session, {key: [parse(mine[0].period)]}), role=Role.PUBLIC)
        around = next((one for one in found if one.scope < 0 and not one.stratum), None)
        if around is not None and around.value is not None:
            yield Beside(tuple(mine), around)


def _courses(
    session: Session, scores: Iterable[Score], day: date, home: int | None
) -> dict[str, list[Score]]:
    """The last periods of what is drawn; a courtyard's meeting draws none."""
    if home is not None:
        return {}
    keys = [one.key for one in charted(one for one in scores if one.scope < 0)] + [FEES]
    course: dict[str, Any] = {"day": day, "role": Role.PUBLIC, "count": COURSE}
    return {key: overview.trend(session, key, **course) for key in keys}


def _photos(session: Session, noun: str, rows: list[Row], day: date) -> list[Row]:
    refs = [row["id"] for row in rows]
    return meeting_facts.photos(session, noun=noun, refs=refs, day=day) if refs else []
