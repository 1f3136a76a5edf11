"""Kinds of records of the courtyards' daily work."""

from dashboard.access import Action
from dashboard.i18n import N_
from dashboard.records import names
from dashboard.records.kinds import Field, Input, Kind, Where
from dashboard.schema.activities import Activity, ActivityDraft, StationVisit, VisitDraft
from dashboard.schema.mediation import Mediation, MediationDraft
from dashboard.schema.money import Disclosure, DisclosureDraft
from dashboard.schema.places import Facility, FacilityDraft
from dashboard.schema.renovation import RenovationDraft, RenovationItem
from dashboard.schema.safety import Incident, IncidentDraft

AGREED = ("result", frozenset({"agreed"}))

MEDIATION = Kind(
    noun="mediation",
    table=Mediation,
    draft=MediationDraft,
    title=N_("Mediation"),
    one=N_("mediation case"),
    new=N_("Record a dispute"),
    picture="🤝",
    note=N_(
        "Write no names in the list: who the parties are is kept apart and shown to nobody without a reason."
    ),
    see=Action.SEE_MEDIATION,
    record=Action.RECORD_MEDIATION,
    page="mediation",
    letter="M",
    day="opened_on",
    line=("kind", "result"),
    where=Where.EITHER,
    fields=(
        Field("kind", N_("What is it about?"), Input.CHOICE, names.DISPUTES),
        Field("opened_on", N_("Brought on"), Input.DAY, today=True),
        Field(
            "parties",
            N_("Between whom"),
            Input.LINE,
            more=True,
            help=N_("For the office only."),
        ),
        Field("organisation_id", N_("Mediated by"), Input.BODY, more=True),
        Field("concluded_on", N_("Concluded on"), Input.DAY, later=True, today=True),
        Field("result", N_("How it ended"), Input.CHOICE, names.MEDIATION_RESULTS, later=True),
        Field("due_on", N_("To be kept by"), Input.DAY, later=True, ahead=True, only=AGREED),
        Field("performed_on", N_("Kept on"), Input.DAY, later=True, today=True, only=AGREED),
    ),
)

INCIDENT = Kind(
    noun="incident",
    table=Incident,
    draft=IncidentDraft,
    title=N_("Incidents"),
    one=N_("incident"),
    new=N_("Record an incident"),
    picture="🚨",
    note=N_("In danger call 110 or 119 first. One night in which several homes were hit is one incident."),
    see=Action.SEE_INCIDENTS,
    record=Action.RECORD_INCIDENT,
    page="incidents",
    letter="C",
    day="happened_on",
    line=("kind", "note"),
    where=Where.EITHER,
    fields=(
        Field("kind", N_("What happened?"), Input.CHOICE, names.INCIDENTS),
        Field("happened_on", N_("On which day?"), Input.DAY, today=True),
        Field("note", N_("In a few words"), Input.WORDS, help=N_("No names, no flat numbers.")),
    ),
)

ACTIVITY = Kind(
    noun="activity",
    table=Activity,
    draft=ActivityDraft,
    title=N_("Activities"),
    one=N_("activity"),
    new=N_("Record an activity"),
    picture="🎭",
    see=Action.SEE_ACTIVITIES,
    record=Action.RECORD_ACTIVITY,
    page="activities",
    letter="A",
    day="held_on",
    line=("title", "kind"),
    where=Where.EITHER,
    fields=(
        Field("kind", N_("What kind?"), Input.CHOICE, names.ACTIVITIES),
        Field("held_on", N_("Day"), Input.DAY, today=True),
        Field(
            "title", N_("Name of the activity"), Input.LINE, help=N_("What people called it."), like="kind"
        ),
        Field("organisation_id", N_("Organised by"), Input.BODY, more=True),
    ),
)

