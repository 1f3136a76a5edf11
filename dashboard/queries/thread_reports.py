"""The steps with which matters begin: requests, hazards, incidents, mediation; as far as a reader may see.

Requests and hazards are read by their own queries, which clear personal columns by class; of a mediation
neither the parties nor anything that leads to them is read.
"""

from collections import Counter
from collections.abc import Iterator

from dashboard.access import Action, allows
from dashboard.clock import civil
from dashboard.errors import NotFound
from dashboard.queries import hazards, requests
from dashboard.queries.thread_types import NOBODY, Basis, Reader, Step, Told, Who
from dashboard.schema.mediation import Mediation
from dashboard.schema.requests import OPEN, Request, RequestStatus
from dashboard.schema.safety import Hazard, Incident


def asked(reader: Reader) -> Iterator[Step]:
    """A request with its steps, closings and the resident's word."""
    for row in reader.rows(Request):
        try:
            one = requests.one(reader.session, by=reader.by, request_id=row.id, today=reader.today)
        except NotFound:
            continue
        yield _registered(reader, one)
        yield from _handled(reader, one)
        yield from _closed(reader, one)


def _registered(reader: Reader, one: Told) -> Step:
    who = Who(person=one["said_by"] or "", role=reader.actor("request", one["id"], "register").role)
    flat = f"{one['stairwell']}-{one['room']}" if one["room"] else ""
    place = {"place": one["place"].value, "flat": flat, "courtyard_no": one["courtyard_no"]}
    told = {"type": one["type"].value, "summary": one["summary"], "channel": one["channel"].value, **place}
    due = None
    if one["status"] in OPEN:
        due = reader.due("close", one["due_on"], reader.body(one["handler_id"]))
    elif one["status"] is RequestStatus.CLOSED:
        due = reader.due("call_back", None)
    elif one["status"] is RequestStatus.CONFIRMED:
        due = reader.due("strike_off", None)
    at = one["accepted_at"]
    return Step("register", civil(at), "request", one["id"], at, who, told=told, next=due)


def _handled(reader: Reader, one: Told) -> Iterator[Step]:
    seen: dict[str, int] = {}
    for step in one["steps"]:
        kind = step["kind"].value
        who = reader.actor("request", one["id"], kind, seen.get(kind, 0))
        seen[kind] = seen.get(kind, 0) + 1
        body = reader.body(step["organisation_id"])
        told = {"note": step["note"], "promised_on": step["promised_on"], "to": body}
        yield Step(kind, civil(step["at"]), "request", one["id"], step["at"], who, told=told)


def _closed(reader: Reader, one: Told) -> Iterator[Step]:
    asked = 0
    for closing in one["closings"]:
        who = reader.body(closing["organisation_id"])
        who = who if who != NOBODY else reader.actor("request", one["id"], "close", closing["no"] - 1)
        at = closing["closed_at"]
        yield Step("close", civil(at), "request", one["id"], at, who, told={"note": closing["done"]})
        for call in one["call_backs"]:
            if call["closing_id"] != closing["id"]:
                continue
            said = call["satisfaction"]
            told = {"outcome": call["outcome"].value, "satisfaction": said.value if said else None}
            who = reader.actor("request", one["id"], "call_back", asked)
            asked += 1
            basis = (Basis("closing", on=closing["closed_on"]),)
            yield Step("call_back", call["called_on"], "request", one["id"], None, who, basis, told)


def found(reader: Reader) -> Iterator[Step]:
    """A hazard, from the round that found it until it was fixed."""
    for row in reader.rows(Hazard):
        if not allows(reader.by, Action.SEE_HAZARDS, courtyard_id=row.courtyard_id):
            continue
        one = hazards.one(reader.session, by=reader.by, hazard_id=row.id, today=reader.today)
        due = reader.due("fix", row.due_on) if row.fixed_on is None else None
        told = {"hazard": row.kind.value, "place": row.place.value, "note": one["first_note"]}
        told |= {name: one[name] for name in ("courtyard_no", "stairwell")}
        basis = (Basis("round", on=row.found_on, title=one["round"].value),) if one["round"] else ()
        who = reader.actor("hazard", row.id, "report")
        yield Step("found", row.found_on, "hazard", row.id, None, who, basis, told, due)
        times = Counter[str]()
        for deed in one["deeds"]:
            kind, verb = ("fixed", "fix") if deed["fixed"] else ("hazard_reopened", "reopen")
            who = reader.actor("hazard", row.id, verb, times[verb])
            times[verb] += 1
            yield Step(kind, deed["on"], "hazard", row.id, None, who, told={"note": deed["note"]})


def happened(reader: Reader) -> Iterator[Step]:
    """An incident; never which homes it hit."""
    for row in reader.rows(Incident):
        if allows(reader.by, Action.SEE_INCIDENTS, courtyard_id=row.courtyard_id):
            told = {"incident": row.kind.value, "note": row.note if reader.reads_words() else None}
            yield Step("incident", row.happened_on, "incident", row.id, told=told)


def mediated(reader: Reader) -> Iterator[Step]:
    """A mediation, for who may see such cases; never who the parties are."""
    for row in reader.rows(Mediation):
        if not allows(reader.by, Action.SEE_MEDIATION, courtyard_id=row.courtyard_id):
            continue
        who, told = reader.body(row.organisation_id), {"dispute": row.kind.value}
        due = None
        if row.concluded_on is None:
            due = reader.due("conclude", None, who)
        elif row.due_on and not row.performed_on:
            due = reader.due("keep", row.due_on)
        yield Step("mediation", row.opened_on, "mediation", row.id, None, who, (), told, due)
        if row.concluded_on:
            ended = told | {"result": row.result.value}
            yield Step("concluded", row.concluded_on, "mediation", row.id, None, who, (), ended)
        if row.performed_on:
            yield Step("kept", row.performed_on, "mediation", row.id, None, told=told)
