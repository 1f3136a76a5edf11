"""Organisations, meetings, votes and what was decided."""

import math

import pandas as pd
import pytest

from dashboard.rules.seals import ALLOWED
from dashboard.schema.organisations import OrganisationKind
from tests.intake.demo.frames import Site


def serving(site: Site, day: pd.Timestamp) -> pd.DataFrame:
    terms = site["term"]
    left = terms["ended_on"].isna() | (terms["ended_on"] > day)
    return terms[(terms["since"] <= day) & (terms["until"] >= day) & left]


def test_bodies_of_every_kind(site: Site) -> None:
    kinds = site["organisation"]["kind"].value_counts()
    assert set(kinds.index) == {kind.value for kind in OrganisationKind}
    assert kinds["courtyard_group"] == 10
    assert 6 <= kinds["resident_unit"] <= 8
    assert 5 <= site["organisation"]["registered"].sum() <= 7


def test_nine_groups_of_ten_are_complete_at_the_end(site: Site) -> None:
    groups = site["organisation"].query("kind == 'courtyard_group'")["id"]
    seated = serving(site, pd.Timestamp("2026-09-30")).groupby("organisation_id")["person_id"].nunique()
    sizes = seated.reindex(groups, fill_value=0)
    assert (sizes >= 3).sum() == 9
    assert sizes.max() == 5
    before = serving(site, site.first).groupby("organisation_id")["person_id"].nunique()
    assert (before.reindex(groups, fill_value=0) >= 3).all()


def test_two_of_three_cross_posts_are_held(site: Site) -> None:
    held = 0
    terms = serving(site, site.last)
    for link in site["cross_post"].itertuples():
        home = terms[(terms["organisation_id"] == link.home_id) & (terms["post"] == link.home_post)]
        host = terms[(terms["organisation_id"] == link.host_id) & (terms["post"] == link.host_post)]
        held += bool(set(home["person_id"]) & set(host["person_id"]))
    assert (held, len(site["cross_post"])) == (2, 3)


def test_one_joint_and_one_consultation_meeting_a_quarter_but_one(site: Site) -> None:
    meetings = site["meeting"][site["meeting"]["courtyard_id"].isna()]
    quarters = meetings["held_on"].dt.to_period("Q")
    held = {kind: set(quarters[meetings["kind"] == kind].astype(str)) for kind in ("joint", "consultation")}
    full = {str(quarter) for quarter in pd.period_range("2025Q1", "2026Q3", freq="Q")}
    assert full <= held["joint"]
    assert len(full - held["consultation"]) == 1


def test_older_peoples_homes_come_twice_as_often(site: Site) -> None:
    people = site["resident"]
    old = set(people.loc[site.last.year - people["born_year"] >= 60, "household_id"])
    homes = pd.Series(site["household"]["id"].isin(old).to_numpy(), index=site["household"]["id"])
    came = site["household_attendance"]["household_id"].value_counts().reindex(homes.index, fill_value=0)
    assert 1.4 < came[homes].mean() / came[~homes].mean() < 2.8


def test_turnout_of_open_meetings(site: Site) -> None:
    sizes = site["household"].groupby("courtyard_id").size()
    came = site["household_attendance"].groupby("meeting_id").size()
    meetings = site["meeting"].query("kind in ['consultation', 'courtyard']").set_index("id")
    whole = meetings["courtyard_id"].map(sizes).fillna(365)
    turnout = came.reindex(meetings.index) / whole
    assert turnout.between(0.08, 0.38).all()
    assert 0.10 <= came.sum() / whole.sum() <= 0.30


@pytest.fixture(scope="module")
def counted(site: Site) -> pd.DataFrame:
    """Closed votes counted by hand: heads and area in all, taking part, agreeing."""
    electors = site["elector"].merge(
        site["ballot"], left_on="id", right_on="elector_id", how="left", suffixes=("", "_b")
    )
    rows = []
    for vote in site["vote"].dropna(subset=["closed_on"]).itertuples():
        here = electors[electors["vote_id"] == vote.id]
        cast = here.dropna(subset=["said"])
        heads = cast.groupby("head")["said"].agg(lambda said: set(said) == {"yes"})
        rows.append(
            {
                "matter": vote.matter,
                "electorate": vote.electorate,
                "passed": bool(vote.passed),
                "kept": bool(vote.notice_ok and vote.electorate_ok and vote.result_ok),
                "notice": (vote.opened_on - vote.notice_on).days,
                "heads": here["head"].nunique(),
                "took_part": len(heads),
                "yes": int(heads.sum()),
                "area": here["area"].sum(),
                "area_part": cast["area"].sum(),
                "area_yes": cast.loc[cast["said"] == "yes", "area"].sum(),
            }
        )
    return pd.DataFrame(rows)


def test_owners_votes_are_declared_as_the_law_counts_them(counted: pd.DataFrame) -> None:
    votes = counted.query("electorate == 'owners'")
    assert len(votes) >= 8
    for vote in votes.itertuples():
        quorum = 3 * vote.took_part >= 2 * vote.heads and 3 * vote.area_part >= 2 * vote.area
        if vote.matter == "special":
            agreed = 4 * vote.yes >= 3 * vote.took_part and 4 * vote.area_yes >= 3 * vote.area_part
        else:
            agreed = 2 * vote.yes > vote.took_part and 2 * vote.area_yes > vote.area_part
        assert vote.passed == (quorum and agreed)


