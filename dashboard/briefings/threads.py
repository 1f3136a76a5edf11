"""The steps of a matter in words, the same on its page and on its printed card."""

from collections.abc import Callable
from datetime import date
from typing import Any

from dashboard.i18n import N_, _, language
from dashboard.indicators.sentences import MONTHS
from dashboard.queries.thread_types import Basis, Next, Step, Who
from dashboard.queries.threads import Story
from dashboard.records import names

TITLES = {
    "register": N_("A resident's request: {type}"),
    "contact": N_("The resident was contacted"),
    "visit": N_("Somebody went to look"),
    "dispatch": N_("Handed over to {to}"),
    "note": N_("Remark"),
    "extension": N_("New date promised: {promised_on}"),
    "reopen": N_("Taken up again"),
    "reject": N_("Rejected"),
    "transfer": N_("Transferred"),
    "strike_off": N_("Struck off"),
    "close": N_("Closed by the handler"),
    "call_back": N_("The resident says: {outcome}"),
    "found": N_("A hazard was found: {hazard}"),
    "hazard_reopened": N_("Not fixed after all"),
    "fixed": N_("The hazard is fixed"),
    "incident": N_("An incident: {incident}"),
    "mediation": N_("A dispute was brought: {dispute}"),
    "concluded": N_("The mediation ended: {result}"),
    "kept": N_("The agreement was kept"),
    "agenda": N_("On the agenda: {title}"),
    "vote": N_("Put to the vote: {question}"),
    "declared": N_("The vote closed: {passed}"),
    "resolution": N_("Resolved: {text}"),
    "delivered": N_("The resolution is delivered"),
    "seal": N_("Seal used, ledger line {number}: {title}"),
    "task": N_("Task: {title}"),
    "put_off": N_("Put off to {to}"),
    "done": N_("Task done"),
    "dropped": N_("Task dropped"),
    "work": N_("Renovation agreed: {name}"),
    "begun": N_("Renovation started: {name}"),
    "built": N_("Renovation done: {name}"),
    "accepted": N_("Renovation accepted: {name}"),
}
NEXT = {
    "close": N_("The request is to be dealt with"),
    "call_back": N_("The resident is to be asked whether it is solved"),
    "strike_off": N_("The request can be struck off"),
    "fix": N_("The hazard is to be fixed"),
    "conclude": N_("The mediation is to be concluded"),
    "keep": N_("The agreement is to be kept"),
    "meet": N_("The meeting takes it up"),
    "vote": N_("The vote is open"),
    "deliver": N_("The resolution is to be delivered"),
    "task": N_("The task is to be done"),
    "build": N_("The renovation is to be done"),
}
MATTERS = {
    "ordinary": N_("ordinary matter"),
    "special": N_("special matter"),
    "consultative": N_("consultation, binds nobody"),
}
ELECTORATES = {
    "owners": N_("owners"),
    "households": N_("each household"),
    "residents": N_("residents of 18 or over"),
}
CODES: dict[str, dict[str, Any]] = {
    "type": names.TYPES,
    "outcome": names.OUTCOMES,
    "hazard": names.HAZARDS,
    "incident": names.INCIDENTS,
    "dispute": names.DISPUTES,
    "result": names.MEDIATION_RESULTS,
}
"""What a step tells as a code, with the names of the codes."""


def title(step: Step) -> str:
    """What happened, in one line."""
    values = {name: _value(name, one) for name, one in step.told.items()}
    return _(TITLES[step.kind]).format(**values | _named(step))


def _named(step: Step) -> dict[str, str]:
    told = step.told
    if "name_zh" in told:
        return {"name": told[f"name_{language()}"]}
    if "passed" in told:
        return {"passed": _("passed") if told["passed"] else _("did not pass")}
    return {}


def _value(name: str, value: Any) -> str:
    if name in CODES and value is not None:
        return code(CODES[name], value)
    if isinstance(value, Who):
        return who(value)
    return day(value) if isinstance(value, date) else str(value or "—")


def code(texts: dict[str, Any], value: str) -> str:
    """The name of a code."""
    found = texts[value]
    return _(found[0] if isinstance(found, tuple) else found)


def details(step: Step) -> list[str]:
    """What else is told of a step; typed words may be among them."""
    return [line for line in (tell(step.told) for tell in DETAILS) if line]


