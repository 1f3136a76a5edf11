"""Kinds of tables that can come in, their columns, what headings and words mean (data/workbooks.toml)."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dashboard.i18n import N_
from dashboard.intake.workbooks import addresses, values
from dashboard.intake.workbooks.cells import Cell
from dashboard.settings import ROOT

FILE = ROOT / "data" / "workbooks.toml"
Read = Callable[[Cell], Any]


@dataclass(frozen=True)
class Column:
    """One column: `heads[0]` is the template's heading, `words` maps codes to what people write.

    `unit`: the reader is told what the heading says (万元, 分钟).
    """

    name: str
    label: str
    heads: tuple[str, ...]
    read: Callable[..., Any]
    needed: bool = False
    words: Mapping[str, tuple[str, ...]] | None = None
    unit: bool = False


@dataclass(frozen=True)
class Kind:
    """One kind of table. It is told from others by its `signs`, or by the name of its sheet."""

    name: str
    title: str
    columns: Mapping[str, Column]
    signs: frozenset[str]
    sheets: tuple[str, ...]


TITLES = {
    "register": N_("Household register"),
    "owners": N_("Owners"),
    "offices": N_("People in office"),
    "requests": N_("Requests"),
    "fees": N_("Property fees"),
    "renovation": N_("Renovation"),
    "activities": N_("Activities"),
    "attendance": N_("Attendance"),
    "pledges": N_("Pledges of resident units"),
}
LABELS = {
    "courtyard": N_("Courtyard"),
    "household_no": N_("Household number"),
    "address": N_("Flat (3-2-501)"),
    "building": N_("Building"),
    "stairwell": N_("Stairwell"),
    "room": N_("Room"),
    "floor": N_("Floor"),
    "area": N_("Exclusive floor area (m²)"),
    "tenure": N_("How it is lived in"),
    "owner_no": N_("Owner's number"),
    "owner_name": N_("Owner's name"),
    "owner_phone": N_("Owner's telephone"),
    "owner_kind": N_("Kind of owner"),
    "since": N_("Since"),
    "built_year": N_("Built in"),
    "body": N_("Body"),
    "name": N_("Name"),
    "phone": N_("Telephone"),
    "post": N_("Post"),
    "selection": N_("How chosen"),
    "until": N_("End of the term"),
    "ended_on": N_("Left on"),
    "place": N_("Location"),
    "type": N_("Type"),
    "summary": N_("What was said"),
    "channel": N_("How it came"),
    "accepted_at": N_("Accepted on"),
    "said_by": N_("Who said it"),
    "handler": N_("Handled by"),
    "closed_at": N_("Closed on"),
    "done": N_("What was done"),
    "cost": N_("Cost (yuan)"),
    "called_on": N_("Called back on"),
    "outcome": N_("What the resident said"),
    "satisfaction": N_("Satisfied?"),
    "month": N_("Month"),
    "due_on": N_("Due on"),
    "due": N_("Due (yuan)"),
    "paid": N_("Paid (yuan)"),
    "paid_on": N_("Paid on"),
    "renovation_class": N_("Class of renovation"),
    "title": N_("Title"),
    "title_en": N_("Title in English"),
    "agreed_on": N_("Agreed on"),
    "planned_until": N_("To be done by"),
    "started_on": N_("Started on"),
    "done_on": N_("Done on"),
    "accepted_on": N_("Accepted by the residents on"),
    "kind": N_("Kind of activity"),
    "held_on": N_("Held on"),
    "event": N_("Meeting or activity"),
    "came": N_("Came?"),
    "served": N_("Hours served"),
    "made_on": N_("Pledged on"),
    "delivered_on": N_("Delivered on"),
}
READERS: dict[str, Callable[..., Any]] = {
    "courtyard": addresses.courtyard,
    "household_no": values.text,
    "address": values.text,
    "building": addresses.building,
    "stairwell": values.whole,
    "room": addresses.room,
    "floor": addresses.floor,
    "area": values.area,
    "owner_no": values.text,
    "owner_phone": values.phone,
    "phone": values.phone,
    "built_year": values.whole,
    "accepted_at": values.moment,
    "closed_at": values.moment,
    "cost": values.money,
    "due": values.money,
    "paid": values.money,
    "month": values.month,
    "came": values.yes,
    "served": values.minutes,
    **dict.fromkeys(
        ("since", "until", "ended_on", "called_on", "due_on", "paid_on", "agreed_on", "planned_until"),
        values.day,
    ),
    **dict.fromkeys(("started_on", "done_on", "accepted_on"), values.day),
    **dict.fromkeys(("held_on", "made_on", "delivered_on"), values.day),
}
"""How a column is read; what is not named is free text, or a code where it has words."""
UNITS = frozenset(("cost", "due", "paid", "area", "served"))
NEEDED = {
    "register": ("area",),
    "owners": ("owner_no",),
    "offices": ("body", "name", "post", "selection", "since", "until"),
    "requests": ("courtyard", "type", "summary", "accepted_at"),
    "fees": ("due",),
    "renovation": ("courtyard", "renovation_class", "title", "agreed_on", "planned_until"),
    "activities": ("kind", "title", "held_on"),
    "attendance": ("event", "held_on"),
    "pledges": ("body", "title", "made_on", "due_on"),
}
ONE_OF = {
    "register": (("address", "room"),),
    "fees": (("household_no", "address", "room"), ("month", "due_on")),
    "attendance": (("household_no", "address", "room"),),
}
"""Columns of which one at least is needed."""


@lru_cache
def given() -> dict[str, Any]:
    """What data/workbooks.toml says."""
    with FILE.open("rb") as file:
        return tomllib.load(file)


@lru_cache
def kinds() -> dict[str, Kind]:
    """Every kind by its name."""
    return {name: _kind(name, told) for name, told in given()["kinds"].items()}


def _kind(name: str, told: Mapping[str, Any]) -> Kind:
    columns = {column: _column(name, column, heads) for column, heads in told["columns"].items()}
    return Kind(name, TITLES[name], columns, frozenset(told["signs"]), tuple(told["sheets"]))


def _column(kind: str, name: str, heads: list[str]) -> Column:
    words = given()["words"].get(name)
    return Column(
        name=name,
        label=LABELS[name],
        heads=tuple(heads or given()["shared"][name]),
        read=READERS.get(name, values.words),
        needed=name in NEEDED[kind],
        words={code: tuple(said) for code, said in words.items()} if words else None,
        unit=name in UNITS,
    )


def plain(heading: object) -> str:
    """A heading or word as it is compared: narrow, small, without spaces, brackets, stars and colons."""
    said = values.BRACKETED.sub("", values.narrow(str(heading))).lower()
    return re.sub(r"[\s*:：、，,。.;'’/_\-]|必填|选填", "", said)


def unit_of(column: Column, heading: str) -> int:
    """What one of a heading's unit is: 万元 10 000 yuan, 分钟 one minute, 小时 sixty."""
    said = values.narrow(heading)
    if column.name == "served":
        return 1 if "分" in said or "minute" in said.lower() else 60
    return values.TEN_THOUSAND if "万" in said else 1


@lru_cache
def never() -> tuple[frozenset[str], tuple[str, ...]]:
    """Headings of what is never stored, and the parts that give such a heading away."""
    told = given()["never"]
    return frozenset(told["headings"]), tuple(told["parts"])


def is_never(heading: str) -> bool:
    """Whether a column of this heading may not be stored."""
    headings, parts = never()
    said = plain(heading)
    return said in headings or any(part in said for part in parts)
