"""What the map shows, put together from the plan, counts, scores and, for their keepers, marks."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard import clock
from dashboard.charts.basemap import Base
from dashboard.charts.map import ROOM, SLAB, Scene
from dashboard.charts.palette import verdict_mark
from dashboard.i18n import _
from dashboard.indicators.scores import Compared, Score, Verdict
from dashboard.indicators.sentences import figure, sentence, short_words
from dashboard.queries.map import Plan
from dashboard.records import names
from dashboard.records.names import TYPES
from dashboard.rules import geometry
from dashboard.ui import formats, labels
from dashboard.ui.views.map import colour_scale

CLEAR = (Compared.CLEARLY_BETTER, Compared.CLEARLY_WORSE)
DECIDED = (Verdict.MET, Verdict.NOT_MET)
HAZARDS, RENOVATION, FACILITIES = "hazards", "renovation", "facilities"
Records = list[dict[str, Any]]


@dataclass(frozen=True)
class Shown:
    """What the reader chose to see: `key` of an indicator or none for matters, extra layers, the view."""

    day: date
    key: str | None
    layers: tuple[str, ...] = ()
    solid: bool = True
    courtyard_no: int | None = None
    room: tuple[int, int] = ROOM
    base: Base | None = None


@dataclass(frozen=True)
class Facts:
    """What is known for the view: counts and scores by courtyard id, marks only as the reader may see them.

    `kept`: the courtyards whose flats the reader may see one by one.
    """

    counts: Mapping[int, dict[str, int]]
    scores: Mapping[int, Score]
    marks: Records
    hazards: Records
    kept: frozenset[int]


def compose(shown: Shown, plan: Plan, facts: Facts) -> Scene:
    """The scene."""
    told = _scored(shown, facts.scores) if shown.key else _matters(facts.counts)
    yards = [
        {
            "no": one["no"],
            "ring": one["ring"],
            "selected": one["no"] == shown.courtyard_no,
            **told(one, _beside(shown, facts.counts.get(one["id"], {}))),
        }
        for one in plan.courtyards
    ]
    slabs, dots = _placed(plan, facts.marks, solid=shown.solid)
    return Scene(
        yards=yards,
        blocks=plan.buildings,
        flats=_flats(plan, facts) if shown.solid else [],
        slabs=slabs,
        dots=dots + _hazards(plan, facts.hazards),
        signs=_signs(plan, shown.day) if FACILITIES in shown.layers else [],
        solid=shown.solid,
        room=shown.room,
        base=shown.base,
    )


def homeless(plan: Plan, marks: Records) -> Records:
    """The marks that say where they are, but not so that the plan could show it."""
    flats = {one["id"] for one in plan.flats}
    return [one for one in marks if not _spot(plan, flats, one)]


Teller = Callable[[Mapping[str, Any], list[str]], dict[str, Any]]


def _matters(counts: Mapping[int, dict[str, int]]) -> Teller:
    def tell(yard: Mapping[str, Any], beside: list[str]) -> dict[str, Any]:
        found = counts.get(yard["id"], {"open": 0, "overdue": 0})
        name = formats.courtyard(dict(yard))
        line = _("{open} open · {overdue} overdue", open=found["open"], overdue=found["overdue"])
        late = found["overdue"] > 0
        return {
            "step": colour_scale.Scale(1).of(found["open"]),
            "verdict": "not_met" if late else "",
            "clear": late,
            "hatched": False,
            "label": "\n".join([_called(yard), _short(found), *beside]),
            "tip": "\n".join([name, line, *beside]),
        }

    return tell


def _short(found: Mapping[str, int]) -> str:
    """`6 ◆2`: six open, two of them overdue."""
    late = f" {verdict_mark('not_met').glyph}{found['overdue']}" if found["overdue"] else ""
    return f"{found['open']}{late}"


def _scored(shown: Shown, scores: Mapping[int, Score]) -> Teller:
    measure = colour_scale.scale(shown.key, scores.values())

    def tell(yard: Mapping[str, Any], beside: list[str]) -> dict[str, Any]:
        name = formats.courtyard(dict(yard))
        one = scores.get(yard["id"])
        if one is None:
            line = _("no figure for this courtyard")
            return _silent(_called(yard), name, [line, *beside])
        verdict = str(one.compared or one.verdict)
        line = f"{figure(one)} {verdict_mark(verdict).glyph}\n{short_words(one)}".strip()
        return {
            "step": None if one.value is None else measure.of(one.value),
            "verdict": verdict,
            "clear": one.compared in CLEAR or (one.compared is None and one.verdict in DECIDED),
            "hatched": one.verdict in (Verdict.NOT_REPORTED, Verdict.WITHHELD),
            "label": "\n".join([_called(yard), line, *beside]),
            "tip": "\n".join([name, sentence(one), *beside]),
        }

    return tell


def _called(yard: Mapping[str, Any]) -> str:
    """A courtyard's name on its own ground, where there is little room."""
    return _("No. {no}", no=yard["no"])


def _silent(label: str, name: str, lines: list[str]) -> dict[str, Any]:
    blank = {"step": None, "verdict": "", "clear": False, "hatched": True}
    return blank | {"label": "\n".join([label, *lines]), "tip": "\n".join([name, *lines])}


def _beside(shown: Shown, found: Mapping[str, int]) -> list[str]:
    """The lines of the layers chosen besides."""
    lines = []
    if HAZARDS in shown.layers:
        count, late = found.get("hazards", 0), found.get("hazards_overdue", 0)
        if count:
            lines.append(_("hazards {count}, {late} overdue", count=count, late=late))
    if RENOVATION in shown.layers:
        agreed, done = found.get("agreed", 0), found.get("done", 0)
        lines.append(_("renovation {done} of {agreed}", done=done, agreed=agreed))
    return lines


