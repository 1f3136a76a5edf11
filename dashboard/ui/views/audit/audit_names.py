"""What the audit trail's codes are called: deeds and what they were done to."""

from dashboard.i18n import N_, _
from dashboard.queries.events import Event
from dashboard.ui import labels
from dashboard.ui.components import record_history

VERBS = record_history.VERBS | {
    "add": N_("added it"),
    "add_photo": N_("added a photo"),
    "remove_photo": N_("took a photo away"),
    "answer": N_("answered by a slip"),
    "approve": N_("approved it"),
    "call": N_("called the meeting"),
    "cast": N_("entered ballots"),
    "change": N_("changed it"),
    "change_password": N_("chose another password"),
    "complete": N_("said that the month is complete"),
    "create": N_("made it"),
    "create_demo": N_("filled in the demonstration data"),
    "disable": N_("closed the account"),
    "enable": N_("opened the account again"),
    "enter_answer": N_("typed in an answer from paper"),
    "erase": N_("erased personal values"),
    "export": N_("took the whole site away in a file"),
    "import": N_("brought a workbook in"),
    "invite": N_("invited somebody"),
    "link": N_("linked the account to the identity provider"),
    "load": N_("loaded the site from a file"),
    "lock_out": N_("failed too often and was locked out"),
    "make_slips": N_("made slips to answer by"),
    "note": N_("noted what was said"),
    "nothing": N_("said that nothing happened that month"),
    "open": N_("opened it"),
    "order_agenda": N_("put the agenda in another order"),
    "outline": N_("placed an outline on the map"),
    "purge": N_("deleted what was kept long enough"),
    "reset": N_("ended the password and made a code"),
    "see_names": N_("looked at full names"),
    "send_back": N_("sent it back"),
    "sign_in": N_("signed in"),
    "sign_out": N_("signed out"),
    "take_back": N_("took a ballot back"),
    "take_tables": N_("took tables away in a file"),
    "use_code": N_("opened the account with a one-time code"),
}
OWN = {
    ("vote", "close"): N_("closed it and declared the result"),
    ("survey", "close"): N_("closed it"),
    ("meeting", "close"): N_("closed it"),
    ("agenda_item", "drop"): N_("took it off the agenda"),
    ("import_batch", "undo"): N_("took the workbook back"),
}
"""Where a verb says something else of one kind of record."""
NOUNS = labels.RECORDS | {
    "account": N_("Account"),
    "activity": N_("Activity"),
    "agenda_item": N_("Agenda item"),
    "check_in": N_("Check-in"),
    "duty": N_("Monthly report"),
    "fee": N_("Fees"),
    "import_batch": N_("Workbook"),
    "inspection": N_("Inspection"),
    "meeting": N_("Meeting"),
    "owner": N_("Owner of a flat"),
    "person": N_("Person in office"),
    "photo": N_("Photo"),
    "session": N_("Session"),
    "site": N_("Site"),
    "task": N_("Task"),
    "term": N_("Term of office"),
}


def did(one: Event) -> str:
    """What was done, as the rest of a sentence that begins with who did it."""
    text = OWN.get((one.noun, one.verb)) or VERBS.get(one.verb)
    return _(text) if text else one.verb


def what(one: Event) -> str:
    """What it was done to: its kind and the number that it is known by; empty where the deed says it."""
    if one.noun == "session":
        return ""
    named = _(NOUNS[one.noun]) if one.noun in NOUNS else one.noun
    known = one.number or (_("no. {n}", n=one.ref) if one.ref is not None else "")
    return f"{named} {known}".strip()
