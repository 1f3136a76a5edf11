"""Kinds of records of the bodies: who holds office, what was pledged, the seal, members' check-in."""

from dashboard.access import Action
from dashboard.i18n import N_
from dashboard.records import names
from dashboard.records.kinds import Field, Input, Kind, Where
from dashboard.schema.meetings import SealDraft, SealUse
from dashboard.schema.organisations import Pledge, PledgeDraft, Term, TermDraft
from dashboard.schema.people import CheckIn, CheckInDraft

SEAL = Kind(
    noun="seal_use",
    table=SealUse,
    draft=SealDraft,
    title=N_("Seal-use ledger"),
    one=N_("seal use"),
    new=N_("Record a use of the seal"),
    picture="🔖",
    note=N_(
        "The courtyard seal witnesses self-governance only: it has not the effect of a legal person's seal "
        "(不具法人印章效力). A line can be voided, never deleted."
    ),
    see=Action.SEE_SEAL,
    record=Action.RECORD_SEAL,
    page="seal",
    letter="S",
    day="used_on",
    line=("title", "purpose", "copies"),
    void=True,
    fields=(
        Field(
            "purpose",
            N_("What for?"),
            Input.CHOICE,
            names.SEAL_PURPOSES,
            refused=frozenset({"forbidden_certificate"}),
        ),
        Field("title", N_("Title of the document"), Input.LINE),
        Field("used_on", N_("Day"), Input.DAY, today=True),
        Field("first_approver_id", N_("First approver"), Input.OFFICER),
        Field(
            "second_approver_id",
            N_("Second approver"),
            Input.OFFICER,
            help=N_("Two different people must approve."),
        ),
        Field("copies", N_("Copies"), Input.COUNT, default=1),
        Field("organisation_id", N_("Whose seal"), Input.GROUP, more=True),
        Field("resolution_id", N_("By which resolution"), Input.RESOLUTION, more=True),
        Field("applicant_id", N_("Applied for by"), Input.OFFICER, more=True),
        Field("applied_on", N_("Applied on"), Input.DAY, more=True),
        Field("keeper_id", N_("Keeper of the seal"), Input.OFFICER, more=True),
        Field("document_hash", N_("Fingerprint of the document (SHA-256)"), Input.LINE, more=True),
    ),
)

TERM = Kind(
    noun="term",
    table=Term,
    draft=TermDraft,
    title=N_("People in office"),
    one=N_("person in office"),
    new=N_("Record somebody in office"),
    picture="🪪",
    see=Action.SEE_OFFICES,
    record=Action.RECORD_OFFICE,
    page="offices",
    letter="O",
    day="since",
    line=("person_id", "organisation_id", "post", "until", "ended_on"),
    where=Where.BODY,
    fields=(
        Field("organisation_id", N_("Body"), Input.BODY, fixed=True),
        Field("name", N_("Name"), Input.LINE, fixed=True),
        Field(
            "phone",
            N_("Phone"),
            Input.LINE,
            fixed=True,
            more=True,
            help=N_("Tells two people of the same name apart."),
        ),
        Field("post", N_("Post"), Input.CHOICE, names.POSTS),
        Field("selection", N_("How they came to it"), Input.CHOICE, names.SELECTIONS),
        Field("since", N_("In office since"), Input.DAY, today=True, long_ago=True),
        Field("until", N_("Term ends on"), Input.DAY, ahead=True),
        Field("ended_on", N_("Left before that, on"), Input.DAY, later=True),
    ),
)

PLEDGE = Kind(
    noun="pledge",
    table=Pledge,
    draft=PledgeDraft,
    title=N_("Partners' pledges"),
    one=N_("pledge"),
    new=N_("Record a pledge"),
    picture="🏢",
    see=Action.SEE_PLEDGES,
    record=Action.RECORD_PLEDGE,
    page="pledges",
    letter="P",
    day="made_on",
    due="due_on",
    line=("title", "organisation_id", "due_on", "delivered_on"),
    where=Where.EITHER,
    fields=(
        Field("organisation_id", N_("Which unit?"), Input.UNIT),
        Field("title", N_("What it promised"), Input.LINE),
        Field("made_on", N_("Promised on"), Input.DAY, today=True),
        Field("due_on", N_("To be done by"), Input.DAY, ahead=True),
        Field("delivered_on", N_("Delivered on"), Input.DAY, later=True, today=True),
    ),
)

CHECK_IN = Kind(
    noun="check_in",
    table=CheckIn,
    draft=CheckInDraft,
    title=N_("Dual check-in"),
    one=N_("check-in"),
    new=N_("Record a member's check-in"),
    picture="🚩",
    note=N_("Who is a Party member is seen by the office alone, and only here."),
    see=Action.RECORD_CHECK_IN,
    record=Action.RECORD_CHECK_IN,
    page="pledges",
    letter="B",
    day="checked_on",
    line=("checked_on",),
    where=Where.FOUND,
    fields=(
        Field(
            "member",
            N_("Name of the member"),
            Input.LINE,
            fixed=True,
            help=N_("As on the branch's list. The list itself is shown to nobody."),
        ),
        Field("checked_on", N_("Checked in on"), Input.DAY, today=True),
    ),
)
