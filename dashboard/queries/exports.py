"""What can be taken away: every table by its columns, what each means, and where things stand on the map.

Personal columns, and rows that tell of one person or household, come only to who may have them.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeAlias

from sqlalchemy import JSON, Column, LargeBinary, Table, select
from sqlmodel import Session, col

from dashboard.access import Action, Principal, require
from dashboard.clock import SHANGHAI
from dashboard.i18n import N_, _
from dashboard.queries import places
from dashboard.records.columns import MEANINGS
from dashboard.records.tables import LEFT_OUT, OMITTED, TABLES, UNITS
from dashboard.schema import METADATA
from dashboard.schema.base import Privacy
from dashboard.schema.places import Building, Household

Value: TypeAlias = "str | int | float | None"
ROWS = {
    "answer_token": Privacy.P1,
    "ballot": Privacy.P2,
    "check_in": Privacy.P3,
    "elector": Privacy.P1,
    "fee": Privacy.P2,
    "household": Privacy.P1,
    "household_attendance": Privacy.P1,
    "incident_household": Privacy.P3,
    "membership": Privacy.P3,
    "owner": Privacy.P2,
    "participation": Privacy.P1,
    "person": Privacy.P2,
    "record_change": Privacy.P3,
    "resident": Privacy.P2,
    "reveal": Privacy.P1,
    "account": Privacy.P2,
    "support": Privacy.P1,
    "survey_answer": Privacy.P2,
    "survey_token": Privacy.P1,
}
"""Tables whose mere row tells of one person or household, with its class: left out whole with the columns."""
PEOPLE = {
    "household": Privacy.P1,
    "owner": Privacy.P2,
    "resident": Privacy.P2,
    "person": Privacy.P2,
    "account": Privacy.P2,
    "elector": Privacy.P1,
    "membership": Privacy.P3,
}
"""Tables of people: a column that leads to one is of its class."""


class Kind(StrEnum):
    """How a table is written."""

    XLSX = "xlsx"
    CSV = "csv"
    GEOJSON = "geojson"


@dataclass(frozen=True)
class Field:
    """One column of an export: what it means, what it is counted in, its class (empty for P0)."""

    name: str
    meaning: str
    unit: str
    privacy: Privacy | None


def privacy(column: Column[Any]) -> Privacy | None:
    """The class of a column: its own, that of whom it leads to, or none."""
    found: Privacy | None = column.info.get("privacy")
    leads = [PEOPLE[key.column.table.name] for key in column.foreign_keys if key.column.table.name in PEOPLE]
    return found or next(iter(leads), None)


def offered(*, personal: bool) -> list[str]:
    """The tables that can be taken, by name."""
    return [name for name in TABLES if personal or name not in ROWS]


def fields(name: str, *, personal: bool) -> list[Field]:
    """The columns of a table that are taken, in the reader's language."""
    return [_field(name, column) for column in _columns(METADATA.tables[name], personal=personal)]


def rows(session: Session, *, by: Principal, name: str, personal: bool) -> list[list[Value]]:
    """The rows of a table in the order of its key: texts, numbers, days as ISO dates, instants in Shanghai.

    Raises NotAllowed.
    """
    _require(by, personal=personal)
    if name in LEFT_OUT or name not in offered(personal=personal):
        return []
    table = METADATA.tables[name]
    columns = _columns(table, personal=personal)
    found = session.execute(select(*columns).order_by(*table.primary_key))
    return [[value(one) for one in row] for row in found]


def geometry(session: Session, *, by: Principal, personal: bool) -> dict[str, Any]:
    """A FeatureCollection (WGS-84) of outlines and footprints; with `personal` also of households.

    A household stands in the middle of its building's footprint. Raises NotAllowed.
    """
    _require(by, personal=personal)
    found = places.outlined(session)
    if personal:
        found["features"] += list(_homes(session))
    return found


def value(one: Any) -> Value:
    """A value of the database as a cell holds it; yes and no as 1 and 0."""
    if isinstance(one, StrEnum):
        return str(one.value)
    if isinstance(one, datetime):
        return one.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(one, date):
        return one.isoformat()
    if isinstance(one, bool):
        return int(one)
    if isinstance(one, dict | list):
        return json.dumps(one, ensure_ascii=False)
    return one if one is None or isinstance(one, int | float) else str(one)


def _require(by: Principal, *, personal: bool) -> None:
    require(by, Action.EXPORT)
    if personal:
        require(by, Action.EXPORT_PERSONAL)


def _columns(table: Table, *, personal: bool) -> list[Column[Any]]:
    return [
        column
        for column in table.columns
        if (table.name, column.name) not in OMITTED
        and not isinstance(column.type, LargeBinary)
        and (personal or privacy(column) is None)
    ]


def _field(table: str, column: Column[Any]) -> Field:
    own = f"{table}.{column.name}"
    leads = next((key.column.table.name for key in column.foreign_keys), None)
    text = MEANINGS.get(own) or MEANINGS.get(column.name, "")
    meaning = _("leads to: {table}", table=_(TABLES[leads])) if leads else _(text)
    return Field(column.name, meaning, _(UNITS.get(column.name, _kind(column))), privacy(column))


def _kind(column: Column[Any]) -> str:
    """What a column without a unit holds, where its name does not say."""
    if isinstance(column.type, JSON):
        return N_("JSON")
    kind = column.type.python_type
    return {bool: N_("1 yes, 0 no"), date: N_("day"), datetime: N_("time in Shanghai")}.get(kind, "")


def _homes(session: Session) -> Iterator[dict[str, Any]]:
    footprints = {row.id: row.footprint for row in session.execute(select(Building)).scalars()}
    for home in session.execute(select(Household).order_by(col(Household.id))).scalars():
        ring = footprints.get(home.building_id)
        if ring:
            corners = ring[:-1]
            middle = [sum(corner[axis] for corner in corners) / len(corners) for axis in (0, 1)]
            yield {
                "type": "Feature",
                "properties": {"household": home.code, "stairwell": home.stairwell, "floor": home.floor},
                "geometry": {"type": "Point", "coordinates": middle},
            }
