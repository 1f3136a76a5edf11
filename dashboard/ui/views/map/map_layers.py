"""What the map shows, put together from the plan, counts, scores and, for their keepers, marks."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboard import clock
from dashboard.charts.basemap import Base
from dashboard.charts.map import ROOM, Scene
from dashboard.charts.palette import verdict_mark
from dashboard.i18n import _
from dashboard.indicators.scores import Compared, Score, Verdict
from dashboard.indicators.sentences import figure, sentence, short_words
from dashboard.queries.map import Plan
from dashboard.records import names
from dashboard.rules import geometry
from dashboard.rules.geometry import STOREY
from dashboard.ui import formats, labels
from dashboard.ui.views.map import colour_scale, map_marks

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
    """What is known for the view: counts and scores by courtyard id, marks as exactly as the reader may know.

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
            **told(one, Beside(shown, facts.counts.get(one["id"], {}))),
        }
        for one in plan.courtyards
    ]
    signs = _signs(plan, shown.day) if FACILITIES in shown.layers else []
    slabs, dots = map_marks.placed(
        plan, facts.marks, facts.hazards, solid=shown.solid, taken=[one["at"] for one in signs]
    )
    return Scene(
        yards=yards,
        blocks=_blocks(shown, plan),
        flats=_flats(plan, facts, solid=shown.solid),
        slabs=slabs,
        dots=dots,
        signs=signs,
        solid=shown.solid,
        room=shown.room,
        base=shown.base,
    )


Teller = Callable[[Mapping[str, Any], "Beside"], dict[str, Any]]


def _matters(counts: Mapping[int, dict[str, int]]) -> Teller:
    def tell(yard: Mapping[str, Any], beside: "Beside") -> dict[str, Any]:
        found = counts.get(yard["id"], {"open": 0, "overdue": 0})
        name = formats.courtyard(dict(yard))
        line = _("{open} open · {overdue} overdue", open=found["open"], overdue=found["overdue"])
        late = found["overdue"] > 0
        return {
            "step": colour_scale.Scale(1).of(found["open"]),
            "verdict": "not_met" if late else "",
            "clear": late,
            "hatched": False,
            "label": "\n".join([_called(yard), _short(found), *beside.short]),
            "tip": "\n".join([name, line, *beside.lines]),
        }

    return tell


def _short(found: Mapping[str, int]) -> str:
    """`6 ◆2`: six open, two of them overdue."""
    late = f" {verdict_mark('not_met').glyph}{found['overdue']}" if found["overdue"] else ""
    return f"{found['open']}{late}"


def _scored(shown: Shown, scores: Mapping[int, Score]) -> Teller:
    measure = colour_scale.scale(shown.key, scores.values())

    def tell(yard: Mapping[str, Any], beside: "Beside") -> dict[str, Any]:
        name = formats.courtyard(dict(yard))
        one = scores.get(yard["id"])
        if one is None:
            line = _("no figure for this courtyard")
            blank = {"step": None, "verdict": "", "clear": False, "hatched": True}
            label, tip = [_called(yard), line, *beside.short], [name, line, *beside.lines]
            return blank | {"label": "\n".join(label), "tip": "\n".join(tip)}
        verdict = str(one.compared or one.verdict)
        line = f"{figure(one)} {verdict_mark(verdict).glyph}\n{short_words(one)}".strip()
        return {
            "step": None if one.value is None else measure.of(one.value),
            "verdict": verdict,
            "clear": one.compared in CLEAR or (one.compared is None and one.verdict in DECIDED),
            "hatched": one.verdict in (Verdict.NOT_REPORTED, Verdict.WITHHELD),
            "label": "\n".join([_called(yard), line, *beside.short]),
            "tip": "\n".join([name, sentence(one), *beside.lines]),
        }

    return tell


def _called(yard: Mapping[str, Any]) -> str:
    """A courtyard's name on its own ground, where there is little room."""
    return _("No. {no}", no=yard["no"])


class Beside:
    """The layers chosen besides, for one courtyard: `short` on its ground, `lines` where one points at it."""

    def __init__(self, shown: Shown, found: Mapping[str, int]) -> None:
        self.short: list[str] = []
        self.lines: list[str] = []
        count, late = found.get("hazards", 0), found.get("hazards_overdue", 0)
        if HAZARDS in shown.layers and count:
            self.short.append("! " + _short({"open": count, "overdue": late}))
            self.lines.append(_("hazards {count}, {late} overdue", count=count, late=late))
        if RENOVATION in shown.layers:
            agreed, done = found.get("agreed", 0), found.get("done", 0)
            self.short.append(_("works {done}/{agreed}", done=done, agreed=agreed))
            self.lines.append(_("renovation {done} of {agreed}", done=done, agreed=agreed))


def _blocks(shown: Shown, plan: Plan) -> Records:
    """The buildings; where renovation is shown, those whose roof was redone by that day are told apart."""
    since = {one["id"]: one["roof_redone_on"] for one in plan.courtyards}
    found = []
    for one in plan.buildings:
        redone = since.get(one["courtyard_id"])
        is_redone = RENOVATION in shown.layers and redone is not None and redone <= shown.day
        found.append({"ring": one["ring"], "height": one["height"], "is_redone": is_redone})
    return found


def _flats(plan: Plan, facts: Facts, *, solid: bool) -> Records:
    """Every flat as a box; who keeps its courtyard sees which one it is and what is open there."""
    numbers = {one["id"]: one["no"] for one in plan.courtyards}
    open_in: dict[int, Records] = defaultdict(list)
    for mark in facts.marks:
        if mark["place"] == "flat" and mark["household_id"]:
            open_in[mark["household_id"]].append(mark)
    found = []
    for one in plan.flats:
        where = {"ring": one["ring"], "base": one["base"]} if solid else {"ring": _cell(plan, one), "base": 0}
        box = where | {"state": ""}
        if one["courtyard_id"] in facts.kept:
            inside = open_in.get(one["id"], [])
            name = f"{numbers.get(one['courtyard_id'], '')}-{one['stairwell']}-{one['room']}"
            tip = "\n".join([name, *(map_marks.told(mark) for mark in inside)])
            box |= {"state": map_marks.state(inside), "household": one["id"], "tip": tip}
        found.append(box)
    return found


def _cell(plan: Plan, flat: Mapping[str, Any]) -> list[list[float]]:
    """A flat on the plan: its building unfolded, floor beside floor, the lowest at the building's front."""
    storeys = max(1, round(plan.stairwells[flat["courtyard_id"], flat["stairwell"]]["height"] / STOREY))
    level = min(max(flat["floor"], 1), storeys)
    return geometry.strip(flat["ring"], along=(0, 1), across=((level - 1) / storeys, level / storeys))


def _signs(plan: Plan, day: date) -> Records:
    """The facilities in use on a day."""
    today = min(day, clock.today())
    return [
        {"at": one["at"], "words": labels.named(names.FACILITIES, one["kind"])}
        for one in plan.facilities
        if one["since"] <= today and (one["until"] is None or one["until"] >= today)
    ]
