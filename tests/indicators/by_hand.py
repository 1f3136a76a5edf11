"""The indicators once more, by hand: plain pandas on the raw tables, nothing shared with the engine.

Each function is given the tables and a stretch of days and returns the rows it counts: `courtyard`, `part`
and `whole`.
"""

from collections.abc import Callable
from functools import cache
from typing import TypeAlias

import pandas as pd

from tests.indicators.raw import (
    NOW,
    TODAY,
    Counts,
    Stretch,
    Town,
    add_up,
    answers,
    household_months,
    in_force,
    last_words,
    members,
    on_time,
    residents,
    rows,
    serving,
    stretch,
)

Count: TypeAlias = "Callable[[Town, Stretch], pd.DataFrame]"
LEFT_OUT = ["rejected", "transferred"]


@cache
def count(town: Town, key: str, written: str) -> Counts:
    """{(scope, period): (part, whole)} of an indicator in a period."""
    return add_up(COUNTS[key](town, stretch(written)), written)


# One core


def party_checkin_rate(town: Town, days: Stretch) -> pd.DataFrame:
    asked = members(town, days.until).query("in_service == 1")
    came = town.check_in.query("checked_on <= @days.until")["membership_id"]
    return rows(asked, asked["id"].isin(came))


def party_service_hours(town: Town, days: Stretch) -> pd.DataFrame:
    """Minutes; the engine shows hours."""
    counted = members(town, days.until)
    served = town.participation[days.holds(town.participation["took_part_on"])]
    minutes = served.groupby("resident_id")["served_minutes"].sum()
    return rows(counted, counted["resident_id"].map(minutes).fillna(0))


def alliance_delivery(town: Town, days: Stretch) -> pd.DataFrame:
    units = town.organisation.query("kind == 'resident_unit'")["id"]
    return on_time(town.pledge[town.pledge["organisation_id"].isin(units)], "delivered_on", days)


def cross_post_fill(town: Town, days: Stretch) -> pd.DataFrame:
    terms = serving(town, days.until)
    held = terms.groupby(["organisation_id", "post"])["person_id"].agg(set).to_dict()
    posts = town.cross_post
    home = zip(posts["home_id"], posts["home_post"], strict=True)
    host = zip(posts["host_id"], posts["host_post"], strict=True)
    filled = [bool(held.get(a, set()) & held.get(b, set())) for a, b in zip(home, host, strict=True)]
    return rows(posts, pd.Series(filled, index=posts.index))


def joint_meeting_on_time(town: Town, days: Stretch) -> pd.DataFrame:
    """A meeting is due when its quarter is over; one held before counts at once."""
    held = town.meeting[days.holds(town.meeting["held_on"]) & (town.meeting["held_on"] <= TODAY)]
    due = pd.DataFrame({"kind": ["joint", "consultation"]})
    due = due if days.last <= TODAY else due[due["kind"].isin(held["kind"])]
    return rows(due, due["kind"].isin(held["kind"]))


# Many dimensions


def committee_complete(town: Town, days: Stretch) -> pd.DataFrame:
    groups = in_force(town.organisation.query("kind == 'courtyard_group'"), days.until)
    seated = serving(town, days.until).groupby("organisation_id")["person_id"].nunique()
    complete = groups[groups["id"].map(seated).fillna(0) >= 3]["courtyard"]
    courtyards = town.courtyard.assign(courtyard=town.courtyard["id"])
    return rows(courtyards, courtyards["id"].isin(complete))


def seal_compliance(town: Town, days: Stretch) -> pd.DataFrame:
    used = town.seal_use[days.holds(town.seal_use["used_on"]) & town.seal_use["void_on"].isna()]
    applied = used["applicant_id"].notna() & (used["applied_on"] <= used["used_on"])
    both = used["first_approver_id"].notna() & used["second_approver_id"].notna()
    different = used["first_approver_id"] != used["second_approver_id"]
    return rows(used, applied & both & different & (used["purpose"] != "forbidden_certificate"))


def disclosure_on_time(town: Town, days: Stretch) -> pd.DataFrame:
    return on_time(town.disclosure, "published_on", days)


