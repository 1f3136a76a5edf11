"""Plain sentences: one for everything that can go wrong, and one for what is done."""

from datetime import date
from typing import Any

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
from dashboard.i18n import N_, _
from dashboard.records.names import CHANNELS, TYPES
from dashboard.ui.formats import day
from dashboard.ui.labels import named

PROBLEMS = {
    "missing": N_("Please fill this in."),
    "string_too_short": N_("Please write at least {min_length} characters."),
    "string_too_long": N_("Please write at most {max_length} characters."),
    "flat_needs_household": N_("Please choose the flat."),
    "supports_already": N_("This household stands behind the request already."),
    "reason_needed": N_("Please give the reason."),
    "in_the_future": N_("This lies in the future."),
    "before_acceptance": N_("This is before the request was accepted."),
    "before_reopening": N_("This is before the request was reopened."),
    "between_closing_and_today": N_("Choose a day between the closing and today."),
    "not_in_courtyard": N_("This flat belongs to another courtyard."),
    "unreached_says_nothing": N_("Somebody who was not reached says nothing about being satisfied."),
    "ends_before_it_begins": N_("This lies before {since}, the day it began."),
    "no_place_on_the_map": N_("There is no free spot beside this building on the map: choose another one."),
    "done_first": N_("Please say first on which day it was done."),
    "too_long_ago": N_("This lies more than a year back."),
    "too_far_ahead": N_("This lies more than a year ahead."),
    "no_such_stairwell": N_("There is no such stairwell in this courtyard."),
    "not_as_looked": N_("Each point that is not in order needs one hazard of its kind, and no other."),
    "nothing_looked_at": N_("Please say of at least one point whether it is in order."),
    "photo_unreadable": N_("This is no picture that can be opened. Take a photo, or choose a JPG or PNG."),
    "photo_too_large": N_("This picture is too large. Please take it again, or choose a smaller one."),
    "photo_was_taken_away": N_("This very picture was taken away here, and is not kept again."),
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
    "in_the_past": N_("This lies in the past."),
    "survey_too_long": N_("A survey is open for at most {days} days."),
    "sample_is_of_the_site": N_("A random sample is drawn from the whole site."),
    "nobody_to_ask": N_("No household is lived in there."),
    "more_than_households": N_("At most {most} households can be asked."),
    "fewer_than_asked": N_("{asked} households are asked: there cannot be fewer residents."),
    "too_many_slips": N_("More than {most} slips at once: please print courtyard by courtyard."),
    "nobody_to_answer": N_("This request names no household that could answer."),
    "nothing_answered": N_("Please answer at least one question."),
    "everybody_answered": N_("All {asked} households asked have answered: no more sheets are taken."),
    "no_such_slip": N_("No slip of this survey has this code or this flat's number."),
    "slip_used": N_("This slip has been used: the household has answered."),
    "outside_the_survey": N_("Choose one of the survey's days, no later than today."),
    "month_runs": N_("The month is not over: this can be said in its last week at the earliest."),
    "records_exist": N_("There are records in this month already."),
    "nothing_entered": N_("Nothing is entered for this month. Enter it, or say that nothing happened."),
    "nothing_changed": N_("Nothing has changed."),
    "amount_cannot_be": N_("No bill is below zero or above a million yuan."),
    "payment_without_day": N_("On which day was it paid?"),
    "day_without_payment": N_("There is a day, but no payment."),
    "paid_long_before_due": N_("This day lies more than a year before the month."),
    "paid_more_than_due": N_("More was paid than is due."),
    "due_far_from_before": N_("Last month it was much more or much less."),
    "flat_twice": N_("This flat is there twice."),
    "before_the_records": N_("No records were kept then yet."),
    "unreadable": N_("This is no amount in yuan and fen, or no day."),
    "no_such_building": N_("There is no such building in this courtyard."),
    "hours_stand": N_("Somebody of this flat served hours: please take the hours back first."),
    "not_of_this_flat": N_("This person did not live in this flat on that day."),
    "adults_only": N_("Hours are kept of adults only."),
    "others_refer_to_it": N_("Other entries belong to it, such as who took part: take them back first."),
    "there_already": N_("This is recorded already: please look at the list."),
    "not_offered": N_("This can no longer be chosen: please choose again."),
    "far_too_far_ahead": N_("This lies more than ten years ahead."),
    "seal_may_not": N_("The courtyard seal may not be used for this."),
    "same_approver": N_("Two different people must approve."),
    "line_is_void": N_("This line is void and stays as it is."),
    "in_office_already": N_("This person holds this post already at that time."),
    "several_of_that_name": N_(
        "Several people have this name: add the phone number where it is asked for, or choose the courtyard."
    ),
    "no_such_member": N_("No in-service member of that name lives there."),
    "owner_needed": N_("Please say who does it: a body, or somebody in office."),
    "task_was_dropped": N_("This task was dropped and stays as it is."),
    "basis_needed": N_("Please say on what it rests: a meeting or a vote."),
    "vote_did_not_pass": N_("This vote did not pass, or is not closed yet: nothing rests on it."),
    "another_meeting": N_("This belongs to another meeting or another courtyard."),
    "before_the_meeting": N_("This lies before the meeting that decided it."),
    "agenda_full": N_("An agenda holds at most {most} matters."),
    "on_the_agenda_already": N_("This is on the agenda already."),
    "agenda_changed": N_("Somebody has changed the agenda meanwhile: please look again."),
    "another_matter": N_("This matter belongs to another courtyard."),
    "same_day": N_("This is the day that stands already."),
    "concluded_needs_result": N_("What is concluded needs its day and how it ended, both."),
    "only_agreements_fall_due": N_("Only an agreement has a day by which it is to be kept."),
    "only_agreements_are_kept": N_("Only an agreement can be kept."),
    "no_fingerprint": N_("A fingerprint (SHA-256) has 64 digits and letters from a to f."),
    "greater_than_equal": N_("This must be at least {ge}."),
    "greater_than": N_("This must be more than {gt}."),
    "less_than_equal": N_("This is more than can be."),
    "nobody_may_vote": N_("Nobody may vote there: look at the place, the stairwell and who votes."),
    "outside_the_vote": N_("Choose a day since the vote was opened, no later than today."),
    "unchecked_ballots": N_("{n} ballots wait for a second person to enter the same."),
    "before_the_code": N_("Before 2021 other thresholds held: such a vote is not counted here."),
    "binding_needs_owners": N_("Only owners can decide with binding force; others are consulted."),
    "scope_needs_courtyard": N_("Either the whole site votes, or one courtyard: please choose again."),
    "no_such_elector": N_("Please choose whose ballots these are."),
    "voted_already": N_("The ballot is there already: {channel}, {day}."),
    "second_person_needed": N_("You entered this ballot: somebody else enters it the second time."),
    "entries_differ": N_("The first person entered something else: look at the ballot together."),
    "another_verb": N_("This is entered elsewhere, not here."),
    "another_round": N_("This hazard was found on another round."),
    "unknown_points": N_("The list of points has changed: please load the page again."),
    "no_month": N_("A month begins on its first day."),
    "needs_time_zone": N_("This time lacks its time zone."),
    "no_such_organisation": N_("There is no such organisation."),
    "role_has_no_courtyard": N_("This role belongs to no courtyard."),
    "role_has_no_organisation": N_("This role belongs to no organisation."),
    "public_needs_no_account": N_("The public view needs no account."),
    "administrators_are_office": N_("Only people of the community office can be administrators."),
}


def problem(one: Problem) -> str:
    """One plain sentence about one field."""
    values = {name: _value(name, value) for name, value in one.values.items()}
    return _(PROBLEMS.get(one.code, N_("This cannot be right: please check it.")), **values)


def _value(name: str, value: Any) -> Any:
    if isinstance(value, date):
        return day(value)
    return named(CHANNELS, value) if name == "channel" else value


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


def reported(one: dict[str, Any]) -> str:
    """“Your report of 3 June is fixed”, for a request that is closed or that its resident confirmed."""
    what = named(TYPES, one["type"])
    accepted = day(one["accepted_on"])
    if str(one["status"]) == "confirmed":
        return _("Your report of {day} ({what}) is fixed; the resident says so too.", day=accepted, what=what)
    return _("Your report of {day} ({what}) is fixed, says the handler.", day=accepted, what=what)
