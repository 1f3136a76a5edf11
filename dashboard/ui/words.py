"""Names of codes in the reader's language, and sentences for what goes wrong."""

import re
from datetime import date, datetime
from html import escape
from typing import Any

from dashboard.clock import SHANGHAI
from dashboard.errors import (
    AlreadyDone,
    InvalidDraft,
    LastAdministrator,
    NotAllowed,
    NotFound,
    OutOfTurn,
    Problem,
    StaleVersion,
    YuanluoError,
)
from dashboard.i18n import N_, _, language
from dashboard.indicators.sentences import MONTHS

TYPES = {
    "pipes": (N_("Pipes"), "🚰"),
    "leak": (N_("Roof or wall leak"), "💧"),
    "cleaning": (N_("Cleaning"), "🧹"),
    "parking": (N_("Parking"), "🚲"),
    "fire": (N_("Fire hazard"), "🔥"),
    "noise": (N_("Noise, neighbours"), "🔊"),
    "security": (N_("Gate, light, security"), "💡"),
    "fees": (N_("Fees, service"), "🧾"),
    "trees": (N_("Trees"), "🌳"),
    "illegal_building": (N_("Illegal building"), "🧱"),
    "ageing": (N_("Lift, ageing"), "🦯"),
    "other": (N_("Other"), "💬"),
}
PLACES = {
    "flat": N_("In a flat"),
    "roof": N_("Roof"),
    "stairwell": N_("Stairwell"),
    "yard": N_("Yard"),
    "gate": N_("Gate"),
    "outside": N_("Outside"),
}
FACILITIES = {
    "fitness": N_("Fitness area"),
    "rest_area": N_("Rest area"),
    "bike_shed": N_("Bike shed"),
    "fire_point": N_("Fire point"),
    "card_gate": N_("Card gate"),
    "station": N_("Station"),
}
DATUMS = {
    "wgs84": N_("WGS-84 or CGCS2000"),
    "gcj02": N_("GCJ-02 (Gaode, Tencent)"),
    "bd09": N_("BD-09 (Baidu)"),
}
STATUS = {
    "accepted": N_("accepted"),
    "in_hand": N_("in hand"),
    "closed": N_("closed"),
    "confirmed": N_("confirmed by the resident"),
    "struck_off": N_("struck off"),
    "rejected": N_("rejected"),
    "transferred": N_("transferred"),
}
STEPS = {
    "contact": N_("contacted the resident"),
    "visit": N_("went to look"),
    "dispatch": N_("handed over"),
    "note": N_("remark"),
    "extension": N_("new date promised"),
    "reopen": N_("reopened"),
    "reject": N_("rejected"),
    "transfer": N_("transferred"),
    "strike_off": N_("struck off"),
}
OUTCOMES = {"solved": N_("solved"), "unsolved": N_("not solved"), "unreached": N_("not reached")}
SATISFACTION = {"satisfied": N_("satisfied"), "unsatisfied": N_("not satisfied")}
ROLES = {
    "leader": N_("leader"),
    "committee": N_("courtyard self-governance group"),
    "office": N_("community office"),
    "property": N_("property company"),
    "public": N_("public"),
}
DUTIES = {
    "requests": N_("requests"),
    "call_backs": N_("call-backs"),
    "hazards": N_("hazards"),
    "activities": N_("activities"),
    "meetings": N_("meetings"),
    "fees": N_("fees"),
    "station": N_("station"),
    "office": N_("people in office"),
    "renovation": N_("renovation"),
    "survey": N_("survey"),
}
HAZARDS = {
    "dangling_cable": N_("Charging from a dangling cable"),
    "fire_lane": N_("Fire lane blocked"),
    "clutter": N_("Clutter in a passage"),
    "extinguisher": N_("Fire extinguisher missing or out of date"),
    "wall": N_("Wall or plaster loose"),
    "railing": N_("Railing loose"),
    "manhole": N_("Manhole cover broken"),
    "wiring": N_("Unsafe wiring"),
    "other": N_("Other"),
}
MEETINGS = {
    "joint": N_("joint meeting"),
    "consultation": N_("consultation meeting"),
    "courtyard": N_("courtyard meeting"),
    "committee": N_("committee meeting"),
}
SEAL_PURPOSES = {
    "repair_notice": N_("notice of repairs"),
    "opinion": N_("residents' opinions"),
    "resolution_notice": N_("notice of a resolution"),
    "activity_notice": N_("notice of an activity"),
    "fund_application": N_("application for the maintenance fund"),
    "contract_witness": N_("witness to a contract"),
    "forbidden_certificate": N_("certificate that may not be given"),
}
RENOVATION = {
    "basic": N_("Basic class"),
    "improvement": N_("Improvement class"),
    "upgrade": N_("Upgrade class"),
}
SELECTIONS = {
    "elected": N_("elected"),
    "self_nominated": N_("self-nominated"),
    "appointed": N_("appointed"),
}
POSTS = {
    "first_secretary": N_("first secretary"),
    "secretary": N_("secretary"),
    "director": N_("director"),
    "head": N_("head"),
    "deputy": N_("deputy"),
    "member": N_("member"),
    "part_time_member": N_("part-time member"),
    "quality_director": N_("quality director"),
    "representative": N_("representative"),
}
FIELDS = {
    "status": N_("status"),
    "note": N_("remark"),
    "done": N_("what was done"),
    "kind": N_("step"),
    "outcome": N_("outcome"),
    "fixed_on": N_("day on which it was fixed"),
}

