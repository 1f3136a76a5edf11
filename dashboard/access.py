"""Who may do what where: principals and the one policy table, read by every action and query."""

from dataclasses import dataclass
from enum import StrEnum

from dashboard.errors import NotAllowed
from dashboard.schema.base import Privacy
from dashboard.schema.trust import PrincipalKind, Role


class Action(StrEnum):
    """Everything that somebody may be allowed to do."""

    SEE_TOTALS = "see_totals"
    SEE_EVIDENCE = "see_evidence"
    SEE_REQUESTS = "see_requests"
    REGISTER_REQUEST = "register_request"
    ANSWER_REQUEST = "answer_request"
    CLOSE_REQUEST = "close_request"
    CALL_BACK = "call_back"
    REOPEN_REQUEST = "reopen_request"
    TURN_AWAY_REQUEST = "turn_away_request"
    SEE_FLATS = "see_flats"
    SEE_HAZARDS = "see_hazards"
    RECORD_INSPECTION = "record_inspection"
    FIX_HAZARD = "fix_hazard"
    SEE_MEETINGS = "see_meetings"
    RECORD_MEETING = "record_meeting"
    SEE_QUALITY = "see_quality"
    PLACE_OUTLINES = "place_outlines"
    MANAGE_PEOPLE = "manage_people"


class Scope(StrEnum):
    """Where: every courtyard, one's own, or only what was handed to one's organisation.

    `ADMIN` is everywhere, for administrators alone.
    """

    ANY = "any"
    OWN = "own"
    ASSIGNED = "assigned"
    ADMIN = "admin"


class Reading(StrEnum):
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
HANDLERS = KEEPERS | {Role.PROPERTY: Scope.ASSIGNED}

POLICY: dict[Action, dict[Role, Scope]] = {
    Action.SEE_TOTALS: EVERYBODY,
    Action.SEE_EVIDENCE: KEEPERS | {Role.LEADER: Scope.ANY},
    Action.SEE_REQUESTS: HANDLERS | {Role.LEADER: Scope.ANY},
    Action.REGISTER_REQUEST: KEEPERS,
    Action.ANSWER_REQUEST: HANDLERS,
    Action.CLOSE_REQUEST: HANDLERS,
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
    Action.SEE_QUALITY: KEEPERS | {Role.LEADER: Scope.ANY},
    Action.PLACE_OUTLINES: {Role.OFFICE: Scope.ANY},
    Action.MANAGE_PEOPLE: {Role.OFFICE: Scope.ADMIN},
}

PERSONAL: dict[Privacy, dict[Role, Reading]] = {
    Privacy.P1: {
        Role.PROPERTY: Reading.OPEN_TASK,
        Role.COMMITTEE: Reading.YES,
        Role.OFFICE: Reading.YES,
    },
    Privacy.P2: {
        Role.PROPERTY: Reading.OPEN_TASK,
        Role.COMMITTEE: Reading.MASKED,
        Role.OFFICE: Reading.MASKED,
    },
    Privacy.P3: {Role.OFFICE: Reading.WITH_REASON},
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


def kept_to(by: Principal, action: Action) -> int | None:
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
    masked = reading(by, Privacy.P2) is Reading.MASKED
    return masked and allows(by, Action.SEE_FLATS, courtyard_id=courtyard_id)


def reading(by: Principal, level: Privacy) -> Reading:
    """How far `by` may read columns of a privacy class."""
    return PERSONAL[level].get(by.role, Reading.NO)
