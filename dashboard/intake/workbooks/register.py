"""The household register: courtyards, buildings, flats and owners, from nothing or beside what is there."""

import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dashboard.intake.workbooks.addresses import floor_of
from dashboard.intake.workbooks.desk import Desk
from dashboard.intake.workbooks.lines import Line
from dashboard.lookups.workbooks import House
from dashboard.schema.places import (
    Building,
    BuildingDraft,
    Courtyard,
    CourtyardDraft,
    Household,
    HouseholdDraft,
    Owner,
    OwnerDraft,
    OwnerKind,
    Tenure,
)

FIELDS = {"code": "household_no", "owner_id": "owner_name"}
SHORTEST_CODE, LONGEST_CODE = 3, 20


@dataclass
class Flat:
    """A line with its place read: stairwell as written, floor as written or told by the room."""

    line: Line
    yard: int
    no: int
    building: str
    unit: int
    floor: int
    room: str


def settle(desk: Desk, lines: Iterable[Line], owners: Iterable[Line]) -> None:
    """Plan every flat of the register, with whoever owns it."""
    holders = Holders(desk, owners)
    yards: dict[int, list[Flat]] = defaultdict(list)
    for line in lines:
        flat = _flat(desk, line)
        if flat is not None:
            yards[flat.yard].append(flat)
            desk.units[flat.yard, flat.building].add(flat.unit)
    for yard, flats in yards.items():
        _houses(desk, yard, flats)
        for flat in flats:
            _home(desk, flat, holders)


def _flat(desk: Desk, line: Line) -> Flat | None:
    place = desk.place(line)
    if place is None:
        return None
    yard = _yard(desk, line, place.courtyard)
    unit = place.stairwell or (1 if place.building else None)
    floor = line.values.get("floor") or floor_of(place.room or "")
    if place.room is None:
        desk.wrong(line, "address", "missing")
    if unit is None:
        desk.wrong(
            line,
            "stairwell" if "stairwell" in line.table.columns.values() else "address",
            "stairwell_missing",
        )
    elif not 1 <= unit <= 20:
        desk.wrong(line, "stairwell", "no_such_stairwell")
        unit = None
    if floor is None:
        desk.wrong(line, "floor", "floor_missing")
    if yard is None or place.room is None or unit is None or floor is None:
        return None
    number = next((no for no, id_ in desk.known.yards.items() if id_ == yard), 0)
    return Flat(line, yard, number, place.building or "", unit, floor, place.room)


def _yard(desk: Desk, line: Line, number: int | None) -> int | None:
    """The courtyard; one that is named by a number and not known yet is planned."""
    if number is None or number in desk.known.yards:
        return desk.yard(line)
    draft = desk.draft(
        line,
        CourtyardDraft,
        {"no": "courtyard"},
        site_id=desk.known.site_id,
        no=number,
        name_zh=f"{number}号院",
        name_en=f"Courtyard {number}",
        built_year=line.values.get("built_year"),
    )
    if draft is None:
        return None
    desk.known.yards[number] = desk.known.yard_names[draft.name_zh] = desk.add(Courtyard, draft)
    return desk.known.yards[number]


def _houses(desk: Desk, yard: int, flats: list[Flat]) -> None:
    """Plan the buildings that the flats stand in and that are not there yet."""
    there, new = desk.known.houses[yard], defaultdict(list)
    for flat in flats:
        if not flat.building:
            flat.building = _around(there, flat.unit)
        if flat.building not in there:
            new[flat.building].append(flat)
    apart = _counts_apart(desk, yard, new)
    free = max((one.first + one.stairwells for one in there.values()), default=1)
    for name in sorted(new, key=lambda one: (len(one), one)):
        units = [flat.unit for flat in new[name]]
        first = free if apart else min(units)
        stairwells = max(units) if apart else max(units) - min(units) + 1
        storeys = max(1, *(flat.floor for flat in new[name]), 1)
        draft = desk.draft(
            new[name][0].line,
            BuildingDraft,
            {"no": "building", "stairwells": "stairwell", "storeys": "floor"},
            courtyard_id=yard,
            no=name,
            storeys=storeys,
            first_stairwell=first,
            stairwells=stairwells,
        )
        if draft is not None:
            there[name] = House(desk.add(Building, draft), first, stairwells, storeys)
            free = max(free, first + stairwells)


def _around(there: dict[str, House], unit: int) -> str:
    """The building around a stairwell of the courtyard; the first one where nothing is built yet."""
    return next((name for name, house in there.items() if house.holds(unit)), "1")


