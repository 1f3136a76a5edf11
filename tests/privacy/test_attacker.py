"""An attacker with a linear programme: what all that a reader is told leaves open about each courtyard.

The attacker knows how many homes and members there are, puts every figure of every page, drawing, paper and
table of evidence together, and asks for each figure that is hidden how large it can be. A small number of
people is safe where it could as well be a larger one.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pytest
from scipy.optimize import linprog
from sqlalchemy import text
from sqlmodel import Session

from dashboard.access import Principal
from dashboard.briefings import brief, facts
from dashboard.clock import day_end
from dashboard.indicators import openings
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import SHARE, Level, Stat
from dashboard.indicators.periods import parse
from dashboard.indicators.scores import Score, Verdict
from dashboard.privacy.suppression import LIMITS
from dashboard.queries import agenda, courtyard, evidence, indicators, overview
from dashboard.queries.evidence import PERSONAL_KINDS
from dashboard.schema.accounts import PrincipalKind, Role

DAYS = [date(2026, 6, 30), date(2026, 10, 31)]
"""Their courses go back over three years; what is shown of people changes with the quarters."""
NOW = day_end(DAYS[-1])
SITE = -1
REGISTER = (
    *("culture_reach", "household_participation", "fee_collection", "consult_turnout"),
    *("party_checkin_rate", "party_service_hours", "volunteer_rate", "roof_leak_rate"),
)
"""What counts homes, residents and members of the register: how many there are is no secret."""
SURVEYS = ("gain_share", "wellbeing_mean", "safety_share", "property_satisfaction")
"""What counts answers: how many came from a courtyard is not known, nor who was drawn."""
SAMPLED = ("", "top_two")
OFFICE = Principal(PrincipalKind.USER, Role.OFFICE, account_id=1)
LEADER = Principal(PrincipalKind.USER, Role.LEADER, account_id=2)

Where = tuple[str, str, str]
"""Indicator, period and stratum; the headline's has no name."""


@dataclass
class Table:
    """The people of one indicator, period and stratum by place, and those who are hit."""

    people: dict[int, int] = field(default_factory=dict)
    hit: dict[int, int] = field(default_factory=dict)


class Told(defaultdict[Where, Table]):
    """What somebody was told."""

    def __init__(self) -> None:
        super().__init__(Table)

    def score(self, one: Score) -> None:
        """A score; where nothing is kept of a period it says nothing about people."""
        if one.key in (*REGISTER, *SURVEYS) and one.verdict is not Verdict.WITHHELD and one.n:
            self.sum((one.key, one.period, one.stratum), one.scope, one.n, one.part)

    def sum(self, where: Where, place: int, people: int, hit: int) -> None:
        """How many people a place has and how many of them are hit."""
        table = self[where]
        table.people[place] = people
        if counts_heads(where[0], where[2]):
            table.hit[place] = hit


def named(key: str, stratum: str) -> str:
    """The headline's stratum has no name in scores, and has one in the evidence."""
    return "" if stratum == CATALOGUE[key].headline else stratum


def counts_heads(key: str, stratum: str) -> bool:
    """Whether the part counts people too, and not yuan, hours or points."""
    one = CATALOGUE[key]
    return one.unit is SHARE and one.stat is not Stat.MEDIAN and not (one.headline == "yuan" and not stratum)


def collect_pages(session: Session, role: Role, told: Told) -> None:
    """The overview, every indicator of the site and of each courtyard, every courtyard's page."""
    homes = [row.id for row in session.execute(text("select id from courtyard"))]
    for day in DAYS:
        seen = overview.for_role(overview.load(session, day=day, today=day), role=role)
        shown = [*seen.scores, *seen.courtyards, *seen.scores_then]
        for key in (*REGISTER, *SURVEYS):
            shown += overview.trend(session, key, day=day, role=role)
            for home in (None, *homes) if CATALOGUE[key].lowest is Level.COURTYARD else (None,):
                found = indicators.detail(session, key=key, day=day, courtyard_id=home)
                view = indicators.view(found, role=role, courtyard_id=home)
                shown += [view.score, *view.beside, *view.trend, *view.courtyards, *view.series]
                shown += [view.around] if view.around else []
        for home in homes:
            for standing in courtyard.standings(session, courtyard_id=home, day=day, role=role):
                shown += [standing.score, standing.site, *standing.others]
        for one in shown:
            told.score(one)


