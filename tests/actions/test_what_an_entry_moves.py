"""Every kind of record from its entry to its withdrawal: the number it counts towards, by hand at each step.

The site is small enough to count on one's fingers: two courtyards of three households each, who have lived
there since July 2025; each courtyard's group has three members. It is the 15th of September 2026.
"""

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, col, select

from dashboard.actions import fees, hazards, meetings, participation, records, resolutions
from dashboard.clock import at
from dashboard.indicators import cells
from dashboard.queries.counted import counted
from dashboard.records.catalogue import KINDS
from dashboard.schema.accounts import Role
from dashboard.schema.activities import GuestsDraft
from dashboard.schema.cells import Cell
from dashboard.schema.meetings import HouseholdAttendanceDraft, MeetingDraft, Resolution
from dashboard.schema.money import MonthDraft
from dashboard.schema.organisations import Organisation, Term
from dashboard.schema.places import Household
from dashboard.schema.safety import FixDraft, Hazard
from tests.actions import loop, test_surveys, test_votes, village
from tests.actions.village import BEGUN, ENDED, NOW, TODAY, Village, settled
from tests.sites import OFFICE, Hamlet

DUE, LATER, WINTER = date(2026, 9, 8), date(2026, 9, 12), date(2026, 11, 1)
AUGUST = date(2026, 8, 1)
WHY = {"reason": "抄错了"}
HOME_MONTHS = 6 * 12
"""Six households in twelve months."""
Numbers = dict[str, tuple[int, int]]


@pytest.fixture
def place(session: Session, hamlet: Hamlet) -> Village:
    """The village, its cells made again with everybody who has moved in."""
    there = settled(session, hamlet)
    cells.rebuild(session, now=NOW)
    return there


def numbers(session: Session, table: str, day: date = ENDED, today: date = TODAY) -> Numbers:
    """Part and whole of what a receipt tells, indicator by indicator."""
    told = counted(session, table=table, day=day, today=today, role=Role.OFFICE)
    return {score.key: (score.part, score.whole) for score in told}


class Entry:
    """One record of a shared kind, and what is done with it."""

    def __init__(self, place: Village, noun: str, where: str = "own", **given: Any) -> None:
        self.session, self.kind = place.session, KINDS[noun]
        values = village.values(place, noun, where) | given
        self.row = records.create(session=self.session, kind=self.kind, values=values, **_how())

    def follow(self, **values: Any) -> Numbers:
        records.follow_up(**self._this(), values=values)
        return self.numbers()

    def correct(self, **values: Any) -> Numbers:
        records.correct(**self._this(), values=values, **WHY)
        return self.numbers()

    def void(self) -> Numbers:
        records.withdraw(**self._this(), **WHY)
        return self.numbers()

    def restore(self) -> Numbers:
        this = self._this()
        del this["version"]
        self.row = records.restore(**this)
        return self.numbers()

    def numbers(self) -> Numbers:
        return numbers(self.session, self.kind.noun)

    def _this(self) -> dict[str, Any]:
        about = {"session": self.session, "kind": self.kind, "ref": self.row.id, "version": self.row.version}
        return about | _how()


def _how() -> dict[str, Any]:
    return {"by": OFFICE, "now": NOW, "key": loop.key()}


def voided(session: Session, noun: str, row: Any) -> None:
    """Withdraw a record of a kind that has a form of its own."""
    how = {"session": session, "kind": KINDS[noun], "ref": row.id, "version": row.version}
    records.withdraw(**how, **_how(), **WHY)


def test_a_dispute_counts_once_it_is_concluded_and_its_agreement_once_it_is_due(place):
    one = Entry(place, "mediation")
    assert one.numbers() == {"mediation_success": (0, 0), "mediation_fulfilment": (0, 0)}
    agreed = one.follow(concluded_on=ENDED, result="agreed", due_on=LATER)
    assert agreed == {"mediation_success": (1, 1), "mediation_fulfilment": (0, 1)}
    assert one.follow(performed_on=LATER)["mediation_fulfilment"] == (1, 1)
    assert one.correct(performed_on=None)["mediation_fulfilment"] == (0, 1)
    assert one.void() == {"mediation_success": (0, 0), "mediation_fulfilment": (0, 0)}
    assert one.restore() == {"mediation_success": (1, 1), "mediation_fulfilment": (0, 1)}


