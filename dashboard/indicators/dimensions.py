"""多维 Many dimensions: micro-power, consultation, public culture, organisations."""

from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlmodel import col

from dashboard.i18n import N_
from dashboard.indicators.evidence import (
    Span,
    flow,
    hit,
    in_force,
    month_of,
    month_starts,
    ref,
    rows,
)
from dashboard.indicators.kinds import (
    PER_100,
    Better,
    Indicator,
    Judged,
    Level,
    Part,
    Shape,
    Source,
    Stat,
    Target,
    Theme,
)
from dashboard.indicators.kit import households, members_in_term
from dashboard.indicators.periods import Kind
from dashboard.rules.seals import ALLOWED
from dashboard.schema.duties import DutyKind
from dashboard.schema.life import Activity, ActivityKind, Participation, StationVisit
from dashboard.schema.mediation import Mediation, MediationResult
from dashboard.schema.meetings import HouseholdAttendance, Meeting, MeetingKind, Resolution, SealUse
from dashboard.schema.money import Disclosure
from dashboard.schema.organisations import Organisation, OrganisationKind
from dashboard.schema.places import Courtyard, Household
from dashboard.schema.votes import Vote

SMALLEST_GROUP = 3


def _complete(span: Span) -> Select[Any]:
    return (
        rows(
            ref=ref(Courtyard),
            courtyard=col(Courtyard.id),
            month=span.month,
            part=hit(members_in_term(col(Organisation.id), span.last) >= SMALLEST_GROUP),
        )
        .select_from(Courtyard)
        .outerjoin(
            Organisation,
            and_(
                col(Organisation.courtyard_id) == col(Courtyard.id),
                col(Organisation.kind) == OrganisationKind.COURTYARD_GROUP,
                in_force(Organisation, span.last),
            ),
        )
    )


_compliant = and_(
    col(SealUse.applied_on) <= col(SealUse.used_on),
    col(SealUse.applicant_id).is_not(None),
    col(SealUse.first_approver_id).is_not(None),
    col(SealUse.second_approver_id).is_not(None),
    col(SealUse.first_approver_id) != col(SealUse.second_approver_id),
    col(SealUse.purpose).in_(ALLOWED),
)


def _present(span: Span) -> Select[Any]:
    """Every eligible household of every open meeting: the courtyard's, or all of the site."""
    came = (
        select(col(HouseholdAttendance.id))
        .where(
            col(HouseholdAttendance.meeting_id) == col(Meeting.id),
            col(HouseholdAttendance.household_id) == col(Household.id),
        )
        .correlate(Meeting, Household)
        .exists()
    )
    return (
        rows(
            ref=ref(Meeting) + "/" + ref(Household),
            courtyard=col(Household.courtyard_id),
            month=month_of(Meeting.held_on),
            part=hit(came),
        )
        .select_from(Meeting)
        .join(
            Household,
            or_(
                col(Meeting.courtyard_id).is_(None), col(Meeting.courtyard_id) == col(Household.courtyard_id)
            ),
        )
        .where(
            col(Meeting.kind).in_([MeetingKind.CONSULTATION, MeetingKind.COURTYARD]),
            in_force(Household, col(Meeting.held_on)),
            col(Meeting.held_on) >= span.start,
            col(Meeting.held_on) < span.end,
            col(Meeting.held_on) <= span.today,
        )
    )


def household_months(span: Span) -> Select[Any]:
    """The exposure of a rate: one row per household and month in which it was there, part 0."""
    months = month_starts(span)
    return (
        rows(
            ref=ref(Household),
            courtyard=col(Household.courtyard_id),
            month=months.c.month,
            part=0,
        )
        .select_from(Household)
        .join(months, in_force(Household, months.c.first))
    )


def _visits(span: Span) -> Select[Any]:
    visits = flow(StationVisit, on=col(StationVisit.visited_on), part=col(StationVisit.visitors), whole=0)
    return visits(span).union_all(household_months(span)).subquery().select()


def _reached(span: Span) -> Any:
    return (
        select(col(Participation.id))
        .join(Activity, col(Activity.id) == col(Participation.activity_id))
        .where(
            col(Participation.household_id) == col(Household.id),
            col(Participation.took_part_on) >= span.start,
            col(Participation.took_part_on) <= span.last,
            col(Activity.kind) == ActivityKind.CULTURE,
        )
        .correlate(Household)
        .exists()
    )


def _active_bodies(span: Span) -> Select[Any]:
    acted = (
        select(col(Activity.id))
        .where(
            col(Activity.organisation_id) == col(Organisation.id),
            col(Activity.held_on) >= span.start,
            col(Activity.held_on) <= span.last,
        )
        .correlate(Organisation)
        .exists()
    )
    return (
        rows(
            ref=ref(Organisation), courtyard=col(Organisation.courtyard_id), month=span.month, part=hit(acted)
        )
        .select_from(Organisation)
        .where(col(Organisation.registered), in_force(Organisation, span.last))
    )


