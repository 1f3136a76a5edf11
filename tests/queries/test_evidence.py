"""The rows behind a number: they add up to it, and each reader sees no more than the reader's share."""

from datetime import date

import pytest

from dashboard.access import Principal
from dashboard.clock import day_end
from dashboard.errors import NotAllowed
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import Level, Shape
from dashboard.indicators.periods import parse
from dashboard.indicators.scores import latest
from dashboard.privacy import withholding
from dashboard.queries import evidence, indicators
from dashboard.queries.evidence import OPEN_KINDS, PERSONAL_KINDS
from dashboard.schema.accounts import PrincipalKind, Role
from tests.sites import START

DAY = date(2026, 10, 31)
OFFICE = Principal(PrincipalKind.USER, Role.OFFICE)
LEADER = Principal(PrincipalKind.USER, Role.LEADER)
COMMITTEE = Principal(PrincipalKind.USER, Role.COMMITTEE, courtyard_id=3)
FLOWS = [key for key, one in CATALOGUE.items() if one.shape is Shape.FLOW]


def score_of(session, key):
    return next(one for one in latest(session, day=DAY, keys=[key]) if not one.stratum)


def opened(session, key, by, courtyard_id=None):
    period = parse(score_of(session, key).period)
    return evidence.opened(
        session, by=by, key=key, period=period, now=day_end(DAY), courtyard_id=courtyard_id
    )


def own(key):
    """The strata that are the number itself."""
    headline = CATALOGUE[key].headline
    return None if headline is None else [headline]


@pytest.mark.parametrize("key", FLOWS)
def test_the_rows_of_a_flow_add_up_to_the_number(demo_session, key):
    score, found = score_of(demo_session, key), opened(demo_session, key, OFFICE)
    rows = found.of(own(key))
    assert rows
    assert not any(row.withheld for row in rows)
    assert (sum(row.part for row in rows), sum(row.whole for row in rows)) == (score.part, score.whole)
    assert found.total(own(key)) == (score.part, score.whole, score.n)


@pytest.mark.parametrize("key", CATALOGUE)
@pytest.mark.parametrize("by", [OFFICE, LEADER], ids=["office", "leader"])
def test_what_all_rows_add_up_to_is_the_number(demo_session, key, by):
    score = score_of(demo_session, key)
    is_told = withholding.withheld([score], role=by.role) == [score]
    told = (score.part, score.whole, score.n) if is_told else None
    assert opened(demo_session, key, by).total(own(key)) == told


def test_a_small_sum_of_the_site_is_told_to_the_office_alone(demo_session):
    """34 of 37 members checked in: three did not."""
    assert opened(demo_session, "party_checkin_rate", OFFICE).total(None) == (34, 37, 37)
    assert opened(demo_session, "party_checkin_rate", LEADER).total(None) is None


@pytest.mark.parametrize("key", CATALOGUE)
def test_every_kind_of_record_has_its_class(demo_session, key):
    kinds = {row.kind for row in opened(demo_session, key, OFFICE).rows}
    assert kinds <= {*OPEN_KINDS, *PERSONAL_KINDS}
    assert not {*OPEN_KINDS} & PERSONAL_KINDS.keys()


@pytest.mark.parametrize("key", CATALOGUE)
def test_a_leader_gets_nothing_personal_row_by_row(demo_session, key):
    for row in opened(demo_session, key, LEADER).rows:
        assert row.grouped == (row.kind in PERSONAL_KINDS)
        if row.grouped:
            assert (row.about.number, row.about.name_zh, row.about.on) == ("", "", None)


@pytest.mark.parametrize("key", CATALOGUE)
def test_a_leader_sees_no_small_cell_of_people(demo_session, key):
    for row in opened(demo_session, key, LEADER).rows:
        if row.grouped and not row.withheld and not CATALOGUE[key].base_unit:
            assert not 0 < row.n <= 4
            if CATALOGUE[key].unit.is_share and row.stratum != "yuan":
                assert not 0 < row.part <= 4
                assert not 0 < row.n - row.part <= 4