def collect_papers(session: Session, told: Told) -> None:
    """What a room is shown and takes home: slides, proposals for the agenda, the month's page."""
    for row in session.execute(text("select id, stage from meeting where kind in ('joint', 'courtyard')")):
        slides = facts.read(session, meeting_id=row.id)
        shown = [*slides.scores, *(one for course in slides.courses.values() for one in course)]
        if row.stage != "held":
            proposals = agenda.proposals(session, by=OFFICE, meeting_id=row.id, today=DAYS[-1])
            shown += [one.score for one in proposals if one.score]
        for one in shown:
            told.score(one)
    for day in DAYS:
        page = brief.read(session, day=day, now=day_end(day))
        for one in (*page.seen.scores, *(one for course in page.courses.values() for one in course)):
            told.score(one)


def collect_evidence(session: Session, told: Told) -> None:
    """The sums of rows that a leader may open, of the site and of each courtyard."""
    homes = [row.id for row in session.execute(text("select id from courtyard"))]
    for key, period in sorted({(key, period) for key, period, _stratum in told}):
        for home in (None, *homes):
            opened = evidence.opened(
                session, by=LEADER, key=key, period=parse(period), now=NOW, courtyard_id=home
            )
            for row in opened.rows:
                if row.grouped and not row.withheld:
                    told.sum((key, period, named(key, row.stratum)), row.courtyard_id or 0, row.n, row.hits)
            for stratum in opened.sums:
                total = opened.total([stratum])
                if total is not None and stratum not in ("population", "invited"):
                    told.sum((key, period, named(key, stratum)), home or SITE, total[2], total[0])


def as_it_is(session: Session, wanted: Told) -> dict[Where, Table]:
    """The truth about what was told of, counted from the evidence row by row."""
    found: dict[Where, Table] = defaultdict(Table)
    for key, period in sorted({(key, period) for key, period, _stratum in wanted}):
        for row in openings.evidence(session, key, parse(period), now=NOW):
            if row["ref"].split(":")[0] not in PERSONAL_KINDS:
                continue
            table = found[key, period, named(key, str(row["stratum"]))]
            for place in (row["courtyard"] or 0, SITE):
                table.people[place] = table.people.get(place, 0) + 1
                table.hit[place] = table.hit.get(place, 0) + int(row["part"] > 0)
    return found


@pytest.fixture(scope="module")
def sessions(demo_engine) -> Iterator[Session]:
    with Session(demo_engine) as opened:
        yield opened


@pytest.fixture(scope="module")
def public(sessions: Session) -> Told:
    """What everybody is told who comes in without a name, and what hangs in the room."""
    told = Told()
    collect_pages(sessions, Role.PUBLIC, told)
    collect_papers(sessions, told)
    return told


@pytest.fixture(scope="module")
def leader(sessions: Session, public: Told) -> Told:
    """What a leader is told, who can look at what the public sees as well."""
    told = Told()
    collect_pages(sessions, Role.LEADER, told)
    for (key, period, stratum), table in public.items():
        told[key, period, stratum].people |= table.people
        told[key, period, stratum].hit |= table.hit
    collect_evidence(sessions, told)
    return told