DIMENSIONS = (
    Indicator(
        key="committee_complete",
        rows=_complete,
        shape=Shape.STATE,
        kinds=(Kind.QUARTER,),
        name=N_("Complete self-governance groups"),
        says=N_("{part} of {whole} courtyards have a group of three or more in term"),
        meaning=N_("Courtyards whose self-governance group has at least three members in office."),
        why=N_("A courtyard without a group has nobody to turn to."),
        part_means=N_("courtyards with at least three members in term at the quarter's end"),
        whole_means=N_("courtyards"),
        theme=Theme.MICRO_POWER,
        role=Part.OUTPUT,
        target=Target("1", Source.SUGGESTED, Judged.COUNT),
        shown={Level.SITE: Kind.QUARTER},
        base=10,
        duty=DutyKind.OFFICE,
    ),
    Indicator(
        key="seal_compliance",
        rows=flow(
            SealUse,
            on=col(SealUse.used_on),
            courtyard=col(SealUse.courtyard_id),
            part=hit(_compliant),
            where=col(SealUse.void_on).is_(None),
        ),
        name=N_("Compliant seal uses"),
        says=N_("{part} of {whole} seal uses followed the rules"),
        meaning=N_("Uses of the courtyard seal with an application, two approvals and an allowed purpose."),
        why=N_("The seal is trusted as long as every use can be shown."),
        part_means=N_("seal uses with application, two different approvers and an allowed purpose"),
        whole_means=N_("seal uses that were not voided"),
        theme=Theme.MICRO_POWER,
        role=Part.OUTPUT,
        target=Target("1", Source.SUGGESTED, Judged.COUNT),
        shown={Level.SITE: Kind.ROLLING},
        base=5,
        duty=DutyKind.OFFICE,
    ),
    Indicator(
        key="disclosure_on_time",
        rows=flow(
            Disclosure,
            on=col(Disclosure.due_on),
            courtyard=col(Disclosure.courtyard_id),
            part=hit(col(Disclosure.published_on) <= col(Disclosure.due_on)),
        ),
        name=N_("Timely disclosure"),
        says=N_("{part} of {whole} disclosures due were published on time"),
        meaning=N_("Party, residents' and financial affairs published by the day they were due."),
        why=N_("Residents can only check what is put up."),
        part_means=N_("disclosures published by their due date"),
        whole_means=N_("disclosures that fell due"),
        theme=Theme.MICRO_POWER,
        role=Part.OUTPUT,
        target=Target("1", Source.LAW, Judged.COUNT),
        shown={Level.SITE: Kind.QUARTER},
        base=5,
        duty=DutyKind.OFFICE,
    ),
    Indicator(
        key="consult_turnout",
        rows=_present,
        name=N_("Consultation turnout"),
        says=N_("{part} of {whole} invitations to households were followed"),
        meaning=N_("Households that came to the open meetings they were entitled to attend."),
        why=N_("A decision carries as far as the people who were there."),
        part_means=N_("households present, summed over open meetings"),
        whole_means=N_("households entitled to come, summed over open meetings"),
        theme=Theme.CONSULTATION,
        role=Part.ACTIVITY,
        stat=Stat.PROPORTION,
        target=Target("0.3", Source.SUGGESTED),
        shown={Level.SITE: Kind.QUARTER, Level.COURTYARD: Kind.QUARTER},
        base=20,
        duty=DutyKind.MEETINGS,
    ),
    Indicator(
        key="resolution_delivery",
        rows=flow(
            Resolution,
            on=col(Resolution.due_on),
            courtyard=col(Resolution.courtyard_id),
            part=hit(col(Resolution.done_on) <= col(Resolution.due_on)),
        ),
        name=N_("Resolutions delivered on time"),
        says=N_("{part} of {whole} resolutions due were done on time"),
        meaning=N_("What meetings resolved and was done by the day they named."),
        why=N_("Meetings are worth what follows from them."),
        part_means=N_("resolutions done by their due date"),
        whole_means=N_("resolutions that fell due"),
        theme=Theme.CONSULTATION,
        role=Part.OUTPUT,
        stat=Stat.PROPORTION,
        target=Target("0.9", Source.SUGGESTED, Judged.COUNT),
        shown={Level.SITE: Kind.ROLLING},
        base=20,
        duty=DutyKind.MEETINGS,
    ),
    Indicator(
        key="vote_compliance",
        rows=flow(
            Vote,
            on=col(Vote.closed_on),
            courtyard=col(Vote.courtyard_id),
            part=hit(
                and_(
                    *(
                        one.is_(True)
                        for one in (col(Vote.notice_ok), col(Vote.electorate_ok), col(Vote.result_ok))
                    )
                )
            ),
        ),
        name=N_("Votes by the rules"),
        says=N_("{part} of {whole} closed votes followed the rules"),
        meaning=N_("Votes whose notice, electorate and declared result follow the rules."),
        why=N_("A vote that fails honestly is sound; one that skips the rules is not."),
        part_means=N_("closed votes with due notice, the right electorate and the right result declared"),
        whole_means=N_("votes closed"),
        theme=Theme.CONSULTATION,
        role=Part.OUTPUT,
        target=Target("1", Source.LAW, Judged.COUNT),
        shown={Level.SITE: Kind.YEAR},
        base=1,
        duty=DutyKind.MEETINGS,
    ),
    Indicator(
        key="station_visits",
        rows=_visits,
        name=N_("Station visits per 100 households"),
        says=N_("{part} visits by {whole} households"),
        meaning=N_("Visits to the station's rooms in the month, for every 100 households."),
        why=N_("A station that is used is a station that is needed. More or fewer is neither good nor bad."),
        part_means=N_("visits to the station's rooms"),
        whole_means=N_("household-months"),
        theme=Theme.CULTURE,
        role=Part.ACTIVITY,
        better=Better.NONE,
        unit=PER_100,
        shown={Level.SITE: Kind.MONTH},
        base=100,
        base_unit=1,
        duty=DutyKind.STATION,
    ),
    Indicator(
        key="culture_reach",
        rows=households(_reached),
        shape=Shape.STATE,
        kinds=(Kind.ROLLING,),
        name=N_("Culture reach"),
        says=N_("{part} of {whole} households took part in culture in twelve months"),
        meaning=N_(
            "Households with somebody who took part in a cultural activity in the last twelve months."
        ),
        why=N_("Culture that reaches the same few leaves the others alone."),
        part_means=N_("households with a participant in a cultural activity in the twelve months"),
        whole_means=N_("households"),
        theme=Theme.CULTURE,
        role=Part.ACTIVITY,
        target=Target("0.5", Source.SUGGESTED, Judged.COUNT),
        shown={Level.SITE: Kind.ROLLING, Level.COURTYARD: Kind.ROLLING},
        base=20,
        duty=DutyKind.ACTIVITIES,
    ),
    Indicator(
        key="org_active_share",
        rows=_active_bodies,
        shape=Shape.STATE,
        kinds=(Kind.QUARTER,),
        name=N_("Active organisations"),
        says=N_("{part} of {whole} registered organisations were active"),
        meaning=N_("Registered community social organisations that held an activity in the quarter."),
        why=N_("An organisation that does nothing is a name on a list."),
        part_means=N_("registered organisations with an activity in the quarter"),
        whole_means=N_("registered organisations"),
        theme=Theme.BODIES,
        role=Part.ACTIVITY,
        target=Target("0.8", Source.SUGGESTED, Judged.COUNT),
        shown={Level.SITE: Kind.QUARTER},
        base=3,
        duty=DutyKind.ACTIVITIES,
    ),
    Indicator(
        key="mediation_success",
        rows=flow(
            Mediation,
            on=col(Mediation.concluded_on),
            courtyard=col(Mediation.courtyard_id),
            part=hit(col(Mediation.result) == MediationResult.AGREED),
            where=col(Mediation.result).in_([MediationResult.AGREED, MediationResult.NOT_AGREED]),
        ),
        name=N_("Mediation success"),
        says=N_("{part} of {whole} concluded cases ended in agreement"),
        meaning=N_("Mediation cases that ended in an agreement; withdrawn cases are left out."),
        why=N_("Read it beside the agreements kept: a signature is not yet peace."),
        part_means=N_("cases concluded with an agreement"),
        whole_means=N_("cases concluded, withdrawn ones left out"),
        theme=Theme.BODIES,
        role=Part.OUTPUT,
        stat=Stat.PROPORTION,
        target=Target("0.95", Source.NATIONAL, Judged.COUNT),
        shown={Level.SITE: Kind.ROLLING},
        base=20,
        duty=DutyKind.MEETINGS,
    ),
    Indicator(
        key="mediation_fulfilment",
        rows=flow(
            Mediation,
            on=col(Mediation.due_on),
            courtyard=col(Mediation.courtyard_id),
            part=hit(col(Mediation.performed_on).is_not(None)),
        ),
        name=N_("Agreements kept"),
        says=N_("{part} of {whole} agreements due were kept"),
        meaning=N_("Mediation agreements that fell due and were performed."),
        why=N_("An agreement kept is what the neighbours feel."),
        part_means=N_("agreements performed"),
        whole_means=N_("agreements that fell due"),
        theme=Theme.BODIES,
        role=Part.OUTCOME,
        stat=Stat.PROPORTION,
        target=Target("0.95", Source.SUGGESTED, Judged.COUNT),
        shown={Level.SITE: Kind.ROLLING},
        base=10,
        duty=DutyKind.MEETINGS,
    ),
)