def test_a_burglary_counts_and_an_injury_does_not(place):
    assert numbers(place.session, "incident") == {"burglary_rate": (0, HOME_MONTHS)}
    one = Entry(place, "incident", kind="burglary")
    assert one.numbers() == {"burglary_rate": (1, HOME_MONTHS)}
    assert one.correct(kind="injury") == {"burglary_rate": (0, HOME_MONTHS)}
    assert one.correct(kind="burglary") == {"burglary_rate": (1, HOME_MONTHS)}
    assert one.void() == {"burglary_rate": (0, HOME_MONTHS)}


def test_an_activity_counts_by_the_households_that_came_and_the_body_that_held_it(place):
    body = _registered(place)
    assert numbers(place.session, "activity") == {"culture_reach": (0, 6), "org_active_share": (0, 1)}
    one = Entry(place, "activity", organisation_id=body)
    assert one.numbers() == {"culture_reach": (0, 6), "org_active_share": (1, 1)}
    came = GuestsDraft.check(activity_id=one.row.id, came=place.hamlet.households[0][:2], stayed_away=())
    participation.take_part(session=place.session, draft=came, **_how())
    assert one.numbers() == {"culture_reach": (2, 6), "org_active_share": (1, 1)}
    assert one.correct(kind="volunteer") == {"culture_reach": (0, 6), "org_active_share": (1, 1)}


def _registered(place: Village) -> int:
    """The courtyard's only registered body."""
    for one in place.session.exec(select(Organisation)):
        one.registered = one.id == place.bodies["own"]
    place.session.flush()
    cells.rebuild(place.session, now=NOW)
    return place.bodies["own"]


def test_visits_are_counted_as_written(place):
    before = numbers(place.session, "station_visit")["station_visits"]
    one = Entry(place, "station_visit", "site", visitors=12)
    assert one.numbers() == {"station_visits": (12, before[1])}
    assert one.correct(visitors=21) == {"station_visits": (21, before[1])}
    assert one.void() == {"station_visits": (0, before[1])}


def test_a_basic_work_counts_from_its_agreement_and_is_met_when_done(place):
    one = Entry(place, "renovation_item")
    assert one.numbers() == {"renovation_done": (0, 1)}
    assert one.follow(done_on=ENDED) == {"renovation_done": (1, 1)}
    assert one.void() == {"renovation_done": (0, 0)}
    other = Entry(place, "renovation_item", renovation_class="improvement")
    assert other.numbers() == {"renovation_done": (0, 0)}


def test_a_disclosure_is_met_by_its_day_and_missed_after_it(place):
    one = Entry(place, "disclosure", due_on=DUE)
    assert one.numbers() == {"disclosure_on_time": (0, 1)}
    assert one.follow(published_on=DUE) == {"disclosure_on_time": (1, 1)}
    assert one.correct(published_on=ENDED) == {"disclosure_on_time": (0, 1)}
    assert one.void() == {"disclosure_on_time": (0, 0)}


def test_a_use_of_the_seal_needs_its_applicant_and_two_approvers_and_is_void_uncounted(place):
    one = Entry(place, "seal_use")
    assert one.numbers() == {"seal_compliance": (0, 1)}
    applied = {"applicant_id": place.officers["own"][2], "applied_on": BEGUN}
    assert one.correct(**applied) == {"seal_compliance": (1, 1)}
    assert one.void() == {"seal_compliance": (0, 0)}


def test_a_group_of_three_is_complete_and_of_two_is_not(place):
    key, group = "committee_complete", place.bodies["own"]
    assert numbers(place.session, "term")[key] == (2, 2)
    first = place.session.exec(select(Term).where(col(Term.organisation_id) == group)).first()
    about = {"session": place.session, "kind": KINDS["term"], "ref": first.id, "version": first.version}
    records.follow_up(**about, values={"ended_on": ENDED}, **_how())
    assert numbers(place.session, "term")[key] == (1, 2)
    one = Entry(place, "term")
    assert one.numbers()[key] == (2, 2)
    assert one.follow(ended_on=ENDED)[key] == (1, 2)
    assert one.correct(ended_on=None)[key] == (2, 2)
    assert one.void()[key] == (1, 2)