def _words(told: dict[str, Any]) -> str:
    return told.get("summary") or told.get("note") or ""


def _place(told: dict[str, Any]) -> str:
    if "place" not in told:
        return ""
    flat = told.get("flat") or code(names.PLACES, told["place"])
    if told.get("stairwell"):
        flat = f"{_('Stairwell {no}', no=told['stairwell'])} {flat}"
    return _("Courtyard {no} · {place}", no=told["courtyard_no"], place=flat)


def _became(told: dict[str, Any]) -> str:
    return code(names.MATTER_OUTCOMES, told["became"]) if told.get("became") else ""


def _satisfied(told: dict[str, Any]) -> str:
    said = told.get("satisfaction")
    return code(names.SATISFACTION, said) if said else ""


def _voted(told: dict[str, Any]) -> str:
    if "matter" not in told:
        return ""
    matter = {"matter": code(MATTERS, told["matter"]), "electorate": code(ELECTORATES, told["electorate"])}
    told_by = _("Vote of the {electorate}, {matter}", **matter)
    if told.get("by_the_rules") is None:
        return told_by
    kept = _("by the rules") if told["by_the_rules"] else _("not by the rules")
    return f"{told_by} · {kept}"


def _until(told: dict[str, Any]) -> str:
    return _("to be done by {day}", day=day(told["due_on"])) if told.get("due_on") else ""


def _late(told: dict[str, Any]) -> str:
    if "late" not in told:
        return ""
    return _("after the day promised first") if told["late"] else _("on time")


def _sealed(told: dict[str, Any]) -> str:
    if "purpose" not in told:
        return ""
    void = f" · {_('void')}" if told["void_on"] else ""
    return f"{code(names.SEAL_PURPOSES, told['purpose'])}{void}"


DETAILS: tuple[Callable[[dict[str, Any]], str], ...] = (
    *(_place, _words, _satisfied, _became, _voted, _until, _late, _sealed),
)


def who(one: Who) -> str:
    """A body, a person, a role; empty for nobody."""
    role = _("resident") if one.role == "household" else (code(names.ROLES, one.role) if one.role else "")
    told = [one.name_zh if language() == "zh" else one.name_en, one.person, role]
    return " · ".join(part for part in told if part)


def basis(one: Basis) -> str:
    """On what a step rests."""
    if one.kind == "art278":
        return _("Civil Code, art. 278")
    if one.kind == "consultative":
        return _("a consultation: it binds nobody")
    kinds = {
        "meeting": _("meeting of {day}: {title}"),
        "vote": _("vote of {day}: {title}"),
        "resolution": _("resolution of {day}: {title}"),
        "closing": _("closed on {day}"),
        "round": _("inspection of {day}"),
    }
    return kinds[one.kind].format(day=day(one.on) if one.on else "—", title=one.title)


def due(one: Next) -> str:
    """What is next, by whom and until when."""
    told = [_(NEXT[one.kind]), who(one.who)]
    if one.on is not None:
        until = _("until {day} (overdue)") if one.overdue else _("until {day}")
        told.append(until.format(day=day(one.on)))
    return " · ".join(part for part in told if part)


def matter(story: Story) -> str:
    """What the matter is about: how it began, and nothing that names a home or a person."""
    first = next((step for step in story.steps if step.kind in BEGINNINGS), story.steps[0])
    found = next((code(CODES[name], first.told[name]) for name in CODES if first.told.get(name)), "")
    return found or str(_named(first).get("name") or first.told.get("title") or first.told.get("text") or "")


def about(found: tuple[str, Any] | None) -> str:
    """What a matter in a list is about; nothing where nothing tells it."""
    if found is None:
        return ""
    noun, said = found
    return code(KINDS[noun], said) if noun in KINDS else str(said)


KINDS: dict[str, dict[str, Any]] = {
    "request": names.TYPES,
    "hazard": names.HAZARDS,
    "incident": names.INCIDENTS,
    "mediation": names.DISPUTES,
}
"""The names of the codes with which matters begin, by the kind of record."""
BEGINNINGS = ("register", "found", "incident", "mediation")


def day(one: date) -> str:
    """`2026年10月3日` / `3 Oct 2026`."""
    month = one.month if language() == "zh" else MONTHS[one.month - 1]
    return _("{day} {month} {year}", day=one.day, month=month, year=one.year)