def test_the_withheld_cannot_be_had_one_courtyard_at_a_time(demo_session):
    key = "household_participation"
    site = {row.courtyard_id: row for row in opened(demo_session, key, LEADER).rows}
    assert 2 <= sum(row.withheld for row in site.values()) < 10
    for id_, row in site.items():
        alone = opened(demo_session, key, LEADER, courtyard_id=id_)
        assert alone.rows == [row]
        assert (alone.total(None) is None) == row.withheld


def test_the_rows_and_the_courtyards_withhold_the_same(demo_session):
    for key in [key for key in withholding.PEOPLE if CATALOGUE[key].lowest is Level.COURTYARD]:
        detail = indicators.detail(demo_session, key=key, day=DAY)
        seen = indicators.view(detail, role=Role.LEADER).courtyards
        hidden = {one.scope for one in seen if one.verdict == "withheld"}
        rows = opened(demo_session, key, LEADER).of(own(key))
        assert {row.courtyard_id for row in rows if row.withheld} == hidden


@pytest.mark.parametrize("key", CATALOGUE)
def test_a_committee_sees_its_own_courtyard_only(demo_session, key):
    found = opened(demo_session, key, COMMITTEE)
    assert found.courtyard_id == 3
    assert {row.courtyard_id for row in found.rows} <= {3}


def test_a_committee_asks_for_another_courtyard_in_vain(demo_session):
    with pytest.raises(NotAllowed):
        opened(demo_session, "solve_rate", COMMITTEE, courtyard_id=6)


@pytest.mark.parametrize("role", [Role.PROPERTY, Role.PUBLIC])
def test_who_sees_totals_only_gets_no_rows(demo_session, role):
    by = Principal(PrincipalKind.GUEST, role)
    assert not evidence.may_see(by)
    with pytest.raises(NotAllowed):
        opened(demo_session, "solve_rate", by)


def test_nobody_reads_who_is_a_party_member_row_by_row(demo_session):
    for by in (OFFICE, COMMITTEE, LEADER):
        rows = opened(demo_session, "party_checkin_rate", by).rows
        assert rows
        assert all(row.grouped for row in rows)


def test_which_courtyards_had_a_burglary_is_not_told_by_what_is_missing(demo_session, raw_town):
    rows = [row for row in opened(demo_session, "burglary_rate", LEADER).rows if row.kind == "incident"]
    assert len(rows) == len(raw_town.courtyard)
    assert all(row.withheld for row in rows)


def test_a_call_back_leads_to_its_request(demo_session, raw_town):
    rows = opened(demo_session, "solve_rate", OFFICE).rows
    asked = raw_town.call_back.merge(
        raw_town.closing[["id", "request_id"]], left_on="closing_id", right_on="id"
    ).merge(raw_town.request[["id", "number"]], left_on="request_id", right_on="id")
    expected = asked[asked["called_on"].str.startswith("2026-10") & (asked["last"] == 1)]
    expected = expected[expected["outcome"] != "unreached"]
    assert sorted(row.about.request for row in rows) == sorted(expected["number"])
    assert {row.about.on.isoformat() for row in rows} == set(expected["called_on"])


@pytest.mark.parametrize("key", CATALOGUE)
def test_every_number_opens_on_both_engines(session, hamlet, key):
    for by in (OFFICE, LEADER):
        for courtyard_id in (None, hamlet.courtyards[0]):
            found = evidence.opened(
                session, by=by, key=key, period=parse("2026"), now=START, courtyard_id=courtyard_id
            )
            assert found.courtyard_id == courtyard_id
    detail = indicators.detail(session, key=key, day=START.date())
    assert detail.site[0].key == key


def test_a_period_for_which_a_state_is_not_kept_has_no_rows(demo_session):
    found = evidence.opened(
        demo_session, by=OFFICE, key="culture_reach", period=parse("2026-09"), now=day_end(DAY)
    )
    assert (found.rows, found.total(None)) == ([], (0, 0, 0))