def _counts_apart(desk: Desk, yard: int, new: dict[str, list[Flat]]) -> bool:
    """Whether each building counts its stairwells from one; else they count through the courtyard."""
    taken = [
        one
        for house in desk.known.houses[yard].values()
        for one in range(house.first, house.first + house.stairwells)
    ]
    for flats in new.values():
        taken += {flat.unit for flat in flats}
    return len(taken) != len(set(taken))


def _home(desk: Desk, flat: Flat, holders: "Holders") -> None:
    line, house = flat.line, desk.known.houses[flat.yard].get(flat.building)
    if house is None:
        return
    stairwell = desk.through(flat.yard, flat.building, flat.unit)
    where = (flat.yard, stairwell, flat.room.upper())
    column = "address" if "address" in line.values else "room"
    if not house.holds(stairwell) or flat.floor > house.storeys:
        missed = "no_such_stairwell" if not house.holds(stairwell) else "floor_above_building"
        desk.wrong(line, column, missed, storeys=house.storeys)
        return
    if where in desk.known.homes:
        _known_home(desk, line, column, desk.known.homes[where])
        return
    holder = holders.of(line)
    number = _code(desk, flat)
    if holder is None or not number:
        return
    draft = desk.draft(
        line,
        HouseholdDraft,
        FIELDS,
        courtyard_id=flat.yard,
        building_id=house.id,
        stairwell=stairwell,
        floor=flat.floor,
        room=flat.room,
        code=number,
        area=line.values.get("area", 0),
        top_floor=flat.floor == house.storeys,
        tenure=line.values.get("tenure", Tenure.OWNER),
        owner_id=holder or None,
        since=line.values.get("since", desk.known.since),
    )
    if draft is not None and desk.past(line, "since"):
        home = desk.add(Household, draft)
        desk.known.homes[where] = desk.known.codes[number] = home
        desk.known.yard_of[home] = flat.yard
        _numbered(desk, line, home)


def _known_home(desk: Desk, line: Line, column: str, home: int) -> None:
    """A flat that is there: a reference for other sheets, a problem where flats alone come in."""
    if home < 0:
        desk.wrong(line, column, "flat_twice")
    elif desk.kinds <= {"register", "owners"}:
        desk.wrong(line, column, "home_there_already")
    else:
        _numbered(desk, line, home)


def _numbered(desk: Desk, line: Line, home: int) -> None:
    said = line.values.get("household_no")
    if said is not None:
        desk.numbers[said] = home


def _code(desk: Desk, flat: Flat) -> str | None:
    """The household's code: the number that the workbook gives, else one drawn that tells nothing."""
    said = flat.line.values.get("household_no")
    if said is not None:
        code = said if len(said) >= SHORTEST_CODE else f"H{flat.no:02d}-{said}"
        if code in desk.known.codes or said in desk.numbers:
            desk.wrong(flat.line, "household_no", "household_no_taken")
            return None
        return code[: LONGEST_CODE + 1]
    while True:
        code = f"H{flat.no:02d}-{secrets.randbelow(9000) + 1000}"
        if code not in desk.known.codes:
            return code


class Holders:
    """Owners by number, or by name and telephone: one head in a vote, however many flats."""

    def __init__(self, desk: Desk, lines: Iterable[Line]) -> None:
        self.desk, self.made = desk, {}  # type: Desk, dict[tuple[str, ...], int]
        self.listed: dict[str, Line] = {}
        for line in lines:
            number = line.values["owner_no"]
            if number in self.listed:
                desk.wrong(line, "owner_no", "owner_no_twice")
            self.listed.setdefault(number, line)

    def of(self, line: Line) -> int | None:
        """The owner's id, 0 for none, None (and noted) where the number is nobody's."""
        number = line.values.get("owner_no")
        if number is not None and self.listed and number not in self.listed:
            self.desk.wrong(line, "owner_no", "no_such_owner_no")
            return None
        told = self.listed[number] if number is not None and number in self.listed else line
        name, phone = told.values.get("owner_name"), told.values.get("owner_phone")
        if number is None and name is None:
            return 0
        by_name = ("name", name or "", phone or str(line.row))
        key = by_name if number is None else ("no", number)
        if key not in self.made:
            made = self._made(told, name, phone)
            if made is None:
                return None
            self.made[key] = made
        return self.made[key]

    def _made(self, line: Line, name: str | None, phone: str | None) -> int | None:
        stored = self.desk.known.owners.get((name or "", phone or ""))
        if stored is not None:
            return stored
        values: dict[str, Any] = {"kind": line.values.get("owner_kind", OwnerKind.PERSON)}
        names = {"name": "owner_name", "phone": "owner_phone"}
        draft = self.desk.draft(line, OwnerDraft, names, **values, name=name, phone=phone)
        return None if draft is None else self.desk.add(Owner, draft)
