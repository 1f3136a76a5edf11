"""Kinds of records that follow from a decision: what was resolved, and the tasks that deliver it."""

from dashboard.access import Action
from dashboard.i18n import N_
from dashboard.records.kinds import Field, Input, Kind, OwnForm, Where
from dashboard.schema.meetings import Resolution, ResolutionDraft, Task, TaskDraft

RESOLUTION = Kind(
    noun="resolution",
    table=Resolution,
    draft=ResolutionDraft,
    title=N_("Resolutions"),
    one=N_("resolution"),
    new=N_("Record a resolution"),
    picture="📜",
    see=Action.SEE_TASKS,
    record=Action.RECORD_RESOLUTION,
    page="follow-up",
    letter="Q",
    day="decided_on",
    line=("text", "organisation_id", "due_on", "done_on"),
    where=Where.EITHER,
    handler="organisation_id",
    own_form=OwnForm(
        page="follow-up",
        do="resolve",
        action=Action.RECORD_RESOLUTION,
        asks=("text", "meeting_id", "organisation_id", "due_on", "decided_on"),
    ),
    fields=(
        Field("text", N_("What was resolved?"), Input.WORDS),
        Field("meeting_id", N_("At which meeting?"), Input.MEETING, fixed=True),
        Field("organisation_id", N_("Who answers for it?"), Input.BODY),
        Field("decided_on", N_("Decided on"), Input.DAY, today=True),
        Field("due_on", N_("By when?"), Input.DAY, ahead=True),
        Field("done_on", N_("Done on"), Input.DAY, later=True, today=True),
    ),
)

TASK = Kind(
    noun="task",
    table=Task,
    draft=TaskDraft,
    title=N_("Tasks"),
    one=N_("task"),
    new=N_("Set a task"),
    picture="📌",
    see=Action.SEE_TASKS,
    record=Action.SET_TASK,
    page="follow-up",
    letter="K",
    day="set_on",
    line=("title", "organisation_id", "due_on", "done_on"),
    where=Where.EITHER,
    handler="organisation_id",
    own_form=OwnForm(
        page="follow-up",
        do="task",
        action=Action.SET_TASK,
        asks=("title", "organisation_id", "due_on", "person_id", "resolution_id", "set_on"),
    ),
    fields=(
        Field("title", N_("What is to be done?"), Input.LINE),
        Field(
            "organisation_id",
            N_("Who does it?"),
            Input.BODY,
            help=N_("A body or a company; it needs no account."),
        ),
        Field("due_on", N_("By when?"), Input.DAY, ahead=True),
        Field("person_id", N_("Or who of them in office"), Input.HOLDER, more=True),
        Field("resolution_id", N_("By which resolution"), Input.RESOLUTION, more=True),
        Field("set_on", N_("Set on"), Input.DAY, today=True, more=True),
        Field("done_on", N_("Done on"), Input.DAY, later=True, today=True),
    ),
)
