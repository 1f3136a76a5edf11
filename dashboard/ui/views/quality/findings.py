"""What the checks found: how many, by which rule, what to do, and the records themselves."""

from collections.abc import Sequence

import streamlit as st

from dashboard import clock
from dashboard.access import Action, Principal, scope
from dashboard.charts.palette import palette
from dashboard.i18n import N_, _, _n, language
from dashboard.indicators.sentences import period_words
from dashboard.queries import quality
from dashboard.queries.checks.check_types import Found, Group, Kind
from dashboard.queries.quality import Finding
from dashboard.records.names import DUTIES
from dashboard.ui import cache, templates
from dashboard.ui.components import links
from dashboard.ui.formats import day
from dashboard.ui.labels import named
from dashboard.ui.shell.style import is_dark
from dashboard.ui.views.quality.quality import place

SHOWN = 6
GROUPS = {
    Group.CONTRADICTION: N_("Records that contradict each other"),
    Group.QUESTION: N_("Unusual, perhaps right: a question, no reproach"),
    Group.UNLOCATED: N_("Without a place on the map"),
}
CHECKS = {
    "closed_without_closing": (
        N_("Requests that pass for closed without a closing"),
        N_("status closed, confirmed or struck off, but no closing that stands"),
        N_("Enter the closing, or reopen the request."),
    ),
    "open_though_closed": (
        N_("Requests that pass for open though closed"),
        N_("status accepted or in hand, but a closing that nobody reopened"),
        N_("Ask the handler whether the work is done."),
    ),
    "called_before_closing": (
        N_("Call-backs before the closing they ask about"),
        N_("day of the call-back before the day of the closing"),
        N_("Correct the day that is wrong."),
    ),
    "dated_ahead": (
        N_("Requests, closings or call-backs dated in the future"),
        N_("a day after today"),
        N_("Correct the day."),
    ),
    "nothing_though_something": (
        N_('"Nothing happened" in a month with records'),
        N_("a report that says so, and records of the same kind, courtyard and month"),
        N_("Withdraw the statement, or look at whose records these are."),
    ),
    "present_though_away": (
        N_("Households present at a meeting though they did not live here"),
        N_("moved out before, or in after, the day of the meeting"),
        N_("Check the attendance list, and the days of moving."),
    ),
    "terms_overlap": (
        N_("Terms of office that overlap"),
        N_("two people in a post for one, or one person twice in the same post"),
        N_("Enter the day on which the earlier term ended."),
    ),
    "declared_otherwise": (
        N_("Votes declared against their own count"),
        N_("the declared result is not what the ballots give by article 278"),
        N_("Count again, and publish the correction."),
    ),
    "ballots_out_of_time": (
        N_("Ballots cast before the vote opened or after it closed"),
        N_("day of the ballot outside the days of the vote"),
        N_("Check the day; a late ballot does not count."),
    ),
    "fees_undated": (
        N_("Fees paid without a day, or with a day and no payment"),
        N_("amount and day of payment do not go together"),
        N_("Compare with the company's receipts."),
    ),
    "unusual_month": (
        N_("Months with unusually many or few requests"),
        N_("against the courtyard's own twelve months before: outside the exact 99.8% Poisson limits"),
        N_("Ask the courtyard: an event, a drive, or reports that were not entered? More is no bad sign."),
    ),
    "long_open": (
        N_("Requests open for more than 180 days"),
        N_("accepted more than 180 days ago and still accepted or in hand"),
        N_("Is it still being done, or was the closing never entered?"),
    ),
    "long_to_close": (
        N_("Requests that took more than 180 days to close"),
        N_("from acceptance to the last closing"),
        N_("Is the day of closing right?"),
    ),
    "entered_twice": (
        N_("Requests perhaps entered twice"),
        N_("same place, type, day and words as an earlier one"),
        N_("If it is the same matter, turn one away with that reason."),
    ),
    "solved_then_reopened": (
        N_("Closings called solved and reopened all the same"),
        N_('the resident\'s last word was "solved", and the request was reopened'),
        N_("Same trouble again, or a new one? A new one is a new request."),
    ),
    "paid_more_than_due": (
        N_("Fees paid beyond what was due"),
        N_("paid more than due in a month"),
        N_("An advance, or a slip of the keys? Compare with the receipt."),
    ),
    "request_unplaced": (
        N_("Requests without stairwell or flat"),
        N_("place is a flat that is not named, or a stairwell or roof with neither stairwell nor flat named"),
        N_("Ask the resident and add it; until then it is counted beside the map."),
    ),
    "hazard_unplaced": (
        N_("Hazards without stairwell or flat"),
        N_("place is a flat that is not named, or a stairwell or roof with neither stairwell nor flat named"),
        N_("Add the stairwell at the next round."),
    ),
    "courtyard_without_outline": (
        N_("Courtyards without an outline"),
        N_("no outline on the plan"),
        N_("Draw it, or import it as GeoJSON."),
    ),
    "building_without_footprint": (
        N_("Buildings without a footprint"),
        N_("no footprint on the plan"),
        N_("Draw it, or import it as GeoJSON."),
    ),
    "facility_outside": (
        N_("Facilities outside every courtyard"),
        N_("the point lies inside no outline"),
        N_("Check the coordinates, and the datum they came in."),
    ),
}
"""By check: what it looks for, its rule, what to do."""
LEADS = {
    Kind.REQUEST: ("requests", "find", Action.SEE_REQUESTS),
    Kind.HAZARD: ("inspections", "hazard", Action.SEE_HAZARDS),
    Kind.MEETING: ("meetings", "meeting", Action.SEE_MEETINGS),
}
"""Where a record is shown, and what one must be allowed to do to look."""