def consult_turnout(town: Town, days: Stretch) -> pd.DataFrame:
    open_ones = town.meeting[town.meeting["kind"].isin(["consultation", "courtyard"])]
    came = town.household_attendance.groupby("meeting_id")["household_id"].agg(set)
    found = [rows(town.household.head(0), 0)]
    for meeting in open_ones[days.holds(open_ones["held_on"])].itertuples():
        homes = in_force(town.household, meeting.held_on)
        asked = homes if pd.isna(meeting.courtyard) else homes[homes["courtyard"] == meeting.courtyard]
        found.append(rows(asked, asked["id"].isin(came.get(meeting.id, set()))))
    return pd.concat(found)


def resolution_delivery(town: Town, days: Stretch) -> pd.DataFrame:
    return on_time(town.resolution, "done_on", days)


def vote_compliance(town: Town, days: Stretch) -> pd.DataFrame:
    closed = town.vote[days.holds(town.vote["closed_on"])]
    return rows(closed, (closed[["notice_ok", "electorate_ok", "result_ok"]] == 1).all(axis=1))


def station_visits(town: Town, days: Stretch) -> pd.DataFrame:
    visits = town.station_visit[days.holds(town.station_visit["visited_on"])]
    return pd.concat([rows(visits, visits["visitors"], 0), household_months(town, days)])


def culture_reach(town: Town, days: Stretch) -> pd.DataFrame:
    culture = town.activity.query("kind == 'culture'")["id"]
    took_part = town.participation[days.holds(town.participation["took_part_on"])]
    reached = took_part[took_part["activity_id"].isin(culture)]["household_id"]
    homes = in_force(town.household, days.until)
    return rows(homes, homes["id"].isin(reached))


def org_active_share(town: Town, days: Stretch) -> pd.DataFrame:
    bodies = in_force(town.organisation.query("registered == 1"), days.until)
    active = town.activity[days.holds(town.activity["held_on"])]["organisation_id"]
    return rows(bodies, bodies["id"].isin(active))


def mediation_success(town: Town, days: Stretch) -> pd.DataFrame:
    concluded = town.mediation[days.holds(town.mediation["concluded_on"])]
    concluded = concluded[concluded["result"] != "withdrawn"]
    return rows(concluded, concluded["result"] == "agreed")


def mediation_fulfilment(town: Town, days: Stretch) -> pd.DataFrame:
    due = town.mediation[days.holds(town.mediation["due_on"]) & (town.mediation["due_on"] <= TODAY)]
    return rows(due, due["performed_on"].notna())


# Building together, Red Property, renovation


def household_participation(town: Town, days: Stretch) -> pd.DataFrame:
    attended = town.household_attendance.merge(town.meeting, left_on="meeting_id", right_on="id")
    voted = town.ballot.merge(town.elector, left_on="elector_id", right_on="id")
    acts = [(attended, "held_on"), (voted, "cast_on")]
    acts += [(town.participation, "took_part_on"), (town.support, "supported_on")]
    acted = pd.concat([frame[days.holds(frame[day])]["household_id"] for frame, day in acts])
    homes = in_force(town.household, days.until)
    return rows(homes, homes["id"].isin(acted))


def volunteer_rate(town: Town, days: Stretch) -> pd.DataFrame:
    adults = residents(town, days.until)
    adults = adults[int(days.until[:4]) - adults["born_year"] >= 18]
    served = town.participation[days.holds(town.participation["took_part_on"])]
    minutes = served.groupby("resident_id")["served_minutes"].sum()
    return rows(adults, adults["id"].map(minutes).fillna(0) >= 60)


def fee_collection(town: Town, days: Stretch) -> pd.DataFrame:
    """Fen, of fees that fell due in the quarter."""
    fees = town.fee[days.holds(town.fee["due_on"])]
    return rows(fees, fees["paid"].where(fees["paid_on"] <= days.until, 0), fees["due"])


def renovation_done(town: Town, days: Stretch) -> pd.DataFrame:
    basic = town.renovation_item.query("renovation_class == 'basic' and agreed_on <= @days.until")
    return rows(basic, basic["done_on"] <= days.until)


def roof_leak_rate(town: Town, days: Stretch) -> pd.DataFrame:
    year = days.first[:4]
    season = town.request["accepted_on"].between(f"{year}-05-01", f"{year}-10-31")
    leaking = town.request[season & (town.request["type"] == "leak")]["household_id"]
    homes = in_force(town.household, f"{year}-10-31").query("top_floor == 1")
    return rows(homes, homes["id"].isin(leaking))


