"""Fees, renovation, activities, attendance, pledges and people in office: lines → planned rows."""

from collections.abc import Iterable
from typing import Any

from dashboard.intake.workbooks.desk import Desk
from dashboard.intake.workbooks.kinds import plain
from dashboard.intake.workbooks.lines import Line
from dashboard.rules import fees as rules
from dashboard.rules.meetings import OPEN
from dashboard.schema.activities import Activity, ActivityDraft, Participation, ParticipationDraft
from dashboard.schema.meetings import HouseholdAttendance
from dashboard.schema.money import Fee, FeeDraft
from dashboard.schema.organisations import (
    OrganisationKind,
    Person,
    PersonDraft,
    Pledge,
    PledgeDraft,
    Term,
    TermDraft,
)
from dashboard.schema.renovation import RenovationDraft, RenovationItem

MONTH = "month"


def fees(desk: Desk, lines: Iterable[Line]) -> None:
    """Plan a month's bill of each household."""
    for line in lines:
        home = desk.home(line)
        if home is not None:
            _fee(desk, line, home)


def _fee(desk: Desk, line: Line, home: int) -> None:
    told = line.values
    day = told.get("due_on") or told.get(MONTH)
    column = "due_on" if "due_on" in told else MONTH
    if day is None:
        desk.wrong(line, MONTH, "missing")
        return
    month = day.replace(day=1)
    due, paid, paid_on = told["due"], told.get("paid", 0), told.get("paid_on")
    said = rules.wrong(due=due, paid=paid, paid_on=paid_on, month=month, today=desk.today)
    if month > desk.today:
        said.append((column, "in_the_future"))
    if month < desk.known.since.replace(day=1):
        said.append((column, "before_the_records"))
    if paid > due:
        said.append(("paid", "paid_more_than_due"))
    for name, code in said:
        desk.wrong(line, name, code)
    if said or not desk.once(line, column, "fee", home, month, code="fee_there_already"):
        return
    due_on = told.get("due_on") or rules.due_on(month, None)
    draft = desk.draft(line, FeeDraft, household_id=home, due_on=due_on, due=due, paid=paid, paid_on=paid_on)
    if draft is not None:
        desk.add(Fee, draft, courtyard_id=desk.known.yard_of[home])


WORKS = ("agreed_on", "started_on", "done_on", "accepted_on")
"""The days of an item of renovation that are over."""


def renovation(desk: Desk, lines: Iterable[Line]) -> None:
    """Plan the items of renovation."""
    for line in lines:
        told, yard = line.values, desk.yard(line)
        if yard is None or not desk.past(line, *WORKS):
            continue
        names = ("renovation_class", "planned_until", "cost", *WORKS)
        draft = desk.draft(
            line,
            RenovationDraft,
            {"title_zh": "title"},
            courtyard_id=yard,
            title_zh=told["title"],
            title_en=told.get("title_en", told["title"]),
            **{name: told.get(name) for name in names},
        )
        same = ("renovation_item", yard, told["title"], told["agreed_on"])
        if draft is not None and desk.once(line, "title", *same):
            desk.add(RenovationItem, draft)


def activities(desk: Desk, lines: Iterable[Line]) -> None:
    """Plan the activities; without a courtyard they are for all of them."""
    for line in lines:
        told, yard = line.values, desk.yard(line, needed=False)
        body = desk.body(line, yard=yard) if "body" in told else None
        if desk.named_unknown(line) or ("body" in told and body is None) or not desk.past(line, "held_on"):
            continue
        draft = desk.draft(
            line,
            ActivityDraft,
            site_id=desk.known.site_id,
            courtyard_id=yard,
            organisation_id=body and body.id,
            **{name: told[name] for name in ("kind", "title", "held_on")},
        )
        if draft is not None and desk.once(line, "title", "activity", yard, draft.held_on, draft.title):
            id_ = desk.add(Activity, draft)
            desk.known.events.append(("activity", id_, draft.title, draft.held_on, yard, None))


def attendance(desk: Desk, lines: Iterable[Line]) -> None:
    """Plan which households came to meetings and activities that are recorded, or come in as well."""
    for line in lines:
        if line.values.get("came") is False:
            continue
        event, home = _event(desk, line), desk.home(line)
        if event is not None and home is not None:
            _came(desk, line, event, home)