STATION_VISIT = Kind(
    noun="station_visit",
    table=StationVisit,
    draft=VisitDraft,
    title=N_("Station visits"),
    one=N_("station visit"),
    new=N_("Record the station's visitors"),
    picture="🏮",
    note=N_("Only how many came; nobody's name."),
    see=Action.RECORD_STATION,
    record=Action.RECORD_STATION,
    page="activities",
    letter="V",
    day="visited_on",
    line=("room_id", "visitors"),
    where=Where.SITE,
    fields=(
        Field("room_id", N_("Which room?"), Input.ROOM),
        Field("visited_on", N_("Day"), Input.DAY, today=True),
        Field("visitors", N_("How many people came?"), Input.COUNT, usual=True),
    ),
)

RENOVATION = Kind(
    noun="renovation_item",
    table=RenovationItem,
    draft=RenovationDraft,
    title=N_("Renovation"),
    one=N_("renovation item"),
    new=N_("Record agreed work"),
    picture="🛠",
    see=Action.SEE_RENOVATION,
    record=Action.RECORD_RENOVATION,
    page="renovation",
    letter="W",
    day="agreed_on",
    due="planned_until",
    ended_by="done_on",
    line=("title_zh", "renovation_class", "planned_until", "done_on", "accepted_on"),
    fields=(
        Field(
            "renovation_class",
            N_("Class"),
            Input.CHOICE,
            names.RENOVATION,
            help=N_(
                "Basic: water, power, roads, fire, roof. Improvement: greening, parking, fitness. "
                "Upgrade: station, care, smart systems."
            ),
        ),
        Field("title_zh", N_("What is to be done (Chinese)"), Input.LINE),
        Field("title_en", N_("The same in English"), Input.LINE, like="title_zh", more=True),
        Field("agreed_on", N_("Agreed on"), Input.DAY, today=True, long_ago=True),
        Field("planned_until", N_("Planned until"), Input.DAY, ahead=True),
        Field("started_on", N_("Started on"), Input.DAY, later=True, today=True),
        Field("done_on", N_("Done on"), Input.DAY, later=True, today=True),
        Field(
            "accepted_on",
            N_("Accepted by the residents on"),
            Input.DAY,
            later=True,
            today=True,
            help=N_("Looked at and found good by the residents who asked for it."),
        ),
        Field("cost", N_("Cost in yuan"), Input.MONEY, later=True),
    ),
)

FACILITY = Kind(
    noun="facility",
    table=Facility,
    draft=FacilityDraft,
    title=N_("Facilities"),
    one=N_("facility"),
    new=N_("Put a facility on the map"),
    picture="🚲",
    note=N_("It appears on the map beside the building that you choose."),
    see=Action.SEE_RENOVATION,
    record=Action.RECORD_RENOVATION,
    page="renovation",
    letter="F",
    day="since",
    line=("name_zh", "kind", "since", "until"),
    fields=(
        Field("kind", N_("What kind of facility?"), Input.CHOICE, names.FACILITIES),
        Field("building_id", N_("Next to which building?"), Input.BUILDING, fixed=True),
        Field("since", N_("In use since"), Input.DAY, today=True, long_ago=True),
        Field("name_zh", N_("Name (Chinese)"), Input.LINE, like="kind", more=True),
        Field("name_en", N_("The same in English"), Input.LINE, like="kind", more=True),
        Field("until", N_("In use until"), Input.DAY, later=True),
    ),
)

DISCLOSURE = Kind(
    noun="disclosure",
    table=Disclosure,
    draft=DisclosureDraft,
    title=N_("Disclosures"),
    one=N_("disclosure"),
    new=N_("Record a disclosure"),
    picture="📢",
    see=Action.SEE_DISCLOSURES,
    record=Action.RECORD_DISCLOSURE,
    page="money",
    letter="D",
    day="due_on",
    due="due_on",
    line=("title", "kind", "due_on", "published_on"),
    where=Where.EITHER,
    fields=(
        Field("kind", N_("Which affairs?"), Input.CHOICE, names.DISCLOSURES),
        Field("title", N_("What is published"), Input.LINE),
        Field("due_on", N_("To be published by"), Input.DAY, ahead=True, today=True),
        Field(
            "published_on",
            N_("Published on"),
            Input.DAY,
            later=True,
            today=True,
            help=N_("The day on which it hung on the board or stood online."),
        ),
    ),
)
