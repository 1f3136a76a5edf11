"""What stands on a form of paper: the questions of its screen, in their order, to be ticked or written.

People are lines to write on: nobody's name goes out on paper.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.access import Principal, Scope, scope
from dashboard.i18n import N_, _
from dashboard.lookups.options import Option
from dashboard.records import names
from dashboard.records.kinds import Field, Input, Kind, Where
from dashboard.records.loop import HAZARD, INSPECTION, MEETING
from dashboard.rules.hazards import POINTS

TICKED = (Input.STAIRWELL, Input.BODY, Input.GROUP, Input.ROOM, Input.UNIT)
FEW = 8
"""So many bodies, rooms or stairwells become boxes; more of them are a line to write on."""
NOWHERE = (Where.SITE, Where.BODY)
"""Kinds that ask for no courtyard."""
EVERYWHERE = {Where.EITHER: N_("Whole site"), Where.FOUND: N_("I do not know")}
SHAPES = {
    Input.CHOICE: "boxes",
    Input.DAY: "day",
    Input.COUNT: "short",
    Input.MONEY: "short",
    Input.STAIRWELL: "short",
    Input.HOUSEHOLD: "flat",
    Input.WORDS: "words",
}
"""What there is to write on; a line where nothing is said."""
SAID_BY = Field("said_by", N_("Said by"), Input.LINE, more=True)
AIRY = 10
"""So many questions stand well apart on one page; more stand closer."""
FOUND = ("place", "stairwell", "note", "due_on")
"""What is asked of a hazard that a round finds."""
ROWS = 8
"""So many hazards fit on the second page of an inspection."""


@dataclass(frozen=True)
class Twin:
    """A form to print: for whom, for which courtyard (None: to be ticked), which records can be chosen."""

    by: Principal
    kind: Kind
    site: Mapping[str, Any]
    yards: list[dict[str, Any]]
    at: Mapping[str, Any] | None
    offers: Mapping[str, list[Option]]


@dataclass(frozen=True)
class Question:
    """One question as it is printed; `free` may stay empty, `choices` are pictograms and words."""

    no: int
    name: str
    label: str
    free: bool
    shape: str
    help: str
    only: str
    choices: list[tuple[str, str]]


@dataclass(frozen=True)
class Part:
    """Questions under a heading of their own, as on the screen."""

    heading: str
    remark: str
    questions: list[Question]


def where(twin: Twin, language: str) -> dict[str, Any]:
    """The courtyard: filled in, or boxes; empty where none is asked for."""
    if twin.kind.where in NOWHERE:
        return {}
    name = f"name_{language}"
    if twin.at:
        return {"label": _("Courtyard"), "filled": twin.at[name], "choices": []}
    everywhere = EVERYWHERE.get(twin.kind.where)
    yards = [("", one[name]) for one in twin.yards]
    choices = [("", _(everywhere)), *yards] if everywhere else yards
    return {"label": _("Courtyard"), "filled": "", "choices": choices}


def parts(twin: Twin, language: str) -> list[Part]:
    """The first page of the screen, what is behind its lid, what is only known later."""
    kind = twin.kind
    first, rare = kind.first, kind.rare
    if kind is MEETING and scope(twin.by, kind.enter) is Scope.OWN:
        # Keepers of a courtyard record its own meetings alone: they are not asked which kind.
        first = tuple(field for field in first if field.name != "kind")
    if kind.own_form is None:
        rare = (*rare, SAID_BY)
    behalf = _("On behalf of somebody") if kind.own_form else _("More, and on behalf of somebody")
    every = [
        ("", "", first),
        (behalf, "", rare),
        (_("What has happened since?"), _("To be filled in later."), kind.later),
    ]
    asked = [field for _heading, _remark, fields in every for field in fields]
    numbers = {field.name: no for no, field in enumerate(asked, 1)}
    return [
        Part(heading, remark, [_question(twin, field, numbers, language) for field in fields])
        for heading, remark, fields in every
        if fields
    ]


def _question(twin: Twin, field: Field, numbers: Mapping[str, int], language: str) -> Question:
    kind = twin.kind
    choices = _choices(twin, field, language)
    filled = kind.own_form is not None and field.name in kind.own_form.free
    return Question(
        no=numbers[field.name],
        name=field.name,
        label=_(field.label),
        free=(filled or not kind.needs(field)) and not field.later and field.only is None,
        shape="boxes" if choices else SHAPES.get(field.input, "line"),
        help=_(field.help) if field.help else "",
        only=_only(kind, field, numbers),
        choices=choices,
    )


def _choices(twin: Twin, field: Field, language: str) -> list[tuple[str, str]]:
    if field.input is Input.CHOICE:
        return [pictured(field.texts or {}, code) for code in field.choices]
    offered = twin.offers.get(field.name, [])
    return [("", getattr(one, f"name_{language}")) for one in offered] if len(offered) <= FEW else []


def _only(kind: Kind, field: Field, numbers: Mapping[str, int]) -> str:
    """When a question is to be answered at all, by the number of the one before it."""
    if field.only is None:
        return ""
    other, wanted = field.only
    before = kind.field(other)
    texts = (before.texts if before else None) or {}
    answers = _(" or ").join(pictured(texts, code)[1] for code in texts if code in wanted)
    return _("Only if {no} is “{answers}”", no=numbers[other], answers=answers)


def pictured(texts: Mapping[str, Any], code: str) -> tuple[str, str]:
    """Pictogram and name of a code."""
    found = texts[code]
    return (found[1], _(found[0])) if isinstance(found, tuple) else ("", _(found))


def round_of(kind: Kind) -> dict[str, Any]:
    """The points of an inspection by kind of round, and the table of what is not in order; else empty."""
    if kind is not INSPECTION:
        return {}
    fields = [field for name in FOUND if (field := HAZARD.field(name))]
    return {
        "no": len(kind.first) + 1,
        "label": _("Point by point, for what you inspect"),
        "kinds": [
            (pictured(names.ROUNDS, what.value), [pictured(names.POINTS, point) for point in points])
            for what, points in POINTS.items()
        ],
        "good": _("✓ in order"),
        "bad": _("△ not in order"),
        "found": _("For each point that is not in order"),
        "columns": [("point", _("Which point?")), *((field.name, _(field.label)) for field in fields)],
        "rows": range(ROWS),
    }
