"""What the door says: who there is in the demonstration, what went wrong, how one begins."""

from dashboard.i18n import N_

SITE_COMMAND = "python -m dashboard site new --name NAME --courtyards 2 --admin LOGIN"
PERSONAS = {
    "leader": (
        N_("Leader"),
        N_("Every courtyard at a glance: what needs attention and how sure that is. No names."),
    ),
    "committee": (
        N_("Courtyard self-governance group"),
        N_("Records and follows up its own courtyard's requests. Choose a courtyard:"),
    ),
    "office": (
        N_("Community office"),
        N_("Every courtyard and every record; names and phone numbers masked."),
    ),
    "property": (N_("Property company"), N_("Only the requests handed to the company.")),
    "guest": (N_("Public"), N_("Published totals only.")),
}
"""What each persona is called and sees, in one line."""
STALE_FORM = N_("The page was open for too long. Please try again.")
NO_SUCH_PERSONA = N_("There is no such choice. Please choose again.")
ENDED = N_("Your session has ended. What you saved stays saved.")
NOT_DEMO = N_("Only the demonstration opens without an account.")
NO_SITE = N_("There is no site in this database yet")
TO_BEGIN = N_("Whoever runs this server begins with one of these commands, then opens this page again.")
BEGINNINGS = (
    (N_("A site of one's own, with its first administrator"), SITE_COMMAND),
    (N_("The demonstration, invented, open to everybody without a password"), "python -m dashboard demo"),
)
UNENCRYPTED = N_("This connection is not encrypted: for trying out only.")
UNAVAILABLE = N_("The database does not answer. Please try again in a minute.")
EMPTY = N_("Please fill in every field.")
BUSY = N_("Many people are signing in just now. Please try again in a few seconds.")
WRONG_PASSWORD = N_("Login and password do not belong together.")
WRONG_CODE = N_("Login and code do not belong together, or the code was used or is over 48 hours old.")
WRONG_OLD = N_("This is not your present password.")
PROBLEMS = {
    "password_too_short": N_("Please choose at least {shortest} characters."),
    "password_too_long": N_("Please choose at most {longest} characters."),
    "password_too_common": N_("This one is among the first that others would guess. Please choose another."),
    "password_differs": N_("This is not the same as above."),
}
