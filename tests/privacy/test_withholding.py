"""Which scores of courtyards count people: those whose evidence is records of households or residents."""

from datetime import date

import pytest

from dashboard.clock import day_end
from dashboard.indicators import openings
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import Level
from dashboard.indicators.scores import Score, Verdict, focus
from dashboard.privacy.withholding import BESIDE, PEOPLE, withheld
from dashboard.queries.evidence import PERSONAL_KINDS
from dashboard.schema.accounts import Role

DAY = date(2026, 10, 31)
BY_COURTYARD = [key for key, one in CATALOGUE.items() if one.lowest is Level.COURTYARD]


@pytest.mark.parametrize("key", BY_COURTYARD)
def test_an_indicator_of_courtyards_that_counts_people_is_withheld(demo_session, key):
    period = focus(CATALOGUE[key], Level.COURTYARD, DAY)
    rows = openings.evidence(demo_session, key, period, now=day_end(DAY))
    kinds = {row["ref"].split(":")[0] for row in rows}
    assert kinds
    if CATALOGUE[key].base_unit:
        kinds.discard("household")  # the exposure of a rate, no people who did something
    assert (key in PEOPLE) == bool(kinds & PERSONAL_KINDS.keys())


def test_what_counts_people_is_in_the_catalogue():
    assert {*PEOPLE, *BESIDE} <= CATALOGUE.keys()


def test_large_cells_are_shown_to_everybody():
    """20 of 40, 15 of 40 and 12 of 40: no count up to ten stands there, so nothing is withheld."""
    cells = [
        Score("household_participation", "", place, "R2026-Q3", part, 40, 40, part / 40)
        for place, part in ((1, 20), (2, 15), (3, 12))
    ]
    for role in Role:
        assert withheld(cells, role=role) == cells


def test_a_small_cell_takes_two_more_with_it_and_leaves_the_rest():
    """4 of 40 is small for a leader; the site's sum would give it away, so two others go too."""
    cells = [
        Score("household_participation", "", place, "R2026-Q3", part, 40, 40, part / 40)
        for place, part in enumerate((20, 4, 18, 30, 25), start=1)
    ]
    verdicts = {one.scope: one.verdict for one in withheld(cells, role=Role.LEADER)}
    hidden = {scope for scope, verdict in verdicts.items() if verdict is Verdict.WITHHELD}
    assert len(hidden) == 3
    assert 2 in hidden
    assert withheld(cells, role=Role.OFFICE) == cells


def test_who_hides_with_the_small_ones_goes_round_with_the_quarters():
    hidden = set()
    for quarter in (1, 2, 3, 4):
        cells = [
            Score("consult_turnout", "", place, f"2026-Q{quarter}", part, 40, 40, part / 40)
            for place, part in enumerate((4, 20, 18, 30, 25, 12, 13, 14, 15, 16), start=1)
        ]
        told = withheld(cells, role=Role.LEADER)
        hidden |= {one.scope for one in told if one.verdict is Verdict.WITHHELD}
    assert len(hidden) > 6
