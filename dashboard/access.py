"""Who may do what where: principals and the one policy table, read by every action and query."""

from dataclasses import dataclass
from enum import StrEnum

from dashboard.errors import NotAllowed
from dashboard.schema.accounts import PrincipalKind, Role
from dashboard.schema.base import Privacy


class Action(StrEnum):
    """Everything that somebody may be allowed to do."""

    SEE_TOTALS = "see_totals"
    SEE_EVIDENCE = "see_evidence"
    SEE_REQUESTS = "see_requests"
    REGISTER_REQUEST = "register_request"
    ANSWER_REQUEST = "answer_request"
    CLOSE_REQUEST = "close_request"
    REMOVE_PHOTO = "remove_photo"
    """Of others; one's own may be removed by whoever added it."""
    CALL_BACK = "call_back"
    REOPEN_REQUEST = "reopen_request"
    TURN_AWAY_REQUEST = "turn_away_request"
    SEE_FLATS = "see_flats"
    SEE_HAZARDS = "see_hazards"
    RECORD_INSPECTION = "record_inspection"
    FIX_HAZARD = "fix_hazard"
    SEE_MEETINGS = "see_meetings"
    RECORD_MEETING = "record_meeting"
    SEE_VOTES = "see_votes"
    RUN_VOTE = "run_vote"
    SEE_QUALITY = "see_quality"
    PLACE_OUTLINES = "place_outlines"
    MANAGE_PEOPLE = "manage_people"
    CORRECT_REQUEST = "correct_request"
    SEE_MEDIATION = "see_mediation"
    RECORD_MEDIATION = "record_mediation"
    SEE_INCIDENTS = "see_incidents"
    RECORD_INCIDENT = "record_incident"
    SEE_ACTIVITIES = "see_activities"
    RECORD_ACTIVITY = "record_activity"
    RECORD_STATION = "record_station"
    SEE_RENOVATION = "see_renovation"
    RECORD_RENOVATION = "record_renovation"
    SEE_FEES = "see_fees"
    RECORD_FEES = "record_fees"
    SEE_DISCLOSURES = "see_disclosures"
    RECORD_DISCLOSURE = "record_disclosure"
    SEE_PLEDGES = "see_pledges"
    RECORD_PLEDGE = "record_pledge"
    SEE_SEAL = "see_seal"
    RECORD_SEAL = "record_seal"
    RECORD_CHECK_IN = "record_check_in"
    SEE_OFFICES = "see_offices"
    RECORD_OFFICE = "record_office"
    SEE_THREADS = "see_threads"
    SEE_TASKS = "see_tasks"
    RECORD_RESOLUTION = "record_resolution"
    SET_TASK = "set_task"
    FINISH_TASK = "finish_task"
    SEE_SURVEYS = "see_surveys"
    RUN_SURVEY = "run_survey"
    SEE_DUTIES = "see_duties"
    REPORT_DUTY = "report_duty"
    APPROVE_DUTY = "approve_duty"
    IMPORT = "import"
    REVEAL = "reveal"
    SEE_REVEALS = "see_reveals"
    SEE_AUDIT = "see_audit"
    EXPORT = "export"
    EXPORT_PERSONAL = "export_personal"


class Scope(StrEnum):
    """Where: every courtyard, one's own, or only what was handed to one's organisation.

    `ADMIN` is everywhere, for administrators alone.
    """

    ANY = "any"
    OWN = "own"
    ASSIGNED = "assigned"
    ADMIN = "admin"


class FieldAccess(StrEnum):
    """How far a privacy class may be read."""

    YES = "yes"
    NO = "no"
    SUPPRESSED = "suppressed"
    MASKED = "masked"
    OPEN_TASK = "open_task"
    WITH_REASON = "with_reason"


