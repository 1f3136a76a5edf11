"""The tiny site with everything that a record of any kind may name, and one way to make each kind.

A record stands in the first courtyard (`own`), the second (`other`) or nowhere in particular (`site`).
Typed texts are canaries by their privacy class: P2 and P3 are shown to nobody, P1 to its keepers.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from dashboard.access import Action, Principal
from dashboard.actions import hazards, meetings, records, requests, resolutions, tasks
from dashboard.clock import at
from dashboard.errors import NotAllowed
from dashboard.records.catalogue import KINDS
from dashboard.rules.geometry import Plane
from dashboard.schema import METADATA
from dashboard.schema.accounts import PrincipalKind, Role
from dashboard.schema.activities import RoomKind, StationRoom
from dashboard.schema.meetings import Meeting, MeetingDraft, MeetingKind, ResolutionDraft, TaskDraft
from dashboard.schema.organisations import Organisation, OrganisationKind, Person, PostKind, Selection, Term
from dashboard.schema.people import Membership, Resident
from dashboard.schema.places import Building, Courtyard
from dashboard.schema.safety import HazardDraft, InspectionDraft
from tests.actions import loop
from tests.sites import CANARY_NAME, CANARY_PHONE, OFFICE, SINCE, Hamlet
from tests.test_access import MAY

TODAY = date(2026, 9, 15)
NOW = at(TODAY)
BEGUN, ENDED, AHEAD = date(2026, 9, 1), date(2026, 9, 10), date(2026, 10, 10)
NOTE, PARTIES, MEMBER, OFFICER = "暗语只给本院", "密语当事人", "密语党员", "甄任职"
P1, SECRET = (NOTE, "暗语改过"), (CANARY_NAME, CANARY_PHONE, PARTIES, MEMBER, OFFICER)
WHERE = ("own", "other", "site")
DONE, REFUSED = "done", "refused"
Do = Callable[..., Any]

RIGHTS = {
    "mediation": (Action.SEE_MEDIATION, Action.RECORD_MEDIATION),
    "incident": (Action.SEE_INCIDENTS, Action.RECORD_INCIDENT),
    "activity": (Action.SEE_ACTIVITIES, Action.RECORD_ACTIVITY),
    "station_visit": (Action.RECORD_STATION, Action.RECORD_STATION),
    "renovation_item": (Action.SEE_RENOVATION, Action.RECORD_RENOVATION),
    "facility": (Action.SEE_RENOVATION, Action.RECORD_RENOVATION),
    "disclosure": (Action.SEE_DISCLOSURES, Action.RECORD_DISCLOSURE),
    "seal_use": (Action.SEE_SEAL, Action.RECORD_SEAL),
    "term": (Action.SEE_OFFICES, Action.RECORD_OFFICE),
    "pledge": (Action.SEE_PLEDGES, Action.RECORD_PLEDGE),
    "check_in": (Action.RECORD_CHECK_IN, Action.RECORD_CHECK_IN),
    "request": (Action.SEE_REQUESTS, Action.CORRECT_REQUEST),
    "hazard": (Action.SEE_HAZARDS, Action.RECORD_INSPECTION),
    "inspection": (Action.SEE_HAZARDS, Action.RECORD_INSPECTION),
    "meeting": (Action.SEE_MEETINGS, Action.RECORD_MEETING),
    "resolution": (Action.SEE_TASKS, Action.RECORD_RESOLUTION),
    "task": (Action.SEE_TASKS, Action.SET_TASK),
}
"""Noun → the right to look and the right to write, by hand."""

IN_A_COURTYARD, ANYWHERE, NO_COURTYARD = ("own", "other"), WHERE, ("site",)
PLACES = dict.fromkeys(RIGHTS, IN_A_COURTYARD) | {
    **dict.fromkeys(("mediation", "incident", "activity", "disclosure", "pledge", "meeting"), ANYWHERE),
    **dict.fromkeys(("resolution", "task"), ANYWHERE),
    "term": ANYWHERE,
    "station_visit": NO_COURTYARD,
    "check_in": NO_COURTYARD,
}

CORRECTED: dict[str, dict[str, Any]] = {
    "mediation": {"kind": "leak", "parties": PARTIES + "改"},
    "incident": {"note": P1[1]},
    "activity": {"title": "消夏晚会"},
    "station_visit": {"visitors": 21},
    "renovation_item": {"title_zh": "换水管"},
    "facility": {"name_zh": "新车棚"},
    "disclosure": {"title": "水费公示"},
    "seal_use": {"title": "换水管告知书"},
    "term": {"post": "deputy"},
    "pledge": {"due_on": date(2026, 10, 11)},
    "check_in": {"checked_on": ENDED},
    "request": {"summary": P1[1], "said_by": CANARY_NAME + "改"},
    "hazard": {"note": P1[1]},
    "inspection": {"note": "看得不全"},
    "meeting": {"title": "又一次议事会"},
    "resolution": {"text": "九月底前修好屋面"},
    "task": {"title": "修好三单元屋面"},
}
FOLLOWED: dict[str, dict[str, Any]] = {
    "mediation": {"concluded_on": ENDED, "result": "agreed", "due_on": AHEAD},
    "renovation_item": {"done_on": ENDED},
    "facility": {"until": ENDED},
    "disclosure": {"published_on": ENDED},
    "term": {"ended_on": ENDED},
    "pledge": {"delivered_on": ENDED},
    "resolution": {"done_on": ENDED},
    "task": {"done_on": ENDED},
}


@dataclass(frozen=True)
class Village:
    """The hamlet with groups of three, a body and a partner of the site, a room, and members."""

    session: Session
    hamlet: Hamlet
    bodies: dict[str, int] = field(default_factory=dict)
    officers: dict[str, list[int]] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)

    def at(self, where: str) -> int | None:
        return None if where == "site" else self.hamlet.courtyards[WHERE.index(where)]

    def who(self, role: Role) -> Principal:
        """Somebody in that role, at home in the first courtyard or the first company."""
        return Principal(
            PrincipalKind.USER,
            role,
            courtyard_id=self.hamlet.courtyards[0] if role is Role.COMMITTEE else None,
            organisation_id=self.hamlet.companies[0] if role is Role.PROPERTY else None,
        )

    def add(self, row: Any) -> int:
        self.session.add(row)
        self.session.flush()
        return int(row.id)


def settled(session: Session, hamlet: Hamlet) -> Village:
    """Let everybody move in."""
    village = Village(session, hamlet)
    kinds = dict.fromkeys(IN_A_COURTYARD, OrganisationKind.COURTYARD_GROUP) | {
        "site": OrganisationKind.ALLIANCE
    }
    for where, kind in kinds.items():
        village.bodies[where] = village.add(_body(village, kind, where, village.at(where)))
        village.officers[where] = [_officer(village, where, no) for no in range(3)]
    village.ids["unit"] = village.add(_body(village, OrganisationKind.RESIDENT_UNIT, "partner", None))
    room = StationRoom(site_id=hamlet.site, kind=RoomKind.LIBRARY, name_zh="阅览室", name_en="Library")
    village.ids["room"] = village.add(room)
    home = hamlet.households[0][0]
    lives = village.add(Resident(household_id=home, name=MEMBER, born_year=1960, since=SINCE))
    village.ids["member"] = village.add(Membership(resident_id=lives, in_service=True, since=SINCE))
    for where in IN_A_COURTYARD:
        village.ids[f"building {where}"] = _drawn(village, where)
    for where in WHERE:
        village.ids[f"meeting {where}"] = village.add(_held(village, where))
    return village


def _drawn(village: Village, where: str) -> int:
    """Put the courtyard and its building on the map: 60 m by 40 m, the building along its southern side."""
    yard = village.session.get_one(Courtyard, village.at(where))
    yard.outline = rectangle(0, 0, 60, 40)
    [building] = village.session.execute(
        select(Building).where(col(Building.courtyard_id) == yard.id)
    ).scalars()
    building.footprint = rectangle(10, 5, 40, 10)
    village.session.flush()
    return int(building.id or 0)


def rectangle(east: float, north: float, width: float, depth: float) -> list[list[float]]:
    """A ring in metres from a corner of the site."""
    plane, right, top = Plane((102.71, 25.02)), east + width, north + depth
    return [plane.degrees(one) for one in ((east, north), (right, north), (right, top), (east, top))]


def _held(village: Village, where: str) -> Meeting:
    kind = MeetingKind.CONSULTATION if where == "site" else MeetingKind.COURTYARD
    there = {"site_id": village.hamlet.site, "courtyard_id": village.at(where)}
    return Meeting(kind=kind, title="换届会", held_on=date(2026, 8, 1), **there)


def _body(village: Village, kind: OrganisationKind, name: str, where: int | None) -> Organisation:
    names = {"name_zh": name, "name_en": name}
    return Organisation(site_id=village.hamlet.site, courtyard_id=where, kind=kind, since=SINCE, **names)


def _officer(village: Village, where: str, no: int) -> int:
    person = village.add(Person(name=f"{OFFICER}{where}{no}", phone=f"{CANARY_PHONE[:-1]}{no}"))
    kept = {
        "post": PostKind.MEMBER,
        "selection": Selection.ELECTED,
        "since": SINCE,
        "until": date(2028, 6, 30),
    }
    village.add(Term(person_id=person, organisation_id=village.bodies[where], **kept))
    return person


def values(village: Village, noun: str, where: str) -> dict[str, Any]:
    """What somebody would fill in for a record of that kind there."""
    here = {"courtyard_id": village.at(where)}
    one, two, _three = village.officers[where]
    return {
        "mediation": here | {"kind": "noise", "parties": PARTIES, "opened_on": BEGUN},
        "incident": here | {"kind": "injury", "happened_on": BEGUN, "note": NOTE},
        "activity": here | {"kind": "culture", "held_on": BEGUN, "title": "纳凉晚会"},
        "station_visit": {"room_id": village.ids["room"], "visited_on": BEGUN, "visitors": 12},
        "renovation_item": here
        | {"renovation_class": "basic", "title_zh": "修屋顶", "title_en": "Roof"}
        | {"agreed_on": BEGUN, "planned_until": AHEAD},
        "facility": here
        | {"kind": "bike_shed", "building_id": village.ids.get(f"building {where}"), "since": BEGUN}
        | {"name_zh": "车棚", "name_en": "Shed"},
        "disclosure": here | {"kind": "financial", "title": "电费公示", "due_on": BEGUN},
        "seal_use": here
        | {"purpose": "repair_notice", "title": "修屋顶告知书", "used_on": BEGUN}
        | {"first_approver_id": one, "second_approver_id": two},
        "term": {"organisation_id": village.bodies[where], "name": OFFICER, "phone": CANARY_PHONE}
        | {"post": "head", "selection": "elected", "since": BEGUN, "until": date(2029, 8, 31)},
        "pledge": here
        | {
            "organisation_id": village.ids["unit"],
            "title": f"借出会议室{where}",
            "made_on": BEGUN,
            "due_on": AHEAD,
        },
        "check_in": {"member": MEMBER, "checked_on": BEGUN},
    }[noun]


def made(village: Village, noun: str, where: str, by: Principal = OFFICE) -> int:
    """Make a record of that kind there; gives its id."""
    how = {"session": village.session, "by": by, "now": NOW, "key": loop.key()}
    if noun in OWN_FORMS:
        return OWN_FORMS[noun](village, where, how)
    told = values(village, noun, where)
    return int(records.create(kind=KINDS[noun], values=told, said_by=CANARY_NAME, **how).id)


def _request(village: Village, where: str, how: dict[str, Any]) -> int:
    which = WHERE.index(where)
    draft = village.hamlet.draft(NOW, which=which, summary=NOTE)
    request = requests.register(draft=draft, **how)
    loop.hand_over(village.session, request, NOW, village.hamlet.companies[which])
    return int(request.id)


def _hazard(village: Village, where: str, how: dict[str, Any]) -> int:
    told = {"kind": "clutter", "place": "stairwell", "stairwell": 1, "note": NOTE}
    home = village.hamlet.households[WHERE.index(where)][0]
    there = {"courtyard_id": village.at(where), "household_id": home, "found_on": BEGUN, "due_on": AHEAD}
    return int(hazards.report(draft=HazardDraft.check(**told, **there), **how).id)


def _inspection(village: Village, where: str, how: dict[str, Any]) -> int:
    looked = {"kind": "fire", "inspected_on": BEGUN, "checklist": {"extinguisher": True}}
    draft = InspectionDraft.check(courtyard_id=village.at(where), **looked)
    return int(hazards.inspect(draft=draft, found=[], **how).id)


def _meeting(village: Village, where: str, how: dict[str, Any]) -> int:
    kind = MeetingKind.CONSULTATION if where == "site" else MeetingKind.COURTYARD
    there = {"site_id": village.hamlet.site, "courtyard_id": village.at(where)}
    draft = MeetingDraft.check(kind=kind, title="居民议事会", held_on=BEGUN, **there)
    return int(meetings.record(draft=draft, **how).id)


def _resolution(village: Village, where: str, how: dict[str, Any]) -> int:
    there = {"courtyard_id": village.at(where), "organisation_id": _handler(village, where)}
    told = {"text": "修好屋面", "decided_on": BEGUN, "due_on": AHEAD}
    draft = ResolutionDraft.check(meeting_id=village.ids[f"meeting {where}"], **told, **there)
    return int(resolutions.resolve(draft=draft, **how).id)


def _task(village: Village, where: str, how: dict[str, Any]) -> int:
    there = {"courtyard_id": village.at(where), "organisation_id": _handler(village, where)}
    draft = TaskDraft.check(title="修好屋面", set_on=BEGUN, due_on=AHEAD, **there)
    return int(tasks.set_task(draft=draft, **how).id)


def _handler(village: Village, where: str) -> int:
    """A company for a courtyard's matters: the first one's is its own."""
    return village.bodies["site"] if where == "site" else village.hamlet.companies[WHERE.index(where)]


OWN_FORMS: dict[str, Callable[[Village, str, dict[str, Any]], int]] = {
    "request": _request,
    "hazard": _hazard,
    "inspection": _inspection,
    "meeting": _meeting,
    "resolution": _resolution,
    "task": _task,
}


def granted(action: Action, role: Role, where: str) -> bool:
    """Whether the table written by hand says so."""
    return MAY[action].get(role, "") in ("*", where)


def tried(place: Village, do: Do, role: Role, *, told: type[Exception] | tuple[()] = ()) -> str:
    """Whether somebody gets it done, or is `told` why nobody can; a refusal leaves nothing written.

    What was done is taken back.
    """
    attempt = place.session.begin_nested()
    before = written(place.session)
    try:
        do(place.who(role))
        outcome = DONE
        assert written(place.session) > before
        assert not told
    except NotAllowed:
        outcome = REFUSED
        assert written(place.session) == before
    except told:
        outcome = DONE
    finally:
        attempt.rollback()
    return outcome


def written(session: Session) -> int:
    """How many rows SQLite has written so far."""
    session.flush()
    connection = session.connection().connection.driver_connection
    assert isinstance(connection, sqlite3.Connection)
    return connection.total_changes


def everything(session: Session) -> dict[str, list[Any]]:
    """Every row of every table, to tell that nothing was written."""
    session.flush()
    return {table.name: session.execute(select(table)).all() for table in METADATA.sorted_tables}