def widest(
    known: Table, places: list[int], *, is_register: bool, truth: Table
) -> dict[tuple[str, int], float]:
    """How large each count can be for all that is known: people, hit and not hit of each place.

    Unknowns are the people and the hit of each place, in that order.
    """
    count = len(places)
    bounds, sums, totals = [], [], []
    for place in places:
        fixed = truth.people.get(place, 0) if is_register else known.people.get(place)
        bounds.append((0, known.people.get(SITE)) if fixed is None else (fixed, fixed))
    for place in places:
        fixed = known.hit.get(place)
        bounds.append((0, None) if fixed is None else (fixed, fixed))
    for half, told in enumerate((known.people, known.hit)):
        if SITE in told and not (half == 0 and is_register):
            sums.append([float(one // count == half) for one in range(2 * count)])
            totals.append(told[SITE])
    no_more_hit_than_people = np.hstack([-np.eye(count), np.eye(count)])
    found = {}
    for at in (*places, SITE):
        here, nothing = np.array([float(at in (place, SITE)) for place in places]), np.zeros(count)
        halves = {"people": (here, nothing), "hit": (nothing, here), "rest": (here, -here)}
        for what, (people, hit) in halves.items():
            best = linprog(
                -np.hstack([people, hit]),
                A_ub=no_more_hit_than_people,
                b_ub=np.zeros(count),
                A_eq=np.array(sums) if sums else None,
                b_eq=totals or None,
                bounds=bounds,
            )
            found[what, at] = -best.fun if best.status == 0 else np.inf
            assert best.status in (0, 3), best.message
    return found


def solved(truth: dict[Where, Table], told: Told, most: int) -> list[tuple[object, ...]]:
    """Every small count of people that cannot be larger than `most` for all that was told."""
    found: list[tuple[object, ...]] = []
    for (key, period, stratum), table in truth.items():
        known, is_register = told[key, period, stratum], key in REGISTER
        small = few(table, most, heads=counts_heads(key, stratum), is_register=is_register)
        places = [place for place in table.people if place != SITE]
        can_be = widest(known, places, is_register=is_register, truth=table) if small else {}
        whole = {"people": table.people[SITE], "hit": table.hit[SITE]}
        whole["rest"] = whole["people"] - whole["hit"]
        for what, place in small:
            largest = most
            if stratum in SAMPLED and not is_register:
                # Nobody knows who was drawn into a sample: what all of them said tells of nobody.
                largest = min(most, whole[what] - 1)
            if can_be[what, place] <= largest:
                found.append((key, period, stratum, what, place, small[what, place]))
    return found


def few(table: Table, most: int, *, heads: bool, is_register: bool) -> dict[tuple[str, int], int]:
    """The small counts of a table. Of a register it is known how many there are, however few."""
    found = {}
    for place, people in table.people.items():
        hit = table.hit[place]
        counts = {"people": people} | ({"hit": hit, "rest": people - hit} if heads else {})
        if not is_register or people > most:
            found |= {(what, place): n for what, n in counts.items() if 0 < n <= most}
    return found


def test_a_guest_finds_no_small_number(sessions: Session, public: Told) -> None:
    truth = as_it_is(sessions, public)
    assert len(truth) > 40
    assert solved(truth, public, LIMITS[Role.PUBLIC]) == []


def test_a_leader_finds_no_small_number(sessions: Session, leader: Told) -> None:
    truth = as_it_is(sessions, leader)
    assert len(truth) > 40
    assert solved(truth, leader, LIMITS[Role.LEADER]) == []


def test_what_is_told_is_true(sessions: Session, leader: Told) -> None:
    """The attacker's model is that of the pages: each figure is the count that it stands for."""
    truth, compared = as_it_is(sessions, leader), 0
    for where, table in leader.items():
        for place, people in table.people.items():
            assert people == truth[where].people.get(place, 0), (where, place)
            compared += 1
        for place, hit in table.hit.items():
            assert hit == truth[where].hit.get(place, 0), (where, place)
    assert compared > 300


REACH = ("culture_reach", "R2026-Q3", "")
HOMES = {1: 40, 2: 40, 3: 40, SITE: 120}


def known(hit: dict[int, int]) -> Told:
    """Told of these places how many of their homes were reached."""
    told = Told()
    told[REACH] = Table({place: HOMES[place] for place in hit}, hit)
    return told


def test_the_attacker_solves_what_a_single_hidden_row_gives_away() -> None:
    truth = {REACH: Table(HOMES, {1: 20, 2: 3, 3: 15, SITE: 38})}
    assert solved(truth, known({1: 20, 3: 15, SITE: 38}), 4) == [(*REACH, "hit", 2, 3)]
    assert solved(truth, known({1: 20, SITE: 38}), 4) == []


def test_the_attacker_solves_what_bounds_give_away() -> None:
    """Two hidden rows whose sum is small itself: neither can be more than the sum."""
    truth = {REACH: Table(HOMES, {1: 1, 2: 3, 3: 15, SITE: 19})}
    found = solved(truth, known({3: 15, SITE: 19}), 4)
    assert found == [(*REACH, "hit", 1, 1), (*REACH, "hit", 2, 3)]


def test_the_attacker_sees_a_small_sum_of_the_whole_site() -> None:
    truth = {REACH: Table(HOMES, {1: 39, 2: 40, 3: 39, SITE: 118})}
    assert solved(truth, known({SITE: 118}), 4)[-1] == (*REACH, "rest", SITE, 2)
    assert solved(truth, known({}), 4) == []
