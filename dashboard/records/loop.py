"""Kinds of records that have forms of their own; here for their corrections and their history."""

from dashboard.access import Action
from dashboard.i18n import N_
from dashboard.records import names
from dashboard.records.kinds import Field, Input, Kind, OwnForm, Where
from dashboard.schema.meetings import Meeting, MeetingDraft
from dashboard.schema.requests import Request, RequestDraft
from dashboard.schema.safety import Hazard, HazardDraft, Inspection, InspectionDraft

INDOORS = ("place", frozenset({"roof", "stairwell"}))
FLAT = ("place", frozenset({"flat"}))

REQUEST = Kind(
    noun="request",
    table=Request,
    draft=RequestDraft,
    title=N_("Requests"),
    one=N_("request"),
    new=N_("Register a request"),
    picture="📝",
    see=Action.SEE_REQUESTS,
    record=Action.CORRECT_REQUEST,
    page="requests",
    letter="R",
    day="accepted_on",
    line=("type", "summary"),
    own_form=OwnForm(
        page="register",
        action=Action.REGISTER_REQUEST,
        asks=("type", "place", "stairwell", "household_id", "summary", "said_by", "phone"),
        free=frozenset({"summary"}),
    ),
    stays=True,
    fields=(
        Field("type", N_("What is it?"), Input.CHOICE, names.TYPES),
        Field("place", N_("Where?"), Input.CHOICE, names.PLACES),
        Field("stairwell", N_("Stairwell"), Input.STAIRWELL, only=INDOORS),
        Field("household_id", N_("Flat"), Input.HOUSEHOLD, only=FLAT),
        Field("summary", N_("In a few words"), Input.WORDS),
        Field("said_by", N_("Said by"), Input.LINE, more=True),
        Field("phone", N_("Phone"), Input.LINE, more=True),
    ),
)

HAZARD = Kind(
    noun="hazard",
    table=Hazard,
    draft=HazardDraft,
    title=N_("Hazards"),
    one=N_("hazard"),
    new=N_("Report a hazard"),
    picture="🚧",
    see=Action.SEE_HAZARDS,
    record=Action.RECORD_INSPECTION,
    page="inspections",
    letter="H",
    day="found_on",
    line=("kind", "note"),
    own_form=OwnForm(
        page="inspections",
        do="report",
        action=Action.RECORD_INSPECTION,
        asks=("kind", "place", "stairwell", "note", "due_on"),
    ),
    fields=(
        Field("kind", N_("What is dangerous?"), Input.CHOICE, names.HAZARDS),
        Field("place", N_("Where?"), Input.CHOICE, names.PLACES, refused=frozenset({"flat"})),
        Field("stairwell", N_("Stairwell"), Input.STAIRWELL, only=INDOORS),
        Field("found_on", N_("Found on"), Input.DAY, today=True),
        Field("due_on", N_("To be fixed by"), Input.DAY, ahead=True),
        Field("note", N_("In a few words"), Input.WORDS),
    ),
)

INSPECTION = Kind(
    noun="inspection",
    table=Inspection,
    draft=InspectionDraft,
    title=N_("Inspections"),
    one=N_("inspection"),
    new=N_("Record an inspection"),
    picture="🔍",
    see=Action.SEE_HAZARDS,
    record=Action.RECORD_INSPECTION,
    page="inspections",
    letter="I",
    day="inspected_on",
    line=("kind", "note"),
    own_form=OwnForm(
        page="inspections", do="round", action=Action.RECORD_INSPECTION, asks=("kind", "inspected_on")
    ),
    fields=(
        Field("kind", N_("What do you inspect?"), Input.CHOICE, names.ROUNDS, fixed=True),
        Field("inspected_on", N_("Day"), Input.DAY, today=True),
        Field("note", N_("In a few words"), Input.WORDS),
    ),
)

MEETING = Kind(
    noun="meeting",
    table=Meeting,
    draft=MeetingDraft,
    title=N_("Meetings"),
    one=N_("meeting"),
    new=N_("Record a meeting"),
    picture="👥",
    see=Action.SEE_MEETINGS,
    record=Action.RECORD_MEETING,
    page="meetings",
    letter="J",
    day="held_on",
    line=("title", "kind"),
    where=Where.EITHER,
    own_form=OwnForm(
        page="meetings",
        do="record",
        action=Action.RECORD_MEETING,
        asks=("kind", "held_on", "title", "place"),
    ),
    fields=(
        Field("kind", N_("Kind of meeting"), Input.CHOICE, names.MEETINGS, fixed=True),
        Field("title", N_("Title of the meeting"), Input.LINE),
        Field("place", N_("Meeting place"), Input.LINE),
        Field("notice_on", N_("Notice given on"), Input.DAY),
        Field("held_on", N_("Held on"), Input.DAY),
        Field("begins_at", N_("Begins at"), Input.CHOICE, names.HALF_HOURS, more=True),
    ),
)
