"""Small cells: which rows of a table about people are hidden, so that nobody is found by subtraction.

A row is hidden when one of its counts is 1 to `limit`, and with it large ones, so that the hidden rows cannot
be solved from the published total.
"""

from collections.abc import Iterable, Sequence

from dashboard.schema.accounts import Role

LIMITS = {Role.PUBLIC: 10, Role.LEADER: 4}
"""The largest count of people that a published total hides from a role (DOMAIN §2)."""
STRICT = 4
"""The same for breakdowns of a class that the reader may not read at all."""
BEHIND = 2
"""How many large rows hide with the small ones."""

Table = Sequence[Sequence[int]]
"""One row a courtyard, each with its counts of people (all, hit, not hit)."""


def limit(role: Role) -> int:
    """Up to which count people are hidden from a role; 0 hides nothing."""
    return LIMITS.get(role, 0)


def settled(tables: Iterable[Table], *, most: int, first: int = 0) -> frozenset[int]:
    """The positions of the rows to hide, the same in several tables about the same people.

    What is hidden below some limit is hidden below a higher one too: a leader can look at the public's page.
    """
    taken: frozenset[int] = frozenset()
    for table in tables if most else ():
        taken = hidden(table, most=most, first=first, taken=taken)
    return taken


def hidden(rows: Table, *, most: int, first: int = 0, taken: frozenset[int] = frozenset()) -> frozenset[int]:
    """The positions of the rows to hide, of a table whose column sums are published, and those in `taken`.

    Behind the small rows hide two large ones, the next in the table's order from `first` on and all before
    them: by their place, which says nothing about counts, and two, so that one of them is still hidden when
    one row is corrected and another one takes its place. A table without two large rows is hidden whole.
    """
    small = {place for place, row in enumerate(rows) if is_small(row, most=most)}
    if not small | taken:
        return frozenset()
    found, large = small | taken, 0
    for step in range(len(rows)):
        if large == BEHIND:
            break
        place = (first + step) % len(rows)
        found.add(place)
        large += min(rows[place]) > most
    return frozenset(found)


def is_small(counts: Sequence[int], *, most: int) -> bool:
    """Whether one of the counts is a small number of people; zero is none."""
    return any(0 < count <= most for count in counts)


def small(came: int, entitled: int, *, role: Role) -> bool:
    """Whether so many of so many households, standing for themselves, are withheld from a role."""
    return is_small((entitled, came, entitled - came), most=limit(role))
