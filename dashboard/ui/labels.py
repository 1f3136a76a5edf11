"""Names of codes in the reader's language."""

from typing import Any

from dashboard.i18n import N_, _
from dashboard.records.names import PLACES, TYPES

RECORDS = {
    "request": N_("Request"),
    "call_back": N_("Call-back"),
    "hazard": N_("Hazard"),
    "resolution": N_("Resolution"),
    "seal_use": N_("Seal use"),
    "disclosure": N_("Disclosure"),
    "pledge": N_("Pledge"),
    "vote": N_("Vote"),
    "survey": N_("Survey"),
    "cross_post": N_("Cross-post"),
    "organisation": N_("Organisation"),
    "courtyard": N_("Courtyard"),
    "joint": N_("Joint meeting"),
    "consultation": N_("Consultation meeting"),
    "station_visit": N_("Station visit"),
    "mediation": N_("Mediation case"),
    "renovation_item": N_("Renovation item"),
    "facility": N_("Facility"),
    "household": N_("Household"),
    "meeting": N_("Household invited"),
    "incident": N_("Incident"),
    "resident": N_("Resident"),
    "survey_answer": N_("Survey answer"),
    "membership": N_("Party member"),
    "incident_household": N_("Home hit"),
}
"""Kinds of records behind a number, of one."""
FIELDS = {
    "status": N_("status"),
    "note": N_("remark"),
    "done": N_("what was done"),
    "kind": N_("step"),
    "outcome": N_("outcome"),
    "fixed_on": N_("day on which it was fixed"),
    "completed_on": N_("complete since"),
    "approved_on": N_("approved on"),
    "returned_why": N_("word of the office"),
}


def named(texts: dict[str, Any], code: Any) -> str:
    """The name of a code."""
    found = texts[str(code)]
    return _(found[0] if isinstance(found, tuple) else found)


def pictured(code: Any) -> str:
    """The name of a type of request with its pictogram, for big choices."""
    return f"{TYPES[str(code)][1]} {named(TYPES, code)}"


def placed(code: Any) -> str:
    """The name of a place with its pictogram, for big choices."""
    return f"{PLACES[str(code)][1]} {named(PLACES, code)}"