def test_a_pledge_counts_on_its_day_and_is_kept_by_then(place):
    one = Entry(place, "pledge", due_on=LATER)
    assert one.numbers() == {"alliance_delivery": (0, 1)}
    assert one.follow(delivered_on=ENDED) == {"alliance_delivery": (1, 1)}
    assert one.correct(due_on=DUE) == {"alliance_delivery": (0, 1)}
    assert one.void() == {"alliance_delivery": (0, 0)}


def test_a_member_in_service_has_checked_in_or_has_not(place):
    assert numbers(place.session, "check_in") == {"party_checkin_rate": (0, 1)}
    one = Entry(place, "check_in", "site")
    assert one.numbers() == {"party_checkin_rate": (1, 1)}
    assert one.void() == {"party_checkin_rate": (0, 1)}


def test_a_request_counts_while_it_waits_when_it_is_closed_and_not_once_it_is_turned_away(place):
    session, day = place.session, TODAY
    request = loop.register(session, place.hamlet, NOW)
    made = numbers(session, "request", day)
    assert (made["median_days"], made["repeat_request"]) == ((0, 1), (0, 1))
    # Its limit is tomorrow's: whether it was answered in time is told then.
    assert made["response_rate"] == (0, 0)
    loop.hand_over(session, request, NOW, place.hamlet.companies[0])
    loop.close(session, request, NOW)
    assert numbers(session, "request", day)["median_days"] == (1, 1)
    again = loop.register(session, place.hamlet, NOW)
    both = numbers(session, "request", day)
    assert (both["median_days"], both["repeat_request"]) == ((1, 2), (1, 2))
    loop.turn_away(session, again, NOW)
    assert numbers(session, "request", day)["median_days"] == (1, 1)
    # It did come again, whatever became of it.
    assert numbers(session, "request", day)["repeat_request"] == (1, 2)


def test_a_leak_on_the_top_floor_counts_its_household_once_when_the_rains_are_over(place):
    session, home, key = place.session, place.hamlet.households[0][0], "roof_leak_rate"
    for household in session.exec(select(Household)):
        household.top_floor = household.id in (home, place.hamlet.households[1][0])
    for _time in range(2):
        loop.register(session, place.hamlet, NOW, household_id=home)
    assert numbers(session, "request", TODAY)[key] == (0, 0)
    cells.rebuild(session, now=at(WINTER))
    assert numbers(session, "request", WINTER, today=WINTER)[key] == (1, 2)


def test_a_hazard_counts_on_the_day_by_which_it_was_to_be_fixed(place):
    session = place.session
    hazard = session.get_one(Hazard, village.made(place, "hazard", "own"))
    assert numbers(session, "hazard") == {"hazard_rectified": (0, 0)}
    about = {"session": session, "kind": KINDS["hazard"], "ref": hazard.id}
    records.correct(**about, version=hazard.version, values={"due_on": DUE}, **_how(), **WHY)
    assert numbers(session, "hazard") == {"hazard_rectified": (0, 1)}
    fixed = FixDraft.check(hazard_id=hazard.id, fixed_on=DUE, note=None)
    hazards.fix(session=session, draft=fixed, version=hazard.version, **_how())
    assert numbers(session, "hazard") == {"hazard_rectified": (1, 1)}
    voided(session, "hazard", hazard)
    assert numbers(session, "hazard") == {"hazard_rectified": (0, 0)}


def test_a_meeting_counts_by_the_households_that_came(place):
    session = place.session
    before = numbers(session, "meeting")["consult_turnout"]
    meeting = village.made(place, "meeting", "own")
    assert numbers(session, "meeting")["consult_turnout"] == (before[0], before[1] + 3)
    came = HouseholdAttendanceDraft.check(
        meeting_id=meeting, came=place.hamlet.households[0][:2], stayed_away=()
    )
    meetings.attend(session=session, draft=came, **_how())
    after = numbers(session, "meeting")
    assert after["consult_turnout"] == (before[0] + 2, before[1] + 3)
    assert after["household_participation"] == (2, 6)


