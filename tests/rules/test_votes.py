"""Owners' votes: small electorates counted out in full, and the boundaries of art. 278."""

from datetime import date
from fractions import Fraction
from itertools import combinations_with_replacement, product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.rules.seals import FORBIDDEN_CERTIFICATES, is_allowed
from dashboard.rules.votes import Tally, Unit, agreement_needed, count, notice_kept, turnout_needed
from dashboard.schema.meetings import SealPurpose
from dashboard.schema.votes import BallotChoice, Matter

YES, NO, ABSTAIN = BallotChoice
SAYINGS = (YES, NO, ABSTAIN, None)
AGREEMENT = {
    Matter.ORDINARY: lambda share: share > Fraction(1, 2),
    Matter.SPECIAL: lambda share: share >= Fraction(3, 4),
}


def passes(matter: Matter, units: list[Unit]) -> bool:
    """Art. 278 told once more, in fractions: by head and by area, of all and of those who took part."""
    heads = sorted({unit.head for unit in units})
    said = {head: {u.said for u in units if u.head == head and u.said} for head in heads}
    for weigh in ("heads", "area"):
        if weigh == "heads":
            everybody = [(1, said[head] != set(), said[head] == {YES}) for head in heads]
        else:
            everybody = [(u.area, u.said is not None, u.said is YES) for u in units]
        whole = sum(weight for weight, _, _ in everybody)
        part = sum(weight for weight, present, _ in everybody if present)
        yes = sum(weight for weight, _, agreed in everybody if agreed)
        if not part or Fraction(part, whole) < Fraction(2, 3):
            return False
        if not AGREEMENT[matter](Fraction(yes, part)):
            return False
    return True


@pytest.mark.parametrize("matter", AGREEMENT)
@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_every_small_electorate_is_counted_as_the_law_says(size, matter):
    for areas in product((1, 2), repeat=size):
        for sayings in product(SAYINGS, repeat=size):
            units = [
                Unit(str(n), area, said) for n, (area, said) in enumerate(zip(areas, sayings, strict=True))
            ]
            assert count(units).passed(matter) is passes(matter, units), units


def by_hand(matter: Matter, owners: tuple[tuple[int, BallotChoice | None], ...]) -> bool:
    """The same for owners of one flat each, by multiplying out: no share is ever divided."""
    part = [(area, said) for area, said in owners if said]
    sums = {
        "all": (len(owners), sum(area for area, _ in owners)),
        "part": (len(part), sum(area for area, _ in part)),
        "yes": (sum(said is YES for _, said in part), sum(area for area, said in part if said is YES)),
    }
    least = {Matter.ORDINARY: lambda y, p: y + y > p, Matter.SPECIAL: lambda y, p: y * 4 >= p * 3}[matter]
    ways = zip(sums["all"], sums["part"], sums["yes"], strict=True)
    return all(p > 0 and p * 3 >= a * 2 and least(y, p) for a, p, y in ways)


def test_every_electorate_of_up_to_eight_owners():
    """Owners are told apart by their area and by what they said; the order in which they stand is nothing."""
    kinds = list(product((1, 2, 3), SAYINGS))
    for size in range(1, 9):
        for owners in combinations_with_replacement(kinds, size):
            counted = count(Unit(str(n), area, said) for n, (area, said) in enumerate(owners))
            for matter in AGREEMENT:
                assert counted.passed(matter) is by_hand(matter, owners), owners


def test_ten_thousand_larger_electorates():
    dice = Random(278)
    for _again in range(10_000):
        heads = [str(dice.randrange(30)) for _unit in range(dice.randint(9, 60))]
        weights = dice.choice([(8, 1, 1, 1), (3, 1, 1, 2), (9, 3, 0, 4), (1, 1, 1, 1)])
        said = dice.choices(SAYINGS, weights, k=len(heads))
        units = [Unit(head, dice.randint(1, 20_000), one) for head, one in zip(heads, said, strict=True)]
        matter = dice.choice(list(AGREEMENT))
        assert count(units).passed(matter) is passes(matter, units), units


@pytest.mark.parametrize("matter", AGREEMENT)
@given(all_=st.integers(1, 400), data=st.data())
def test_one_less_than_what_is_needed_is_too_few(matter, all_, data):
    took_part = data.draw(st.integers(1, all_))
    at, below = Tally(all_, turnout_needed(Tally(all_, 0, 0)), 0), turnout_needed(Tally(all_, 0, 0)) - 1
    assert at.turnout_met
    assert not Tally(all_, below, 0).turnout_met
    needed = agreement_needed(Tally(all_, took_part, 0), matter)
    assert Tally(all_, took_part, needed).agreed(matter)
    assert not Tally(all_, took_part, needed - 1).agreed(matter)


