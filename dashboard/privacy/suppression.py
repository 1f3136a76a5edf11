"""Small cells: which rows of a table about people are hidden, so that nobody is found by subtraction.

A row is hidden when one of its counts is 1 to `limit`, and with it as many more as it takes that the
hidden rows cannot be solved from the published total.
"""

from collections.abc import Sequence

from dashboard.schema.trust import Role

LIMITS = {Role.PUBLIC: 10, Role.LEADER: 4}
"""The largest count of people that a published total hides from a role (DOMAIN §2)."""
STRICT = 4
"""The same for breakdowns of a class that the reader may not read at all."""


def limit(role: Role) -> int:
    """Up to which count people are hidden from a role; 0 hides nothing."""
    return LIMITS.get(role, 0)


def hidden(rows: Sequence[Sequence[int]], *, most: int) -> frozenset[int]:
    """The positions of the rows to hide, of a table whose column sums are published.

    Each row holds counts of people (all, hit, not hit). The further rows are taken in the table's order,
    which says nothing about their counts. A single row cannot hide behind others: hide its total too.
    """
    taken = {position for position, row in enumerate(rows) if any(0 < count <= most for count in row)}
    for position in range(len(rows)):
        if not taken or _safe(rows, taken, most):
            break
        taken.add(position)
    return frozenset(taken)


def small(came: int, entitled: int, *, role: Role) -> bool:
    """Whether so many of so many households, standing for themselves, are withheld from a role."""
    most = limit(role)
    return any(0 < count <= most for count in (entitled, came, entitled - came))


def _safe(rows: Sequence[Sequence[int]], taken: set[int], most: int) -> bool:
    """Whether two rows or more are hidden and no column's hidden sum is itself a small cell."""
    sums = [sum(rows[position][column] for position in taken) for column in range(len(rows[0]))]
    return len(taken) > 1 and not any(0 < total <= most for total in sums)