def findings(by: Principal) -> list[Finding]:
    """What the checks found in what the reader may see; read anew each time."""
    return cache.read(quality.findings, by=by, today=clock.today())


def asking(found: Sequence[Finding]) -> int:
    """How many checks found something."""
    return len([one for one in found if one.count != 0])


def lists(by: Principal, found: Sequence[Finding]) -> None:
    """The findings by group; what was checked and found in order is named too."""
    for group, title in GROUPS.items():
        own = [one for one in found if one.group is group]
        st.subheader(_(title))
        for one in own:
            if one.count != 0:
                _finding(by, one)
        quiet = [_(CHECKS[one.key][0]) for one in own if one.count == 0]
        if quiet:
            text = _("Checked, nothing found: {checks}.", checks=_("; ").join(quiet))
            templates.line(f"✓ {text}", "yl-note")


def _finding(by: Principal, one: Finding) -> None:
    title, rule, remedy = (_(text) for text in CHECKS[one.key])
    with st.container(border=True):
        templates.draw(
            "views/quality/finding.html",
            ink=palette(dark=is_dark()).caution_ink,
            count=_("1 to 4, withheld") if one.count is None else str(one.count),
            title=title,
            remedy=remedy,
            rule=_("Rule: {rule}.", rule=rule),
        )
        _rows(by, one, one.rows[:SHOWN])
        if len(one.rows) > SHOWN:
            with st.expander(_n("{n} more", "{n} more", len(one.rows) - SHOWN)):
                _rows(by, one, one.rows[SHOWN:])
        if not one.rows:
            st.caption(_("Which households these are is for those who keep the records."))


def _rows(by: Principal, of: Finding, rows: Sequence[Found]) -> None:
    with st.container(horizontal=True, gap="small"):
        for one in rows:
            _row(by, of, one)


def _row(by: Principal, of: Finding, one: Found) -> None:
    label = links.plain(_label(of, one))
    page, name, action = LEADS.get(one.kind, ("", "", Action.SEE_QUALITY))
    if page and scope(by, action):
        links.to(page, label, **{name: one.ref})
    elif own := next((yard for yard in cache.courtyards() if yard["id"] == one.courtyard_id), None):
        links.to("courtyard", label, no=own["no"])
    else:
        st.markdown(label)


def _label(of: Finding, one: Found) -> str:
    name = one.name_en if one.name_en and language() == "en" else one.name
    parts = [name, place(one.courtyard_id), _when(one)]
    if one.kind is Kind.MONTH and one.ref:
        parts.append(named(DUTIES, one.ref))
    if one.count is not None:
        parts.append(_counted(of.key, one.count))
    if one.usual is not None:
        parts.append(_("usually {usual}", usual=f"{one.usual:.1f}"))
    return " · ".join(part for part in parts if part)


def _counted(check: str, n: int) -> str:
    """What a check counted in one of its records."""
    days, households = _n("{n} day", "{n} days", n), _n("{n} household", "{n} households", n)
    return {
        "long_open": days,
        "long_to_close": days,
        "present_though_away": households,
        "fees_undated": households,
        "paid_more_than_due": households,
        "ballots_out_of_time": _n("{n} ballot", "{n} ballots", n),
        "nothing_though_something": _n("{n} record", "{n} records", n),
        "unusual_month": _n("{n} request", "{n} requests", n),
    }[check]


def _when(one: Found) -> str:
    if one.on is None or one.kind is Kind.REQUEST:
        return ""
    return period_words(one.on.isoformat()[:7]) if one.kind is Kind.MONTH else day(one.on)