@pytest.mark.parametrize("matter", AGREEMENT)
def test_every_small_electorate_with_an_owner_of_two_flats(matter):
    for heads in ("aab", "aabc", "aabb"):
        for sayings in product(SAYINGS, repeat=len(heads)):
            units = [
                Unit(head, n + 1, said) for n, (head, said) in enumerate(zip(heads, sayings, strict=True))
            ]
            assert count(units).passed(matter) is passes(matter, units), units


@pytest.mark.parametrize(
    ("all_", "took_part", "met"), [(3, 2, True), (36, 24, True), (36, 23, False), (300, 199, False)]
)
def test_two_thirds_include_the_number(all_, took_part, met):
    assert Tally(all=all_, took_part=took_part, yes=0).turnout_met is met


@pytest.mark.parametrize(
    ("matter", "took_part", "yes", "agreed"),
    [
        (Matter.ORDINARY, 24, 12, False),
        (Matter.ORDINARY, 24, 13, True),
        (Matter.ORDINARY, 25, 13, True),
        (Matter.SPECIAL, 24, 17, False),
        (Matter.SPECIAL, 24, 18, True),
        (Matter.SPECIAL, 25, 18, False),
        (Matter.SPECIAL, 25, 19, True),
    ],
)
def test_more_than_half_and_at_least_three_quarters(matter, took_part, yes, agreed):
    assert Tally(all=36, took_part=took_part, yes=yes).agreed(matter) is agreed


def test_a_courtyard_of_36_owners():
    """24 must take part; then 13 carry an ordinary matter and 18 a special one."""

    def voted(yes: int, present: int):
        sayings = [YES] * yes + [NO] * (present - yes) + [None] * (36 - present)
        return count(Unit(str(n), 6000, said) for n, said in enumerate(sayings))

    least = {matter: min(yes for yes in range(25) if voted(yes, 24).passed(matter)) for matter in AGREEMENT}
    assert least == {Matter.ORDINARY: 13, Matter.SPECIAL: 18}
    assert not voted(23, 23).passed(Matter.ORDINARY)


def test_an_owner_of_several_flats_is_one_head_with_all_their_area():
    counted = count([Unit("a", 100, YES), Unit("a", 50, YES), Unit("b", 30, NO)])
    assert (counted.heads, counted.area) == (
        Tally(all=2, took_part=2, yes=1),
        Tally(all=180, took_part=180, yes=150),
    )


def test_a_head_of_two_minds_agrees_by_area_alone():
    counted = count([Unit("a", 100, YES), Unit("a", 50, NO)])
    assert (counted.heads, counted.area) == (
        Tally(all=1, took_part=1, yes=0),
        Tally(all=150, took_part=150, yes=100),
    )


def test_a_head_that_returned_one_ballot_of_two_took_part():
    counted = count([Unit("a", 100, YES), Unit("a", 50)])
    assert (counted.heads, counted.area) == (
        Tally(all=1, took_part=1, yes=1),
        Tally(all=150, took_part=100, yes=100),
    )


def test_abstaining_is_taking_part_without_consent():
    counted = count([Unit("a", 1, YES), Unit("b", 1, YES), Unit("c", 1, ABSTAIN), Unit("d", 1, ABSTAIN)])
    assert counted.turnout_met
    assert not counted.passed(Matter.ORDINARY)


@pytest.mark.parametrize("units", [[], [Unit("a", 1)], [Unit("a", 1), Unit("b", 2)]])
@pytest.mark.parametrize("matter", AGREEMENT)
def test_nobody_carries_nothing(units, matter):
    assert not count(units).passed(matter)


def test_heads_alone_or_area_alone_do_not_carry():
    many_small = [Unit(str(n), 1, YES) for n in range(3)] + [Unit("big", 10, NO)]
    few_big = [Unit("big", 10, YES)] + [Unit(str(n), 1, NO) for n in range(3)]
    assert [count(units).passed(Matter.ORDINARY) for units in (many_small, few_big)] == [False, False]


@pytest.mark.parametrize(("opened", "kept"), [(date(2026, 9, 16), True), (date(2026, 9, 15), False)])
def test_notice_is_given_fifteen_days_before(opened, kept):
    assert notice_kept(date(2026, 9, 1), opened) is kept


def test_the_seal_certifies_none_of_the_twenty_matters():
    assert len(set(FORBIDDEN_CERTIFICATES)) == 20
    assert [purpose for purpose in SealPurpose if not is_allowed(purpose)] == [
        SealPurpose.FORBIDDEN_CERTIFICATE
    ]