def test_turnout_of_ballots_with_some_below_two_thirds(counted: pd.DataFrame) -> None:
    turnout = (counted["took_part"] / counted["heads"])[counted["electorate"] == "owners"]
    assert turnout.between(0.58, 0.88).all()
    assert (turnout < 2 / 3).sum() == 2
    assert turnout.between(0.70, 0.88).sum() == len(turnout) - 2


def test_one_vote_lacks_a_single_household(counted: pd.DataFrame) -> None:
    owners = counted.query("electorate == 'owners'")
    lacking = (2 * owners["heads"] / 3).apply(math.ceil) - owners["took_part"]
    assert (lacking == 1).sum() == 1
    assert not owners.loc[lacking == 1, "passed"].item()


def test_one_special_vote_fails_narrowly(counted: pd.DataFrame) -> None:
    failed = counted.query("matter == 'special' and not passed")
    assert len(failed) == 1
    [vote] = failed.itertuples()
    assert 0.73 <= vote.yes / vote.took_part < 0.75
    assert 3 * vote.took_part >= 2 * vote.heads


def test_one_vote_had_short_notice(counted: pd.DataFrame) -> None:
    broken = counted.query("not kept")
    assert len(broken) == 1
    assert broken["notice"].iloc[0] < 15
    assert (counted.query("kept and electorate == 'owners'")["notice"] >= 15).all()


def test_one_vote_is_still_open(site: Site) -> None:
    [vote] = site["vote"][site["vote"]["closed_on"].isna()].itertuples()
    assert vote.passed is None
    assert (site["ballot"]["vote_id"] == vote.id).sum() > 5


def test_one_head_for_several_flats(site: Site) -> None:
    electors = site["elector"].merge(site["vote"][["id", "electorate"]], left_on="vote_id", right_on="id")
    owners = electors.query("electorate == 'owners'")
    assert owners.groupby("vote_id")["head"].nunique().sum() < len(owners)


def test_seal_uses_are_compliant_but_one(site: Site) -> None:
    uses = site["seal_use"]
    assert uses["purpose"].isin([one.value for one in ALLOWED]).all()
    assert uses["second_approver_id"].isna().sum() == 1
    assert (uses["first_approver_id"] != uses["second_approver_id"]).all()
    assert (uses["applied_on"] <= uses["used_on"]).all()
    assert uses["void_on"].notna().sum() == 1
    for _, ledger in uses.sort_values("no").groupby("courtyard_id"):
        assert list(ledger["no"]) == list(range(1, len(ledger) + 1))
        assert ledger["used_on"].is_monotonic_increasing
    decided = site["resolution"].set_index("id")["decided_on"]
    based = uses.dropna(subset=["resolution_id"])
    assert (based["resolution_id"].map(decided) <= based["used_on"]).all()


def test_resolutions_fall_due_and_most_are_done_in_time(site: Site) -> None:
    due = site["resolution"][site["resolution"]["due_on"] <= site.last]
    month = site.month(due["due_on"])
    assert (month < 12).sum() >= 20
    assert (month >= 12).sum() >= 20
    assert (due["done_on"] <= due["due_on"]).mean() == pytest.approx(0.88, abs=0.05)


def test_tasks_overdue_and_dropped(site: Site) -> None:
    tasks = site["task"]
    running = tasks["done_on"].isna() & tasks["dropped_on"].isna()
    assert (running & (tasks["due_on"] < site.last)).sum() >= 2
    [dropped] = tasks.dropna(subset=["dropped_on"]).itertuples()
    assert dropped.dropped_why


def test_three_matters_are_told_to_the_end(site: Site) -> None:
    steps = ["agenda_item", "vote", "resolution", "seal_use", "task"]
    whole = set(site["request"]["thread_id"])
    for name in steps:
        whole &= set(site[name]["thread_id"].dropna())
    assert len(whole) >= 3
    for number in whole:
        [request] = site["request"].query(f"thread_id == {number}").itertuples()
        assert request.status == "struck_off"
        [closing] = site["closing"].query(f"request_id == {request.id}").itertuples()
        [call] = site["call_back"].query(f"closing_id == {closing.id}").itertuples()
        assert (call.outcome, call.satisfaction) == ("solved", "satisfied")
        days = [request.accepted_on]
        for name, column in zip(steps[1:], ["closed_on", "decided_on", "used_on", "done_on"], strict=True):
            days.append(site[name].query(f"thread_id == {number}")[column].iloc[0])
        assert [*days, closing.closed_on, call.called_on] == sorted(
            [*days, closing.closed_on, call.called_on]
        )


def test_agenda_items_from_requests_share_their_thread(site: Site) -> None:
    threads = site["request"].set_index("id")["thread_id"]
    items = site["agenda_item"].dropna(subset=["request_id"])
    assert len(items) > 30
    assert (items["request_id"].map(threads) == items["thread_id"]).all()
