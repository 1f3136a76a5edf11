"""Where lines become rows: what is known, what is planned, what is wrong. Plain values, no session.

Rows that are planned have negative ids until they are written; whoever writes them puts the real ones in.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from typing import Any

from dashboard.clock import civil
from dashboard.errors import InvalidDraft
from dashboard.intake.workbooks import addresses
from dashboard.intake.workbooks.addresses import Place
from dashboard.intake.workbooks.kinds import plain
from dashboard.intake.workbooks.lines import Line, Trouble
from dashboard.intake.workbooks.values import Wrong
from dashboard.lookups.workbooks import House, Known
from dashboard.schema.base import Draft, Record

Names = dict[str, str] | None
"""Which column a field of a draft comes from, where their names differ."""
SITE = frozenset(plain(one) for one in ("全社区", "全区", "全域", "社区", "各院落", "全部", "all", "site"))
"""What people write where something is for every courtyard."""


@dataclass
class Desk:
    """One workbook being settled."""

    known: Known
    now: datetime
    kinds: frozenset[str]
    rows: dict[type[Record], list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    troubles: list[Trouble] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    """Household numbers of this workbook, as written."""
    units: dict[tuple[int, str], set[int]] = field(default_factory=lambda: defaultdict(set))
    """The stairwells that the workbook names in each building, as written."""
    _ids: Any = field(default_factory=lambda: count(1))

    @property
    def today(self) -> date:
        return civil(self.now)

    def add(self, table: type[Record], draft: Draft, **more: Any) -> int:
        """Plan one row; its negative id."""
        id_ = -int(next(self._ids))
        # A draft's values are plain already: what model_dump would copy is the cost of ten thousand rows.
        self.rows[table].append({"id": id_, **draft.__dict__, **more})
        return id_

    def wrong(self, line: Line, name: str, code: str, /, **told: Any) -> None:
        """Note a problem of a line."""
        self.troubles.append(line.trouble(name, code, **told))

    def draft(
        self, line: Line, kind: type[Draft], names: dict[str, str] | None = None, /, **values: Any
    ) -> Any:
        """The validated draft, or None with its problems noted; `names` says which column a field is."""
        try:
            return kind.check(**values)
        except InvalidDraft as error:
            for one in error.problems:
                self.wrong(line, (names or {}).get(one.name, one.name), one.code, **one.values)
        return None

    def once(self, line: Line, name: str, *same: Any, code: str = "there_already") -> bool:
        """Whether this is not recorded yet, here or further up; notes the problem where it is."""
        if same in self.known.there:
            self.wrong(line, name, code)
            return False
        self.known.there.add(same)
        return True

    def past(self, line: Line, *names: str) -> bool:
        """Whether none of these days lies ahead; notes those that do."""
        late = [name for name in names if (day := line.values.get(name)) is not None and day > self.today]
        for name in late:
            self.wrong(line, name, "in_the_future")
        return not late

    def yard(self, line: Line, *, needed: bool = True) -> int | None:
        """The courtyard that a line names, by number or name; notes it where there is none."""
        said = line.values.get("courtyard")
        if said is None:
            place = self.place(line)
            said = place.courtyard if place else None
        if said is None or (isinstance(said, str) and plain(said) in SITE):
            if needed:
                self.wrong(line, "courtyard", "courtyard_missing")
            return None
        found = self.known.yards.get(said) if isinstance(said, int) else self.known.yard_names.get(said)
        if found is None:
            self.wrong(line, "courtyard", "no_such_courtyard_here", said=said)
        return found

    def named_unknown(self, line: Line) -> bool:
        """Whether a line names a courtyard that there is not."""
        said = line.values.get("courtyard")
        there = said in self.known.yards or said in self.known.yard_names
        return said is not None and not there and plain(said) not in SITE

    def place(self, line: Line) -> Place | None:
        """What address and columns say together; None, and noted, where the address cannot be read."""
        said, found = line.values.get("address"), Place()
        if said is not None:
            try:
                found = addresses.place(said, courtyard_apart="courtyard" in line.values)
            except Wrong as wrong:
                self.wrong(line, "address", wrong.code)
                return None
        apart = line.values
        return Place(
            apart.get("courtyard") if isinstance(apart.get("courtyard"), int) else found.courtyard,
            apart.get("building") or found.building,
            apart.get("stairwell") or found.stairwell,
            apart.get("room") or found.room,
        )

    def collect(self, lines: Iterable[Line]) -> None:
        """Note which stairwells the lines name in each building, before any of them is looked up."""
        before = len(self.troubles)
        for line in lines:
            yard, place = self.yard(line, needed=False), self.place(line)
            if yard and place and place.building and place.stairwell:
                self.units[yard, place.building].add(place.stairwell)
        # What is wrong is said when the line itself is settled.
        del self.troubles[before:]

    def through(self, yard: int, building: str | None, unit: int) -> int:
        """A stairwell's number through the courtyard, whichever way the workbook counts."""
        house = self.known.houses[yard].get(building or "")
        if house is None or building is None:
            return unit
        return counted(house, self.units[yard, building] | {unit}, unit)

    def home(self, line: Line) -> int | None:
        """The household that a line names by its number or place; notes why there is none."""
        said = line.values.get("household_no")
        if said is not None:
            found = self.numbers.get(said) or self.known.codes.get(said)
            if found is not None:
                return found
            if "address" not in line.values and "room" not in line.values:
                self.wrong(line, "household_no", "no_such_household_no")
                return None
        yard, place = self.yard(line), self.place(line)
        if yard is None or place is None:
            return None
        return self._at(line, yard, place)

    def _at(self, line: Line, yard: int, place: Place) -> int | None:
        column = "address" if "address" in line.values else "room"
        room = (place.room or "").upper()
        if place.stairwell is None:
            if place.building is not None:
                place = Place(place.courtyard, place.building, 1, place.room)
            else:
                same = [
                    id_ for (at, _stair, one), id_ in self.known.homes.items() if (at, one) == (yard, room)
                ]
                if len(same) == 1:
                    return same[0]
                self.wrong(line, column, "stairwell_missing" if same else "no_such_home")
                return None
        stairwell = self.through(yard, place.building, place.stairwell or 1)
        found = self.known.homes.get((yard, stairwell, room))
        if found is None:
            self.wrong(line, column, "no_such_home")
        return found

    def body(self, line: Line, *, name: str = "body", yard: int | None = None, kinds: Any = None) -> Any:
        """The body that a column names in Chinese or English; None, and noted, where there is not one."""
        said = plain(line.values[name])
        found = [one for one in self.known.bodies if said in (plain(one.name_zh), plain(one.name_en))]
        if len(found) > 1 and yard is not None:
            found = [one for one in found if one.courtyard_id == yard]
        if kinds is not None:
            found = [one for one in found if one.kind in kinds]
        if len(found) != 1:
            self.wrong(line, name, "several_such_bodies" if found else "no_such_body")
            return None
        return found[0]


def counted(house: House, units: set[int], unit: int) -> int:
    """A unit of a building as a stairwell of the courtyard: its own count, or the courtyard's already."""
    if all(house.holds(one) for one in units):
        return unit
    return house.first + unit - 1