PROBLEMS = {
    "missing": N_("Please fill this in."),
    "string_too_short": N_("Please write at least {min_length} characters."),
    "string_too_long": N_("Please write at most {max_length} characters."),
    "flat_needs_household": N_("Please choose the flat."),
    "reason_needed": N_("Please give the reason."),
    "in_the_future": N_("This lies in the future."),
    "before_acceptance": N_("This is before the request was accepted."),
    "before_reopening": N_("This is before the request was reopened."),
    "between_closing_and_today": N_("Choose a day between the closing and today."),
    "not_in_courtyard": N_("This flat belongs to another courtyard."),
    "unreached_says_nothing": N_("Somebody who was not reached says nothing about being satisfied."),
    "ends_before_it_begins": N_("The end lies before the beginning."),
    "too_long_ago": N_("This lies more than a year back."),
    "too_far_ahead": N_("This lies more than a year ahead."),
    "no_such_stairwell": N_("There is no such stairwell in this courtyard."),
    "not_as_looked": N_("Each point that is not in order needs one hazard of its kind, and no other."),
    "nothing_looked_at": N_("Please say of at least one point whether it is in order."),
    "photo_unreadable": N_("This is no picture that can be opened. Take a photo, or choose a JPG or PNG."),
    "photo_too_large": N_("This picture is too large. Please take it again, or choose a smaller one."),
    "photo_there_already": N_("This very picture is there already."),
    "too_many_photos": N_("There are {most} photos already; no more are kept."),
    "confirm_nobody_shown": N_("Please look at the picture and confirm: no faces, no number plates."),
    "courtyard_needed": N_("A courtyard meeting needs its courtyard."),
    "whole_site_only": N_("Such a meeting is held for the whole site."),
    "meeting_there_already": N_("This meeting is recorded already, on that day and with that title."),
    "counts_no_households": N_("At such a meeting no households are counted."),
    "came_and_stayed_away": N_("The same household cannot have come and stayed away."),
    "does_not_sit_here": N_("This body does not sit at this meeting, or you cannot enter it."),
    "not_in_office": N_("This person held no office in this body on that day."),
    "no_feature_collection": N_("This is not a GeoJSON FeatureCollection."),
    "no_features": N_("The file holds nothing."),
    "no_polygon_with_courtyard": N_("A polygon with the property “courtyard” is needed here."),
    "courtyard_is_no_number": N_("“courtyard” must be the courtyard's number."),
    "given_twice": N_("This courtyard or building is in the file twice."),
    "ring_not_closed": N_("The outline must end where it begins, with at least three corners."),
    "ring_crosses_itself": N_("The outline crosses itself."),
    "corner_is_no_point": N_("A corner is not a pair of numbers."),
    "corner_off_the_earth": N_("Longitude comes first, then latitude, in degrees."),
    "area_cannot_be": N_("This is too small or too large for a courtyard: were degrees meant?"),
    "file_too_large": N_(
        "This file is too large: at most {megabytes} MB, {features} outlines, {corners} corners."
    ),
    "too_many_corners": N_("This outline has more than {most} corners."),
    "no_such_courtyard": N_("There is no courtyard with this number."),
    "login_taken": N_("Somebody has this login already. Please choose another."),
    "login_unfit": N_("A login has 2 to 60 letters or digits, without spaces."),
    "no_such_building": N_("There is no such building in this courtyard."),
}

BARE_ADDRESS = re.compile(r"https?:(?=//)|www(?=\.)|@", re.IGNORECASE)


def named(texts: dict[str, Any], code: Any) -> str:
    """The name of a code."""
    found = texts[str(code)]
    return _(found[0] if isinstance(found, tuple) else found)


def pictured(code: Any) -> str:
    """The name of a type of request with its pictogram, for big choices."""
    return f"{TYPES[str(code)][1]} {named(TYPES, code)}"


def problem(one: Problem) -> str:
    """One plain sentence about one field."""
    return _(PROBLEMS.get(one.code, N_("This cannot be right: please check it.")), **one.values)


def trouble(error: YuanluoError) -> str:
    """One plain sentence about what went wrong."""
    if isinstance(error, InvalidDraft):
        return " ".join(problem(one) for one in error.problems)
    sentences = {
        NotAllowed: _("You may not do this here."),
        NotFound: _("There is no such record that you may see."),
        OutOfTurn: _("This step no longer fits: somebody has moved the matter on. Please look again."),
        AlreadyDone: _("This was saved already."),
        LastAdministrator: _("This is the last administrator: somebody must be left who can let people in."),
        StaleVersion: _("Somebody changed this since you opened it. Nothing was overwritten."),
    }
    return sentences.get(type(error), _("This did not work. What you typed is still here."))


def courtyard(one: dict[str, Any]) -> str:
    """A courtyard's name."""
    return str(one[f"name_{language()}"])


def day(one: date | None) -> str:
    """`2026年10月3日` / `3 Oct 2026`; a dash for none."""
    if one is None:
        return "—"
    month = one.month if language() == "zh" else MONTHS[one.month - 1]
    return _("{day} {month} {year}", day=one.day, month=month, year=one.year)


def instant(one: datetime) -> str:
    """A day and a time of day in Shanghai."""
    local = one.astimezone(SHANGHAI)
    return f"{day(local.date())} {local:%H:%M}"


def safe(text: Any) -> str:
    """Typed text, harmless inside our HTML."""
    return escape(str(text))


def plain(text: Any) -> str:
    """Typed text as Markdown that shows just these characters: no picture, no link, no format."""
    # Streamlit makes links of bare addresses when the backslashes are gone: an unseen word joiner parts them.
    parted = BARE_ADDRESS.sub(lambda found: f"{found[0]}\u2060", str(text))
    return "".join(f"\\{one}" if one in "\\`*_{}[]()<>#+-.!|~$:&=^" else one for one in parted)
