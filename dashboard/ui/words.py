"""Names of codes in the reader's language, and sentences for what goes wrong."""

from datetime import date, datetime
from html import escape
from typing import Any

from dashboard.clock import SHANGHAI
from dashboard.errors import (
    AlreadyDone,
    InvalidDraft,
    NotAllowed,
    NotFound,
    OutOfTurn,
    Problem,
    StaleVersion,
    YuanluoError,
)
from dashboard.i18n import N_, _, language
from dashboard.indicators.sentences import MONTHS

TYPES = {
    "pipes": (N_("Pipes"), "🚰"),
    "leak": (N_("Roof or wall leak"), "💧"),
    "cleaning": (N_("Cleaning"), "🧹"),
    "parking": (N_("Parking"), "🚲"),
    "fire": (N_("Fire hazard"), "🔥"),
    "noise": (N_("Noise, neighbours"), "🔊"),
    "security": (N_("Gate, light, security"), "💡"),
    "fees": (N_("Fees, service"), "🧾"),
    "trees": (N_("Trees"), "🌳"),
    "illegal_building": (N_("Illegal building"), "🧱"),
    "ageing": (N_("Lift, ageing"), "🦯"),
    "other": (N_("Other"), "💬"),
}
PLACES = {
    "flat": N_("In a flat"),
    "roof": N_("Roof"),
    "stairwell": N_("Stairwell"),
    "yard": N_("Yard"),
    "gate": N_("Gate"),
    "outside": N_("Outside"),
}
STATUS = {
    "accepted": N_("accepted"),
    "in_hand": N_("in hand"),
    "closed": N_("closed"),
    "confirmed": N_("confirmed by the resident"),
    "struck_off": N_("struck off"),
    "rejected": N_("rejected"),
    "transferred": N_("transferred"),
}
STEPS = {
    "contact": N_("contacted the resident"),
    "visit": N_("went to look"),
    "dispatch": N_("handed over"),
    "note": N_("remark"),
    "extension": N_("new date promised"),
    "reopen": N_("reopened"),
    "reject": N_("rejected"),
    "transfer": N_("transferred"),
    "strike_off": N_("struck off"),
}
OUTCOMES = {"solved": N_("solved"), "unsolved": N_("not solved"), "unreached": N_("not reached")}
SATISFACTION = {"satisfied": N_("satisfied"), "unsatisfied": N_("not satisfied")}
ROLES = {
    "leader": N_("leader"),
    "committee": N_("courtyard self-governance group"),
    "office": N_("community office"),
    "property": N_("property company"),
    "public": N_("public"),
}
DUTIES = {
    "requests": N_("requests"),
    "call_backs": N_("call-backs"),
    "hazards": N_("hazards"),
    "activities": N_("activities"),
    "meetings": N_("meetings"),
    "fees": N_("fees"),
    "station": N_("station"),
    "office": N_("people in office"),
    "renovation": N_("renovation"),
    "survey": N_("survey"),
}
FIELDS = {
    "status": N_("status"),
    "note": N_("remark"),
    "done": N_("what was done"),
    "kind": N_("step"),
    "outcome": N_("outcome"),
}

PROBLEMS = {
    "missing": N_("Please fill this in."),
    "string_too_short": N_("Please write at least {min_length} characters."),
    "string_too_long": N_("Please write at most {max_length} characters."),
    "flat_needs_household": N_("Please choose the flat."),
    "reason_needed": N_("Please give the reason."),
    "in_the_future": N_("This lies in the future."),
    "before_acceptance": N_("This is before the request was accepted."),
    "before_reopening": N_("This is before the request was reopened."),
    "between_closing_and_today": N_("Choose a day between the closing and today."),
    "not_in_courtyard": N_("This flat belongs to another courtyard."),
    "unreached_says_nothing": N_("Somebody who was not reached says nothing about being satisfied."),
    "ends_before_it_begins": N_("The end lies before the beginning."),
}


def named(texts: dict[str, Any], code: Any) -> str:
    """The name of a code."""
    found = texts[str(code)]
    return _(found[0] if isinstance(found, tuple) else found)


def pictured(code: Any) -> str:
    """The name of a type of request with its pictogram, for big choices."""
    return f"{TYPES[str(code)][1]} {named(TYPES, code)}"


def problem(one: Problem) -> str:
    """One plain sentence about one field."""
    return _(PROBLEMS.get(one.code, N_("This cannot be right: please check it.")), **one.values)


def trouble(error: YuanluoError) -> str:
    """One plain sentence about what went wrong."""
    if isinstance(error, InvalidDraft):
        return " ".join(problem(one) for one in error.problems)
    sentences = {
        NotAllowed: _("You may not do this here."),
        NotFound: _("There is no such record that you may see."),
        OutOfTurn: _("This step no longer fits: somebody has moved the matter on. Please look again."),
        AlreadyDone: _("This was saved already."),
        StaleVersion: _("Somebody changed this since you opened it. Nothing was overwritten."),
    }
    return sentences.get(type(error), _("This did not work. What you typed is still here."))


def courtyard(one: dict[str, Any]) -> str:
    """A courtyard's name."""
    return str(one[f"name_{language()}"])


def day(one: date | None) -> str:
    """`2026年10月3日` / `3 Oct 2026`; a dash for none."""
    if one is None:
        return "—"
    month = one.month if language() == "zh" else MONTHS[one.month - 1]
    return _("{day} {month} {year}", day=one.day, month=month, year=one.year)


def instant(one: datetime) -> str:
    """A day and a time of day in Shanghai."""
    local = one.astimezone(SHANGHAI)
    return f"{day(local.date())} {local:%H:%M}"


def safe(text: Any) -> str:
    """Typed text, harmless inside our HTML."""
    return escape(str(text))
