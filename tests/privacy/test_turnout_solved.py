"""What can be solved from all the turnouts that somebody is told: no small number of households."""

from datetime import date

import numpy as np
import pytest
from sqlalchemy import text

from dashboard.privacy.suppression import LIMITS
from dashboard.privacy.withholding import withheld
from dashboard.queries import indicators, turnout

DAY = date(2026, 10, 31)
CELLS = text(
    "select m.id, h.courtyard_id, m.held_on, count(a.id), count(*) from meeting m"
    " join household h on m.courtyard_id is null or m.courtyard_id = h.courtyard_id"
    " left join household_attendance a on a.meeting_id = m.id and a.household_id = h.id"
    " where m.kind in ('courtyard', 'consultation') and m.stage = 'held' and m.held_on <= '2026-10-31'"
    " and h.since <= m.held_on and (h.until is null or h.until >= m.held_on)"
    " group by m.id, h.courtyard_id, m.held_on order by m.id, h.courtyard_id"
)
"""The unknowns: of each meeting and courtyard how many households came of how many, by hand."""


def quarter(held_on: str) -> str:
    return f"{held_on[:4]}-Q{(int(held_on[5:7]) + 2) // 3}"


def told(session, role, cells):
    """One row of 0 and 1 for each number that a role is told: the cells that it is the sum of."""
    rows = []
    found = indicators.detail(session, key="consult_turnout", day=DAY)
    for one in (*found.trend, *withheld(found.courtyards, role=role)):
        inside = [
            quarter(held_on) == one.period and one.scope in (0, -1, home) for _id, home, held_on, *_n in cells
        ]
        if one.whole:
            assert one.part == sum(cell[3] for cell, is_in in zip(cells, inside, strict=True) if is_in)
            rows.append(inside)
    for home in sorted({cell[1] for cell in cells}):
        for meeting in turnout.meetings(session, courtyard_id=home, day=DAY, role=role):
            if meeting["present"] is not None:
                rows.append([(cell[0], cell[1]) == (meeting["id"], home) for cell in cells])
    for meeting, (came, _of) in turnout.totals(session, sorted({cell[0] for cell in cells}), role).items():
        if came is not None:
            rows.append([cell[0] == meeting for cell in cells])
    return np.array(rows, dtype=float)


def solved(known):
    """The places of the unknowns that the known sums determine: their unit vectors lie in the row space."""
    projector = np.linalg.pinv(known) @ known
    return [place for place, share in enumerate(np.diag(projector)) if share > 1 - 1e-9]


@pytest.mark.parametrize("role", LIMITS)
def test_no_small_turnout_can_be_solved(demo_session, role):
    cells = demo_session.execute(CELLS).all()
    known = told(demo_session, role, cells)
    assert len(known) > 20
    for place in solved(known):
        *_where, came, entitled = cells[place]
        assert not any(0 < count <= LIMITS[role] for count in (came, entitled - came, entitled)), cells[place]


def test_the_solver_finds_what_a_difference_gives_away():
    """A quarter of three meetings beside two of them; the other quarter of two stays unsolved."""
    known = np.array([[1, 1, 1, 0, 0], [1, 0, 0, 0, 0], [0, 1, 0, 0, 0], [0, 0, 0, 1, 1]], dtype=float)
    assert solved(known) == [0, 1, 2]
