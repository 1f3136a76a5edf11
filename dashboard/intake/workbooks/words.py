"""What to do about each problem of a workbook, in one plain sentence; a refusal of a whole file likewise."""

from typing import Any

from dashboard.errors import Problem
from dashboard.i18n import N_, _
from dashboard.intake.workbooks.lines import Trouble

REFUSALS = {
    "book_too_large": N_("The file is larger than {megabytes} MB: delete pictures, or split it."),
    "book_is_empty": N_("The file is empty: choose the one with the table."),
    "book_is_encrypted": N_("The file has a password: open it, take the password off and save it again."),
    "book_is_old_xls": N_("This is an old .xls file: open it and save it as .xlsx."),
    "book_is_ods": N_("This is an .ods file: open it and save it as .xlsx."),
    "book_is_no_table": N_("This is no table: choose an .xlsx or .csv file."),
    "book_is_web_page": N_("This is a web page with the name of a table: open it and save it as .xlsx."),
    "book_is_broken": N_("The file is damaged: open it in Excel or WPS and save it again as .xlsx."),
    "book_is_bomb": N_("Unpacked the file is too large (over {megabytes} MB): copy the table to a new one."),
    "book_has_macros": N_("The file holds macros: save it as .xlsx without macros."),
    "book_is_unsafe": N_("The file holds what no table needs (XML entities): copy the table to a new file."),
    "book_has_too_many_sheets": N_("The file has more than {most} sheets: keep those that are to come in."),
    "book_has_too_many_rows": N_("The file has more than {most} lines: split it."),
    "book_text_unreadable": N_("The text cannot be read: save the table as .xlsx, or as CSV in UTF-8."),
    "book_too_heavy": N_("Reading the file took too long or too much memory: copy the table to a new file."),
    "book_stopped": N_("Stopped: nothing was taken."),
    "no_headings_found": N_("No line of headings was found: take a template, or choose what the file holds."),
    "no_lines_found": N_("There are headings, but nothing below them."),
}
TROUBLES = {
    "missing": N_("Please fill this in."),
    "column_missing": N_("A column is missing: {heads}. Add it, or say which column it is."),
    "unknown_word": N_("This word is not known. Write one of: {known}; or say once what it means."),
    "formula_error": N_("A formula failed here: write the value itself."),
    "holds_id_number": N_("An ID number stands here: delete it. ID numbers are never stored."),
    "no_number": N_("This is no number: write digits only, such as 1234.50."),
    "no_whole_number": N_("A whole number is needed here."),
    "more_than_two_places": N_("Yuan have two decimal places at most: round it."),
    "day_missing": N_("The day is missing: write it like 2026-03-14."),
    "no_such_day": N_("There is no such day: check year, month and day."),
    "no_day": N_("This is no date: write it like 2026-03-14."),
    "month_unclear": N_("January or October? Write the month like 2026-01 or 2026-10."),
    "neither_yes_nor_no": N_("Write 是 or 否 here."),
    "no_phone": N_("This is no telephone number: write one number, digits only."),
    "no_hours_of_a_day": N_("No day has so many hours: check the unit (hours or minutes)."),
    "no_address": N_("The flat cannot be read: write it like 3-2-501 or 3栋2单元501."),
    "no_room": N_("Write the room's number, such as 501."),
    "no_floor": N_("Write the floor as a number, such as 5."),
    "floor_missing": N_("The floor cannot be told from the room: add a column 楼层."),
    "stairwell_missing": N_("The stairwell (单元) is missing: write it like 2-501, or add a column."),
    "no_such_stairwell": N_("There is no such stairwell in this building: check it."),
    "floor_above_building": N_("The building has only {storeys} storeys: check room and floor."),
    "courtyard_missing": N_("The courtyard is missing: add its number, such as 3."),
    "no_such_courtyard_here": N_("There is no such courtyard: check it, or bring in the register first."),
    "no_such_household_no": N_("No household has this number: check it, or add the flat."),
    "household_no_taken": N_("Another household has this number: each number once."),
    "no_such_home": N_("There is no such flat: check it, or bring in the register first."),
    "home_there_already": N_("This flat is recorded already: delete the line."),
    "flat_twice": N_("This flat stands further up already: delete one of the lines."),
    "no_such_owner_no": N_("The sheet of owners has no such number: check it, or add the owner."),
    "owner_no_twice": N_("This owner's number stands further up already: each number once."),
    "owners_without_flats": N_("Owners come in with their flats: add the sheet with the flats."),
    "fee_there_already": N_("This month's bill of this flat is there already: delete the line."),
    "no_such_body": N_("No body of this name is recorded: check the name on the page of organisations."),
    "several_such_bodies": N_("Several bodies have this name: add the courtyard."),
    "no_such_event": N_("No meeting or activity of this name and day is recorded: check both."),
    "several_such_events": N_("Several have this name on that day: add the courtyard."),
    "verdict_needs_closing": N_("The resident's word needs the day on which it was closed: add it."),
    "same_file": N_("This very file came in on {day}: undo that batch first, or choose another file."),
    "there_already": N_("This is recorded already, or stands further up: delete the line."),
    "several_of_that_name": N_("Several people have this name: add the telephone number."),
    "in_office_already": N_("This person holds this post already at that time: check the days."),
    "in_the_future": N_("This day lies ahead: check the year."),
    "before_the_records": N_("No records were kept then yet: delete the line."),
    "payment_without_day": N_("On which day was it paid? Add it, or leave the payment out."),
    "day_without_payment": N_("There is a day but no payment: add the amount, or delete the day."),
    "paid_more_than_due": N_("More was paid than is due: check both amounts."),
    "paid_long_before_due": N_("This day lies more than a year before the month: check the year."),
    "amount_cannot_be": N_("No bill is below zero or above a million yuan: check the amount."),
    "before_acceptance": N_("This lies before it was accepted: check both days."),
    "between_closing_and_today": N_("The call-back lies between the closing and today: check the days."),
    "ends_before_it_begins": N_("This lies before {since}, the day it began: check both days."),
    "not_in_courtyard": N_("This flat belongs to another courtyard: check both."),
    "counts_no_households": N_("At such a meeting no households are counted: delete the line."),
    "unreached_says_nothing": N_("Who was not reached says nothing about it: delete one of the two."),
    "string_too_long": N_("At most {max_length} characters: shorten it."),
    "string_too_short": N_("At least {min_length} characters: write a little more."),
}
OTHER = N_("This cannot be right: please check it.")
BATCH = {
    "no_site_yet": N_("There is no site yet: make it first (python -m dashboard site new)."),
    "changed_since": N_("Records of this batch were changed since ({what}): it can no longer be undone."),
    "others_lean_on_it": N_("Later records stand on this batch ({what}): take those back first."),
}


def remedy(trouble: Trouble) -> str:
    """What to do about one problem."""
    return _(TROUBLES.get(trouble.code, OTHER), **trouble.values)


def refusal(code: str, values: Any) -> str:
    """Why a file was not read, and what to do."""
    return _(REFUSALS[code], **values)


def told(trouble: Trouble) -> dict[str, Any]:
    """A problem as plain JSON: sheet, row, column, heading, value, code, remedy."""
    names = ("sheet", "row", "column", "heading", "value", "code")
    return {**{name: getattr(trouble, name) for name in names}, "remedy": remedy(trouble)}


def batch(problem: Problem) -> str:
    """Why a batch cannot be taken back, or nothing can come in."""
    return _(BATCH.get(problem.code, OTHER), what=problem.name)
