"""`3-2-501`, `3栋2单元501`, `3号院2单元501室` → courtyard, building, stairwell and room."""

import re
from dataclasses import dataclass, replace

from dashboard.intake.workbooks.cells import Cell
from dashboard.intake.workbooks.values import Wrong, chinese, narrow

ROOM = r"(?P<room>[a-z]?\d{1,4}(?:/\d{1,4})?[a-z]?)"
NAMED = re.compile(
    r"(?:(?P<courtyard>第?[\d一二三四五六七八九十]{1,4})(?:号?院落?))?"
    r"(?:(?P<building>[\da-z一二三四五六七八九十]{1,3})(?:号楼|栋|幢|座|楼|#))?"
    r"(?:(?P<stairwell>[\d一二三四五六七八九十]{1,3})(?:单元|门洞|梯|门))?"
    r"(?:(?P<floor>[\d一二三四五六七八九十]{1,3})(?:楼|层))?" + rf"(?:{ROOM})?(?:室|号|户|房)?"
)
DASHED = re.compile(r"(?:[\da-z]{1,5}-){1,3}" + ROOM)
GROUND = re.compile(r"\D*(\d+)")


@dataclass(frozen=True)
class Place:
    """What an address says; None for what it leaves out."""

    courtyard: int | None = None
    building: str | None = None
    stairwell: int | None = None
    room: str | None = None


def place(cell: Cell, *, courtyard_apart: bool) -> Place:
    """The place; of `3-2-501` the 3 is a building where the courtyard has a column of its own."""
    said = re.sub(r"\s|室$|号$|户$", "", narrow(cell).lower()).replace("—", "-").replace("–", "-")
    said = re.sub(r"[_－﹣]", "-", said)
    if DASHED.fullmatch(said):
        return _dashed(said.split("-"), courtyard_apart)
    found = NAMED.fullmatch(said)
    if found is None or not found["room"]:
        raise Wrong("no_address")
    stairwell = _number(found["stairwell"]) if found["stairwell"] else None
    yard = _number(found["courtyard"].removeprefix("第")) if found["courtyard"] else None
    building = str(chinese(found["building"]) or found["building"]) if found["building"] else None
    return Place(yard, building.upper() if building else None, stairwell, found["room"].upper())


def _dashed(parts: list[str], courtyard_apart: bool) -> Place:
    found = Place(stairwell=_number(parts[-2]), room=parts[-1].upper())
    before = parts[:-2]
    if len(before) == 2:
        return replace(found, courtyard=_number(before[0]), building=before[1].upper())
    if not before:
        return found
    if courtyard_apart:
        return replace(found, building=before[0].upper())
    return replace(found, courtyard=_number(before[0]))


def _number(said: str) -> int:
    found = chinese(said)
    if found is None and not said.isdigit():
        raise Wrong("no_address")
    return int(said) if found is None else found


def courtyard(cell: Cell) -> int | str:
    """A courtyard's number, or its name where it has none."""
    said = narrow(cell)
    found = re.fullmatch(r"第?([\d一二三四五六七八九十]{1,5})(?:号?院落?|号|院)?(?:\.0)?", said)
    if not found:
        found = re.fullmatch(r"(?:courtyard|yard)\s*(\d{1,5})", said.lower())
    if not found:
        return said
    number = chinese(found[1])
    if number is None and not found[1].isdigit():
        return said
    return int(found[1]) if number is None else number


def building(cell: Cell) -> str:
    """A building's number or letter: `3栋` -> `3`."""
    said = re.sub(r"^第|(?:号楼|栋|幢|座|楼|#)$", "", narrow(cell).lower())
    found = chinese(said)
    said = str(found) if found is not None else said.removesuffix(".0").upper()
    if not 1 <= len(said) <= 10:
        raise Wrong("no_address")
    return said


def room(cell: Cell) -> str:
    """A room's number: `501室` -> `501`."""
    said = re.sub(r"\s|室$|号$|户$|房$", "", narrow(cell)).upper()
    if not 1 <= len(said) <= 10:
        raise Wrong("no_room")
    return said


def floor(cell: Cell) -> int:
    """A floor: `3楼`, `三层`, `B1` (-1)."""
    said = re.sub(r"^第|[楼层F]$", "", narrow(cell).upper()).replace("地下", "B").replace("负", "B")
    number = chinese(said)
    if number is None and not re.fullmatch(r"[B-]?\d{1,2}", said):
        raise Wrong("no_floor")
    if number is not None:
        return number
    return -int(said[1:]) if said[0] in "B-" else int(said)


def floor_of(room_: str) -> int | None:
    """The floor that a room's number tells: `501` -> 5, `1203` -> 12; None where it tells nothing."""
    found = GROUND.match(room_.split("/", maxsplit=1)[0])
    digits = found[1] if found else ""
    return int(digits[:-2]) if len(digits) in (3, 4) else None