EVERYBODY = dict.fromkeys(Role, Scope.ANY)
KEEPERS = {Role.COMMITTEE: Scope.OWN, Role.OFFICE: Scope.ANY}
WATCHERS = {Role.LEADER: Scope.ANY, Role.PROPERTY: Scope.ANY}
OFFICE = {Role.OFFICE: Scope.ANY}
HANDLERS = KEEPERS | {Role.PROPERTY: Scope.ASSIGNED}

POLICY: dict[Action, dict[Role, Scope]] = {
    Action.SEE_TOTALS: EVERYBODY,
    Action.SEE_EVIDENCE: KEEPERS | {Role.LEADER: Scope.ANY},
    Action.SEE_REQUESTS: HANDLERS | {Role.LEADER: Scope.ANY},
    Action.REGISTER_REQUEST: KEEPERS,
    Action.ANSWER_REQUEST: HANDLERS,
    Action.CLOSE_REQUEST: HANDLERS,
    Action.REMOVE_PHOTO: OFFICE,
    # Closed is the handler's claim, solved the resident's word: the company asks nobody about itself.
    Action.CALL_BACK: KEEPERS,
    Action.REOPEN_REQUEST: KEEPERS,
    Action.TURN_AWAY_REQUEST: KEEPERS,
    Action.SEE_FLATS: KEEPERS,
    Action.SEE_HAZARDS: KEEPERS | WATCHERS,
    Action.RECORD_INSPECTION: KEEPERS,
    Action.FIX_HAZARD: KEEPERS,
    Action.SEE_MEETINGS: {Role.COMMITTEE: Scope.ANY, Role.OFFICE: Scope.ANY} | WATCHERS,
    Action.RECORD_MEETING: KEEPERS,
    Action.SEE_VOTES: {Role.COMMITTEE: Scope.ANY, Role.OFFICE: Scope.ANY} | WATCHERS,
    Action.RUN_VOTE: KEEPERS,
    Action.SEE_QUALITY: KEEPERS | {Role.LEADER: Scope.ANY},
    Action.PLACE_OUTLINES: OFFICE,
    Action.MANAGE_PEOPLE: {Role.OFFICE: Scope.ADMIN},
    Action.CORRECT_REQUEST: KEEPERS,
    Action.SEE_MEDIATION: KEEPERS,
    Action.RECORD_MEDIATION: KEEPERS,
    Action.SEE_INCIDENTS: KEEPERS,
    Action.RECORD_INCIDENT: KEEPERS,
    Action.SEE_ACTIVITIES: KEEPERS | {Role.LEADER: Scope.ANY},
    Action.RECORD_ACTIVITY: KEEPERS,
    Action.RECORD_STATION: OFFICE,
    Action.SEE_RENOVATION: KEEPERS | WATCHERS,
    Action.RECORD_RENOVATION: OFFICE,
    Action.SEE_FEES: OFFICE,
    Action.RECORD_FEES: OFFICE,
    Action.SEE_DISCLOSURES: KEEPERS | WATCHERS,
    Action.RECORD_DISCLOSURE: KEEPERS,
    Action.SEE_PLEDGES: OFFICE | {Role.LEADER: Scope.ANY},
    Action.RECORD_PLEDGE: OFFICE,
    Action.SEE_SEAL: KEEPERS | {Role.LEADER: Scope.ANY},
    Action.RECORD_SEAL: KEEPERS,
    # Party membership of a person is P3: nobody but the office sees or enters it.
    Action.RECORD_CHECK_IN: OFFICE,
    Action.SEE_OFFICES: KEEPERS,
    Action.RECORD_OFFICE: OFFICE,
    Action.SEE_THREADS: HANDLERS | {Role.LEADER: Scope.ANY},
    Action.SEE_TASKS: HANDLERS | {Role.LEADER: Scope.ANY},
    Action.RECORD_RESOLUTION: KEEPERS,
    # Who promised says when it is done, and cannot move the day or drop it.
    Action.SET_TASK: KEEPERS,
    Action.FINISH_TASK: HANDLERS,
    Action.SEE_SURVEYS: OFFICE,
    Action.RUN_SURVEY: OFFICE,
    Action.SEE_DUTIES: KEEPERS,
    Action.REPORT_DUTY: KEEPERS,
    Action.APPROVE_DUTY: OFFICE,
    Action.IMPORT: OFFICE,
    Action.REVEAL: KEEPERS,
    Action.SEE_REVEALS: OFFICE,
    Action.SEE_AUDIT: OFFICE,
    Action.EXPORT: OFFICE,
    # Everybody's names and marks at once: for administrators, as taking the whole site away is.
    Action.EXPORT_PERSONAL: {Role.OFFICE: Scope.ADMIN},
}

