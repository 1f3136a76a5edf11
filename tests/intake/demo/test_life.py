"""Money, safety, mediation, renovation, shared life and surveys against what is stated."""

import pandas as pd
import pytest

from dashboard.rules.hazards import POINTS
from dashboard.schema.safety import InspectionKind
from tests.intake.demo.frames import Site


def last_year(site: Site, days: pd.Series) -> pd.Series:
    return days > site.last - pd.DateOffset(years=1)


def test_fees_from_55_to_82_percent(site: Site) -> None:
    fees = site["fee"].assign(month=site.month(site["fee"]["due_on"]))
    months = fees.groupby("month")[["paid", "due"]].sum()
    collected = months["paid"] / months["due"]
    assert collected.head(3).mean() == pytest.approx(0.55, abs=0.03)
    assert collected.tail(3).mean() == pytest.approx(0.82, abs=0.03)


def test_a_fee_a_month_for_each_occupied_household(site: Site) -> None:
    homes = site["household"].set_index("id")
    assert len(site["fee"]) == 24 * (homes["tenure"] != "vacant").sum()
    per_area = site["fee"]["due"] / site["fee"]["household_id"].map(homes["area"])
    assert per_area.between(0.59, 0.61).all()


def test_paying_is_a_habit(site: Site) -> None:
    paid = (site["fee"]["paid"] > 0).groupby(site["fee"]["household_id"]).mean()
    assert ((paid > 0.8) | (paid < 0.2)).mean() > 0.4


def test_rounds_look_at_points_of_their_kind(site: Site) -> None:
    for kind, looked in zip(site["inspection"]["kind"], site["inspection"]["checklist"], strict=True):
        assert looked.keys() <= POINTS[InspectionKind(kind)].keys(), kind


def test_mediation(site: Site) -> None:
    cases = site["mediation"]
    assert len(cases) == pytest.approx(50, abs=4)
    concluded = cases[cases["result"].isin(["agreed", "not_agreed"])]
    assert (concluded["result"] == "agreed").mean() == pytest.approx(0.92, abs=0.03)
    due = cases[cases["due_on"] <= site.last]
    assert due["performed_on"].notna().mean() == pytest.approx(0.88, abs=0.04)


def test_hazards_and_how_soon_they_are_fixed(site: Site) -> None:
    hazards = site["hazard"]
    assert len(hazards) / 24 == pytest.approx(15, abs=1.5)
    due = hazards[hazards["due_on"] <= site.last]
    in_time = due["fixed_on"] <= due["due_on"]
    month = site.month(due["due_on"])
    assert in_time[month < 5].mean() == pytest.approx(0.80, abs=0.05)
    assert in_time[month >= 19].mean() == pytest.approx(0.93, abs=0.05)
    assert due["fixed_on"].isna().sum() >= 3


def test_burglaries_with_one_night_of_two_homes(site: Site) -> None:
    incidents = site["incident"].query("kind == 'burglary'")
    per_year = incidents["happened_on"].dt.year.value_counts()
    assert per_year.between(1, 3).all()
    homes = site["incident_household"].groupby("incident_id").size().reindex(incidents["id"])
    assert sorted(homes) == [1, 1, 1, 2]


def test_five_basic_items_a_courtyard_most_of_them_done(site: Site) -> None:
    items = site["renovation_item"]
    basic = items.query("renovation_class == 'basic'")
    assert basic.groupby("courtyard_id").size().min() >= 5
    assert 0.7 < basic["done_on"].notna().mean() < 1
    assert set(items["renovation_class"]) == {"basic", "improvement", "upgrade"}


def test_work_is_started_done_and_accepted_in_this_order_and_some_of_it_waits(site: Site) -> None:
    items = site["renovation_item"]
    done = items[items["done_on"].notna()]
    assert (done["agreed_on"] <= done["started_on"]).all()
    assert (done["started_on"] <= done["done_on"]).all()
    accepted = done[done["accepted_on"].notna()]
    assert (accepted["done_on"] < accepted["accepted_on"]).all()
    assert items[items["done_on"].isna()]["accepted_on"].isna().all()
    waits = done[last_year(site, done["done_on"])]["accepted_on"].isna()
    assert 0.1 <= waits.mean() <= 0.5


def test_a_roof_is_redone_when_its_item_is_done(site: Site) -> None:
    roofs = site["renovation_item"].query("title_zh == '重做屋面防水'").set_index("courtyard_id")["done_on"]
    told = site["courtyard"].set_index("id")["roof_redone_on"]
    pd.testing.assert_series_equal(roofs.sort_index(), told.sort_index(), check_names=False)
    assert told.notna().sum() == 5


