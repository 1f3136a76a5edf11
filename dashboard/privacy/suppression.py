"""Small cells: which rows of a table about people are hidden, so that nobody is found by subtraction.

A row is hidden when one of its counts is 1 to `limit`, and with it as many more as it takes that the
hidden rows cannot be solved from the published total.
"""

from collections.abc import Iterable, Sequence

from dashboard.schema.trust import Role

LIMITS = {Role.PUBLIC: 10, Role.LEADER: 4}
"""The largest count of people that a published total hides from a role (DOMAIN §2)."""
STRICT = 4
"""The same for breakdowns of a class that the reader may not read at all."""

Table = Sequence[Sequence[int]]
"""One row a courtyard, each with its counts of people (all, hit, not hit)."""


def limit(role: Role) -> int:
    """Up to which count people are hidden from a role; 0 hides nothing."""
    return LIMITS.get(role, 0)


def settled(tables: Iterable[Table], *, most: int) -> frozenset[int]:
    """The positions of the rows to hide, the same in several tables about the same people.

    What is hidden from who is told more stays hidden from who is told less: a leader can look at the
    public's page too, and the two together must not tell what each of them hides.
    """
    given = list(tables)
    taken: frozenset[int] = frozenset()
    for step in sorted({one for one in LIMITS.values() if one < most} | {most} if most else set()):
        for table in given:
            taken = hidden(table, most=step, taken=taken)
    return taken


def hidden(rows: Table, *, most: int, taken: frozenset[int] = frozenset()) -> frozenset[int]:
    """The positions of the rows to hide, of a table whose column sums are published, and those in `taken`.

    The further rows are taken in the table's order, which says nothing about their counts. A single row
    cannot hide behind others: hide its total too.
    """
    found = set(taken) | {place for place, row in enumerate(rows) if is_small(row, most=most)}
    for place in range(len(rows)):
        if not found or _safe(rows, found, most):
            break
        found.add(place)
    return frozenset(found)


def is_small(counts: Sequence[int], *, most: int) -> bool:
    """Whether one of the counts is a small number of people; zero is none."""
    return any(0 < count <= most for count in counts)


def small(came: int, entitled: int, *, role: Role) -> bool:
    """Whether so many of so many households, standing for themselves, are withheld from a role."""
    return is_small((entitled, came, entitled - came), most=limit(role))


def _safe(rows: Table, taken: set[int], most: int) -> bool:
    """Whether two rows or more are hidden and no column's hidden sum is itself a small cell."""
    sums = [sum(rows[place][column] for place in taken) for column in range(len(rows[0]))]
    return len(taken) > 1 and not is_small(sums, most=most)
