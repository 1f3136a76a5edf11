"""Filling as a whole: the same every time, on both engines, through the drafts, up to the window's end."""

from datetime import date, datetime

import pandas as pd
import pytest
from sqlalchemy import func, select
from sqlmodel import Session

from dashboard.clock import day_end
from dashboard.intake.demo import fill
from dashboard.intake.demo.window import window
from dashboard.schema import (
    METADATA,
    activities,
    duties,
    mediation,
    meetings,
    money,
    organisations,
    people,
    places,
    renovation,
    requests,
    safety,
    surveys,
    votes,
)
from tests.intake.demo.frames import AS_OF, SEED, Site, made, newly_made

DRAFTED = {
    places.AreaDraft: places.Area,
    places.SiteDraft: places.Site,
    places.CourtyardDraft: places.Courtyard,
    places.BuildingDraft: places.Building,
    places.OwnerDraft: places.Owner,
    places.HouseholdDraft: places.Household,
    places.FacilityDraft: places.Facility,
    people.ResidentDraft: people.Resident,
    people.MembershipDraft: people.Membership,
    people.CheckInDraft: people.CheckIn,
    organisations.OrganisationDraft: organisations.Organisation,
    organisations.PersonDraft: organisations.Person,
    organisations.TermDraft: organisations.Term,
    organisations.CrossPostDraft: organisations.CrossPost,
    organisations.PledgeDraft: organisations.Pledge,
    requests.RequestDraft: requests.Request,
    requests.StepDraft: requests.RequestStep,
    requests.ClosingDraft: requests.Closing,
    requests.CallBackDraft: requests.CallBack,
    safety.InspectionDraft: safety.Inspection,
    safety.HazardDraft: safety.Hazard,
    safety.IncidentDraft: safety.Incident,
    mediation.MediationDraft: mediation.Mediation,
    meetings.MeetingDraft: meetings.Meeting,
    meetings.AgendaDraft: meetings.AgendaItem,
    meetings.ResolutionDraft: meetings.Resolution,
    meetings.TaskDraft: meetings.Task,
    meetings.SealDraft: meetings.SealUse,
    votes.VoteDraft: votes.Vote,
    votes.BallotDraft: votes.Ballot,
    renovation.RenovationDraft: renovation.RenovationItem,
    activities.ActivityDraft: activities.Activity,
    activities.ParticipationDraft: activities.Participation,
    activities.StationRoomDraft: activities.StationRoom,
    activities.VisitDraft: activities.StationVisit,
    surveys.SurveyDraft: surveys.Survey,
    surveys.AnswerDraft: surveys.SurveyAnswer,
    money.FeeDraft: money.Fee,
    money.DisclosureDraft: money.Disclosure,
    duties.DutyDraft: duties.ReportingDuty,
}
KEPT_BY_OTHERS = {
    *("cell", "head", "audit_event", "account", "sign_in", "saved_form", "attachment"),
    *("one_time_code", "throttle", "record_change", "reveal", "survey_token", "unsent_form"),
    *("answer_token", "frozen", "remembered"),
}


def test_same_seed_and_day_give_the_same_rows(site: Site) -> None:
    again = newly_made(AS_OF, SEED)
    for name, rows in site.tables.items():
        pd.testing.assert_frame_equal(rows, again[name])


def test_another_seed_gives_other_rows(site: Site) -> None:
    other = made(seed=279)
    assert not site["request"]["accepted_at"].equals(other["request"]["accepted_at"])
    assert list(site["courtyard"]["name_zh"]) == list(other["courtyard"]["name_zh"])


@pytest.mark.parametrize(
    ("as_of", "first", "last"),
    [
        (date(2026, 10, 31), date(2024, 11, 1), date(2026, 10, 31)),
        (date(2026, 10, 30), date(2024, 10, 1), date(2026, 9, 30)),
        (date(2028, 3, 1), date(2026, 3, 1), date(2028, 2, 29)),
    ],
)
def test_the_window_is_the_last_24_full_months(as_of: date, first: date, last: date) -> None:
    assert (window(as_of).first, window(as_of).last) == (first, last)


def test_a_later_day_moves_everything_along() -> None:
    later = made(date(2027, 2, 28))
    assert later.first == pd.Timestamp("2025-03-01")
    assert later["request"]["accepted_on"].between(later.first, later.last).all()


def test_every_table_is_filled_but_those_kept_by_others(site: Site) -> None:
    assert {name for name, rows in site.tables.items() if rows.empty} == KEPT_BY_OTHERS


def test_both_engines_hold_the_same_and_go_on_from_there(session: Session, site: Site) -> None:
    """One filling, looked at in three ways: it takes the longest of all."""
    fill(session, AS_OF)
    session.flush()
    _every_record_passes_its_draft(session)
    for table in METADATA.sorted_tables:
        count = session.execute(select(func.count()).select_from(table)).scalar_one()
        assert count == len(site[table.name]), table.name
    numbers = select(requests.Request.number, requests.Request.status, requests.Request.accepted_at)
    stored = {row.number: (row.status.value, row.accepted_at) for row in session.execute(numbers)}
    rows = site["request"]
    assert stored == dict(
        zip(rows["number"], zip(rows["status"], rows["accepted_at"], strict=True), strict=True)
    )
    # Ids come from the database: the next one is free.
    session.add(places.Owner(name="新业主"))
    session.flush()


def _every_record_passes_its_draft(session: Session) -> None:
    for draft, table in DRAFTED.items():
        names = list(draft.model_fields)
        for row in session.execute(select(*(getattr(table, name) for name in names))).mappings():
            draft.check(**row)


def test_one_batch_stamps_what_came_with_it(site: Site) -> None:
    [batch] = site["import_batch"].itertuples()
    assert batch.kind == "demo"
    stored = sum(len(rows) for name, rows in site.tables.items() if name != "import_batch")
    assert batch.rows == stored
    assert (site["request"]["batch_id"] == batch.id).all()
    assert (site["ballot"]["batch_id"] == batch.id).all()


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("request", "accepted_on"),
        ("closing", "closed_on"),
        ("closing", "reopened_on"),
        ("call_back", "called_on"),
        ("support", "supported_on"),
        ("meeting", "held_on"),
        ("resolution", "done_on"),
        ("task", "done_on"),
        ("seal_use", "used_on"),
        ("ballot", "cast_on"),
        ("vote", "closed_on"),
        ("inspection", "inspected_on"),
        ("hazard", "fixed_on"),
        ("mediation", "concluded_on"),
        ("mediation", "performed_on"),
        ("activity", "held_on"),
        ("participation", "took_part_on"),
        ("fee", "paid_on"),
        ("disclosure", "published_on"),
        ("pledge", "delivered_on"),
        ("reporting_duty", "entered_on"),
        ("renovation_item", "started_on"),
        ("renovation_item", "done_on"),
        ("renovation_item", "accepted_on"),
        ("check_in", "checked_on"),
        ("survey_answer", "answered_on"),
        ("station_visit", "visited_on"),
        ("facility", "since"),
    ],
)
def test_nothing_has_happened_after_the_window(site: Site, table: str, column: str) -> None:
    assert (site[table][column].dropna() <= site.last).all()


def test_no_instant_lies_after_the_window(site: Site) -> None:
    end = day_end(site.last.date())
    instants = [
        *site["request"]["first_contact_at"].dropna(),
        *site["request_step"]["at"],
        *site["closing"]["closed_at"],
    ]
    assert all(isinstance(one, datetime) and one <= end for one in instants)