# Sharing


def solve_rate(town: Town, days: Stretch) -> pd.DataFrame:
    said = last_words(town, days).query("outcome in ('solved', 'unsolved')")
    return rows(said, said["outcome"] == "solved")


def satisfied_rate(town: Town, days: Stretch) -> pd.DataFrame:
    said = last_words(town, days).query("satisfaction in ('satisfied', 'unsatisfied')")
    return rows(said, said["satisfaction"] == "satisfied")


def response_rate(town: Town, days: Stretch) -> pd.DataFrame:
    asked = town.request[days.holds(town.request["limit_on"])]
    asked = asked[asked["limit_at"].str[:19] <= NOW]
    return rows(asked, asked["first_contact_at"] <= asked["limit_at"])


def median_days(town: Town, days: Stretch) -> pd.DataFrame:
    """Requests accepted in the stretch: days until the closing that held at its end, or until its end."""
    asked = town.request[days.holds(town.request["accepted_on"])]
    asked = asked[~asked["status"].isin(LEFT_OUT)].set_index("id")
    closed = town.closing[town.closing["closed_on"] <= days.until]
    held = closed[closed["reopened_on"].isna() | (closed["reopened_on"] > days.until)]
    closed_on = held.groupby("request_id")["closed_on"].max().reindex(asked.index)
    waited = pd.to_datetime(closed_on.fillna(days.until)) - pd.to_datetime(asked["accepted_on"])
    return rows(asked, closed_on.notna()).assign(days=waited.dt.days)


def repeat_request(town: Town, days: Stretch) -> pd.DataFrame:
    closed = town.closing.merge(town.request, left_on="request_id", right_on="id", suffixes=("", "_of"))
    asked = town.request[days.holds(town.request["accepted_on"])]
    pairs = asked.merge(closed[["request_id", "place_key", "type", "closed_on"]], on=["place_key", "type"])
    gap = (pd.to_datetime(pairs["accepted_on"]) - pd.to_datetime(pairs["closed_on"])).dt.days
    again = pairs[gap.between(0, 90) & (pairs["request_id"] != pairs["id"])]["id"]
    return rows(asked, asked["id"].isin(again))


def gain_share(town: Town, days: Stretch) -> pd.DataFrame:
    said = answers(town, days, "gain")
    return rows(said, said["gain"] == "better")


def wellbeing_mean(town: Town, days: Stretch) -> pd.DataFrame:
    said = answers(town, days, "wellbeing")
    return rows(said, said["wellbeing"])


def safety_share(town: Town, days: Stretch) -> pd.DataFrame:
    said = answers(town, days, "safety")
    return rows(said, said["safety"] >= 3)


def property_satisfaction(town: Town, days: Stretch) -> pd.DataFrame:
    said = answers(town, days, "property_service")
    return rows(said, said["property_service"] >= 4)


def burglary_rate(town: Town, days: Stretch) -> pd.DataFrame:
    burglaries = town.incident.query("kind == 'burglary'")
    burglaries = burglaries[days.holds(burglaries["happened_on"])]
    return pd.concat([rows(burglaries, 1, 0), household_months(town, days)])


def hazard_rectified(town: Town, days: Stretch) -> pd.DataFrame:
    return on_time(town.hazard, "fixed_on", days)


COUNTS: dict[str, Count] = {
    one.__name__: one
    for one in (
        party_checkin_rate,
        party_service_hours,
        alliance_delivery,
        cross_post_fill,
        joint_meeting_on_time,
        committee_complete,
        seal_compliance,
        disclosure_on_time,
        consult_turnout,
        resolution_delivery,
        vote_compliance,
        station_visits,
        culture_reach,
        org_active_share,
        mediation_success,
        mediation_fulfilment,
        household_participation,
        volunteer_rate,
        fee_collection,
        property_satisfaction,
        renovation_done,
        solve_rate,
        satisfied_rate,
        response_rate,
        median_days,
        repeat_request,
        gain_share,
        wellbeing_mean,
        safety_share,
        burglary_rate,
        hazard_rectified,
        roof_leak_rate,
    )
}