PERSONAL: dict[Privacy, dict[Role, FieldAccess]] = {
    Privacy.P1: {
        Role.PROPERTY: FieldAccess.OPEN_TASK,
        Role.COMMITTEE: FieldAccess.YES,
        Role.OFFICE: FieldAccess.YES,
    },
    Privacy.P2: {
        Role.PROPERTY: FieldAccess.OPEN_TASK,
        Role.COMMITTEE: FieldAccess.MASKED,
        Role.OFFICE: FieldAccess.MASKED,
    },
    Privacy.P3: {Role.OFFICE: FieldAccess.WITH_REASON},
}
"""Personal information by class and role (DOMAIN §2); what is not named is not readable."""


@dataclass(frozen=True)
class Principal:
    """Who is acting: from the door's cookie, the command line or a test."""

    kind: PrincipalKind
    role: Role
    courtyard_id: int | None = None
    organisation_id: int | None = None
    account_id: int | None = None
    is_admin: bool = False

    @property
    def label(self) -> str:
        """How the audit trail names the principal: no personal value."""
        where = f"-{self.courtyard_id}" if self.courtyard_id else ""
        who = f"-{self.account_id}" if self.account_id else ""
        return f"{self.kind.value}:{self.role.value}{where}{who}"


def scope(by: Principal, action: Action) -> Scope | None:
    """Where `by` may do `action`, None for nowhere."""
    where = POLICY[action].get(by.role)
    if where is Scope.ADMIN:
        return Scope.ANY if by.is_admin else None
    return where


def allows(
    by: Principal, action: Action, *, courtyard_id: int | None = None, handler_id: int | None = None
) -> bool:
    """Whether `by` may do `action` on a record of that courtyard, handed to that organisation."""
    where = scope(by, action)
    if where is Scope.OWN:
        return courtyard_id is not None and courtyard_id == by.courtyard_id
    if where is Scope.ASSIGNED:
        return handler_id is not None and handler_id == by.organisation_id
    return where is Scope.ANY


def require(
    by: Principal, action: Action, *, courtyard_id: int | None = None, handler_id: int | None = None
) -> None:
    """Raise NotAllowed unless `by` may do `action` there."""
    if not allows(by, action, courtyard_id=courtyard_id, handler_id=handler_id):
        raise NotAllowed(action.value)


def limited_to_courtyard(by: Principal, action: Action) -> int | None:
    """The courtyard outside of which `by` may not do `action`, None for every one; raises NotAllowed.

    What is handed to an organisation lies in no one courtyard: who asks tells that apart first.
    """
    where = scope(by, action)
    if where is Scope.ANY:
        return None
    if where is not Scope.OWN or by.courtyard_id is None:
        raise NotAllowed(action.value)
    return by.courtyard_id


def may_name(by: Principal, courtyard_id: int | None) -> bool:
    """Whether `by` is shown (masked) who holds office in a body of that courtyard, None for the site's."""
    masked = field_access(by, Privacy.P2) is FieldAccess.MASKED
    return masked and allows(by, Action.SEE_FLATS, courtyard_id=courtyard_id)


def field_access(by: Principal, level: Privacy) -> FieldAccess:
    """How far `by` may read columns of a privacy class."""
    return PERSONAL[level].get(by.role, FieldAccess.NO)