def test_the_joint_meeting_of_the_quarter_has_been_held(place):
    session, key = place.session, "joint_meeting_on_time"
    # The consultation meeting of the quarter is there already.
    assert numbers(session, "meeting")[key] == (1, 1)
    draft = MeetingDraft.check(site_id=place.hamlet.site, kind="joint", title="联席会议", held_on=BEGUN)
    joint = meetings.record(session=session, draft=draft, **_how())
    assert numbers(session, "meeting")[key] == (2, 2)
    voided(session, "meeting", joint)
    assert numbers(session, "meeting")[key] == (1, 1)


def test_a_resolution_is_owed_on_its_day(place):
    session = place.session
    resolution = session.get_one(Resolution, village.made(place, "resolution", "own"))
    about = {"session": session, "kind": KINDS["resolution"], "ref": resolution.id}
    assert numbers(session, "resolution") == {"resolution_delivery": (0, 0)}
    records.correct(**about, version=resolution.version, values={"due_on": DUE}, **_how(), **WHY)
    assert numbers(session, "resolution") == {"resolution_delivery": (0, 1)}
    about = {"resolution_id": resolution.id, "version": resolution.version}
    resolutions.deliver(session=session, **about, done_on=DUE, **_how())
    assert numbers(session, "resolution") == {"resolution_delivery": (1, 1)}
    voided(session, "resolution", resolution)
    assert numbers(session, "resolution") == {"resolution_delivery": (0, 0)}


def test_fees_count_by_the_money_that_was_due_and_paid(place):
    session, homes = place.session, place.hamlet.households[0]
    due = {"household_id": homes[0], "due": 3600}
    month = {"courtyard_id": place.hamlet.courtyards[0], "month": AUGUST, "sure": True}
    rows = [due | {"paid": 3600, "paid_on": DUE}, due | {"household_id": homes[1], "due": 2400}]
    fees.enter(session=session, draft=MonthDraft.check(**month, rows=rows), **_how())
    # They fell due on the last of August.
    assert numbers(session, "fee") == {"fee_collection": (3600, 6000)}


def test_an_answer_counts_with_each_of_its_questions_once_its_survey_is_over(place):
    session = place.session
    survey = test_surveys.create(session, now=NOW, opened_on=TODAY, closed_on=TODAY)
    slip, *_others = test_surveys.issue(session, survey, now=NOW)
    said = {"gain": "better", "wellbeing": "8", "safety": "2", "property_service": "4"}
    test_surveys.answer(session, slip, now=NOW, **said)
    assert set(numbers(session, "survey_answer", TODAY).values()) == {(0, 0)}
    cells.rebuild(session, now=at(WINTER))
    counted_now = {"gain_share": (1, 1), "wellbeing_mean": (8, 1)}
    counted_now |= {"safety_share": (0, 1), "property_satisfaction": (1, 1)}
    assert numbers(session, "survey_answer", TODAY, today=WINTER) == counted_now


def test_a_ballot_counts_its_household_and_a_vote_its_rules(place):
    session, key = place.session, "household_participation"
    vote = test_votes.opened(session, place.hamlet)
    assert numbers(session, "ballot")[key] == (0, 6)
    test_votes.cast(session, vote, 0, 1, 2)
    assert numbers(session, "ballot")[key] == (3, 6)
    test_votes.take_back(session, vote, 2)
    assert numbers(session, "ballot")[key] == (2, 6)
    assert numbers(session, "vote") == {"vote_compliance": (0, 0)}
    test_votes.close(session, vote)
    assert numbers(session, "vote") == {"vote_compliance": (1, 1)}


MOVE_NONE = {"inspection", "facility", "task"}


@pytest.mark.parametrize("noun", sorted(MOVE_NONE))
def test_what_no_indicator_reads_moves_none(place, noun):
    before = _counted(place.session)
    village.made(place, noun, "own")
    assert _counted(place.session) == before
    assert numbers(place.session, noun) == {}


def _counted(session: Session) -> set[tuple[Any, ...]]:
    """Every cell but those that tell which reports have come in."""
    found = session.execute(select(Cell.__table__).where(~col(Cell.key).startswith("duty:")))
    return {tuple(row) for row in found}


def test_every_kind_is_told_here():
    assert {noun for noun in KINDS if not cells.moved_by(noun)} == MOVE_NONE