def test_culture_reaches_about_half_the_households(site: Site) -> None:
    culture = site["activity"].query("kind == 'culture'")["id"]
    came = site["participation"][site["participation"]["activity_id"].isin(culture)]
    reached = came[last_year(site, came["took_part_on"])]["household_id"].nunique()
    assert 0.45 <= reached / 365 <= 0.55


def test_volunteers_and_members_hours(site: Site) -> None:
    people = site["resident"]
    adults = people[(site.last.year - people["born_year"] >= 18) & people["until"].isna()]
    served = site["participation"][last_year(site, site["participation"]["took_part_on"])]
    minutes = served.groupby("resident_id")["served_minutes"].sum()
    assert (minutes >= 60).sum() / len(adults) == pytest.approx(0.13, abs=0.015)
    members = site["participation"][
        site["participation"]["resident_id"].isin(site["membership"]["resident_id"])
    ]
    assert members["served_minutes"].sum() / 60 / 75 / 8 == pytest.approx(4, abs=0.3)


def test_check_ins_of_members_in_service(site: Site) -> None:
    serving = site["membership"][site["membership"]["in_service"].astype(bool)]["id"]
    assert serving.isin(site["check_in"]["membership_id"]).mean() == pytest.approx(0.90, abs=0.03)


def test_most_registered_organisations_are_active(site: Site) -> None:
    registered = site["organisation"][site["organisation"]["registered"].astype(bool)]["id"]
    held = site["activity"][site["activity"]["organisation_id"].isin(registered)]
    quarters = held["held_on"].dt.to_period("Q")
    full = quarters[quarters.between(pd.Period("2025Q1"), pd.Period("2026Q3"))]
    active = held.loc[full.index].groupby(full)["organisation_id"].nunique() / len(registered)
    assert active.mean() == pytest.approx(0.85, abs=0.12)


def test_surveys(site: Site) -> None:
    surveys = site["survey"].set_index("id")
    samples = surveys.query("mode == 'sample'").sort_values("opened_on")
    assert list(samples["opened_on"].dt.year) == [2025, 2026]
    assert surveys["mode"].value_counts()["open_link"] == 1
    shares = []
    for id_, survey in samples.iterrows():
        answers = site["survey_answer"].query(f"survey_id == {id_}")
        assert (len(answers), survey["invited"]) == (180, 260)
        safety = answers["safety"].dropna()
        assert 0.94 <= (safety >= 3).mean() <= 0.98
        assert 0.80 <= (safety >= 4).mean() <= 0.90
        assert (answers["gain"].dropna() == "better").mean() == pytest.approx(0.78, abs=0.04)
        assert answers["wellbeing"].mean() == pytest.approx(7.4, abs=0.25)
        shares.append((answers["property_service"].dropna() >= 4).mean())
    assert shares == pytest.approx([0.68, 0.76], abs=0.02)


def test_a_survey_speaks_for_the_adults_of_its_day(site: Site) -> None:
    people = site["resident"]
    for survey in site["survey"].itertuples():
        here = (people["since"] <= survey.opened_on) & ~(people["until"] < survey.opened_on)
        adults = people[here & (survey.opened_on.year - people["born_year"] >= 18)]
        assert survey.population == len(adults)


def test_disclosures_and_reports_in_time(site: Site) -> None:
    due = site["disclosure"][site["disclosure"]["due_on"] <= site.last]
    assert (due["published_on"] <= due["due_on"]).mean() == pytest.approx(0.95, abs=0.03)
    duties = site["reporting_duty"]
    past = duties[(duties["month"] < f"{site.last:%Y-%m}") & duties["entered_on"].notna()]
    assert (past["entered_on"] <= past["due_on"]).mean() == pytest.approx(0.92, abs=0.02)
    latest = duties[duties["month"] == f"{site.last:%Y-%m}"]
    assert 0 < latest["completed_on"].notna().mean() < 0.6
    assert latest["approved_on"].isna().all()


def test_pledges_of_resident_units(site: Site) -> None:
    units = site["organisation"].query("kind == 'resident_unit'")["id"]
    assert site["pledge"]["organisation_id"].isin(units).all()
    due = site["pledge"][site["pledge"]["due_on"].between(site.last - pd.DateOffset(years=1), site.last)]
    assert len(due) >= 10
    assert (due["delivered_on"] <= due["due_on"]).mean() == pytest.approx(0.90, abs=0.06)