def _flats(plan: Plan, facts: Facts) -> Records:
    """Every flat as a box; who keeps its courtyard sees which one it is and what is open there."""
    numbers = {one["id"]: one["no"] for one in plan.courtyards}
    open_in: dict[int, Records] = defaultdict(list)
    for mark in facts.marks:
        if mark["place"] == "flat" and mark["household_id"]:
            open_in[mark["household_id"]].append(mark)
    found = []
    for one in plan.flats:
        box = {"ring": one["ring"], "base": one["base"], "state": ""}
        if one["courtyard_id"] in facts.kept:
            inside = open_in.get(one["id"], [])
            name = f"{numbers.get(one['courtyard_id'], '')}-{one['stairwell']}-{one['room']}"
            tip = "\n".join([name, *(_told(mark) for mark in inside)])
            box |= {"state": _state(inside), "household": one["id"], "tip": tip}
        found.append(box)
    return found


def _state(inside: Records) -> str:
    if any(mark["overdue"] for mark in inside):
        return "overdue"
    return "open" if inside else ""


def _placed(plan: Plan, marks: Records, *, solid: bool) -> tuple[Records, Records]:
    """Marks on roofs and in stairwells as bodies, in yards and at gates as dots; from above all as dots."""
    flats = {one["id"] for one in plan.flats}
    groups: dict[tuple[Any, ...], Records] = defaultdict(list)
    for mark in marks:
        spot = _spot(plan, flats, mark)
        if spot and (spot[0] != "flat" or not solid):
            groups[("stairwell", *spot[1:]) if spot[0] == "flat" else spot].append(mark)
    slabs, dots = [], []
    for (kind, courtyard, stairwell), inside in groups.items():
        tip = "\n".join(_told(mark) for mark in inside)
        late = any(mark["overdue"] for mark in inside)
        told = {"overdue": late, "tip": tip, "words": str(len(inside))}
        if kind in ("roof", "stairwell") and solid:
            slabs.append(told | _body(kind, plan.stairwells[courtyard, stairwell]))
        else:
            dots.append(told | {"at": _point(plan, kind, courtyard, stairwell)})
    return slabs, dots


def _spot(plan: Plan, flats: set[int], mark: Mapping[str, Any]) -> tuple[str, int, int | None] | None:
    """Where a mark belongs: (flat, roof, stairwell or a yard's place; courtyard; stairwell), or nowhere."""
    place, courtyard, stairwell = str(mark["place"]), mark["courtyard_id"], mark["stairwell"]
    if place == "flat":
        return (place, courtyard, stairwell) if mark["household_id"] in flats else None
    if place in ("roof", "stairwell"):
        return (place, courtyard, stairwell) if (courtyard, stairwell) in plan.stairwells else None
    known = any(one["id"] == courtyard for one in plan.courtyards)
    return (place, courtyard, None) if known else None


def _body(kind: str, stairwell: Mapping[str, Any]) -> dict[str, Any]:
    """A plate on the roof, or a shaft through the house."""
    if kind == "roof":
        ring = geometry.strip(stairwell["ring"], along=(0, 1), across=(0, 1))
        return {"ring": ring, "base": stairwell["height"] + 0.2, "height": SLAB}
    ring = geometry.strip(stairwell["ring"], along=(0.42, 0.58), across=(-0.1, 1.1))
    return {"ring": ring, "base": 0, "height": stairwell["height"] + SLAB}


CORNERS = {"yard": 0, "gate": 1, "outside": 2}
"""Which corner of the courtyard a dot leans to, so that the words in the middle stay free."""
LEAN = 0.62


def _point(plan: Plan, kind: str, courtyard: int, stairwell: int | None) -> list[float]:
    if stairwell is not None:
        return geometry.centre(plan.stairwells[courtyard, stairwell]["ring"])
    yard = next(one for one in plan.courtyards if one["id"] == courtyard)
    corner = yard["ring"][CORNERS.get(kind, 3) % (len(yard["ring"]) - 1)]
    return [at + LEAN * (end - at) for at, end in zip(geometry.centre(yard["ring"]), corner, strict=True)]


def _told(mark: Mapping[str, Any]) -> str:
    """One open request in a line."""
    text = f"{mark['number']} {labels.named(TYPES, mark['type'])}"
    if mark["due_on"] is None:
        return _("{what}, no date promised", what=text)
    due = formats.day(mark["due_on"])
    if mark["overdue"]:
        return _("{what}, overdue since {day}", what=text, day=due)
    return _("{what}, due {day}", what=text, day=due)


def _hazards(plan: Plan, hazards: Records) -> Records:
    groups: dict[tuple[int, int | None], Records] = defaultdict(list)
    for one in hazards:
        at = one["courtyard_id"], one["stairwell"]
        groups[at if at in plan.stairwells else (one["courtyard_id"], None)].append(one)
    known = {one["id"] for one in plan.courtyards}
    return [
        {
            "at": _point(plan, "hazard", courtyard, stairwell),
            "overdue": any(one["overdue"] for one in inside),
            "words": "!",
            "tip": _("Hazards not fixed: {count}", count=len(inside)),
        }
        for (courtyard, stairwell), inside in groups.items()
        if courtyard in known
    ]


def _signs(plan: Plan, day: date) -> Records:
    """The facilities in use on a day."""
    today = min(day, clock.today())
    return [
        {"at": one["at"], "words": labels.named(names.FACILITIES, one["kind"])}
        for one in plan.facilities
        if one["since"] <= today and (one["until"] is None or one["until"] >= today)
    ]