def _came(desk: Desk, line: Line, event: Any, home: int) -> None:
    """Plan that a household came to a meeting, or took part in an activity."""
    noun, id_, _title, day, yard, kind = event
    if yard not in (None, desk.known.yard_of[home]):
        desk.wrong(line, "courtyard", "not_in_courtyard")
    elif noun == "meeting" and kind not in OPEN:
        desk.wrong(line, "event", "counts_no_households")
    elif noun == "meeting" and desk.once(line, "event", "meeting", id_, home):
        desk.rows[HouseholdAttendance].append({"id": 0, "meeting_id": id_, "household_id": home})
    elif noun == "activity" and desk.once(line, "event", "participation", id_, home):
        given: dict[str, Any] = {"activity_id": id_, "household_id": home, "took_part_on": day}
        draft = desk.draft(line, ParticipationDraft, **given, served_minutes=line.values.get("served", 0))
        if draft is not None:
            desk.add(Participation, draft)


def _event(desk: Desk, line: Line) -> Any:
    """The meeting or activity of that title and day."""
    said, day = plain(line.values["event"]), line.values["held_on"]
    found = [one for one in desk.known.events if one[3] == day and plain(one[2]) == said]
    if len(found) > 1 and "courtyard" in line.values:
        yard = desk.known.yards.get(line.values["courtyard"])
        found = [one for one in found if one[4] == yard]
    if len(found) != 1:
        desk.wrong(line, "event", "several_such_events" if found else "no_such_event")
        return None
    return found[0]


def pledges(desk: Desk, lines: Iterable[Line]) -> None:
    """Plan what resident units promised."""
    for line in lines:
        told, yard = line.values, desk.yard(line, needed=False)
        unit = desk.body(line, kinds=(OrganisationKind.RESIDENT_UNIT,))
        if unit is None or desk.named_unknown(line) or not desk.past(line, "made_on", "delivered_on"):
            continue
        names = ("title", "made_on", "due_on", "delivered_on")
        values = {name: told.get(name) for name in names}
        draft = desk.draft(line, PledgeDraft, organisation_id=unit.id, courtyard_id=yard, **values)
        if draft is not None and desk.once(line, "title", "pledge", unit.id, draft.title, draft.made_on):
            desk.add(Pledge, draft)


def offices(desk: Desk, lines: Iterable[Line]) -> None:
    """Plan who holds which post in which body, and whoever is not known yet."""
    people = {(one.name, one.phone or ""): one.id for one in desk.known.people}
    for line in lines:
        yard = desk.yard(line, needed=False)
        body = desk.body(line, yard=yard)
        if body is None or desk.named_unknown(line) or not desk.past(line, "since", "ended_on"):
            continue
        person = _person(desk, line, people)
        if person is None:
            continue
        names = ("post", "selection", "since", "until", "ended_on")
        values = {name: line.values.get(name) for name in names}
        draft = desk.draft(line, TermDraft, person_id=person, organisation_id=body.id, **values)
        if draft is not None and _free(desk, line, draft):
            desk.add(Term, draft)


def _person(desk: Desk, line: Line, people: dict[tuple[str, str], int]) -> int | None:
    """The person of that name (and telephone), the same one in every body; else somebody new."""
    name, phone = line.values["name"], line.values.get("phone", "")
    same = {
        id_ for (one, number), id_ in people.items() if one == name and (not phone or number in ("", phone))
    }
    if len(same) > 1:
        desk.wrong(line, "phone" if phone else "name", "several_of_that_name")
        return None
    if same:
        return same.pop()
    draft = desk.draft(line, PersonDraft, name=name, phone=phone or None)
    if draft is None:
        return None
    people[name, phone] = desk.add(Person, draft)
    return people[name, phone]


def _free(desk: Desk, line: Line, draft: Any) -> bool:
    """Whether the post is not held by the same person at that time already."""
    post = (draft.person_id, draft.organisation_id, draft.post)
    for person, body, held, since, until, ended in desk.known.terms:
        if (person, body, held) == post and since <= draft.until and (ended or until) >= draft.since:
            desk.wrong(line, "post", "in_office_already")
            return False
    desk.known.terms.append((*post, draft.since, draft.until, draft.ended_on))
    return True
