"""一核 One core: member check-in, service hours, partners' pledges, cross-posts, quarterly meetings."""

from typing import Any

from sqlalchemy import Select, and_, func, literal, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from dashboard.i18n import N_
from dashboard.indicators.evidence import Span, flow, hit, in_force, ref, rows
from dashboard.indicators.kinds import (
    HOURS,
    Indicator,
    Judged,
    Level,
    Part,
    Shape,
    Source,
    Target,
    Theme,
)
from dashboard.indicators.periods import Kind
from dashboard.indicators.shared_evidence import serving
from dashboard.schema.activities import Participation
from dashboard.schema.duties import DutyKind
from dashboard.schema.meetings import Meeting, MeetingKind, Stage
from dashboard.schema.organisations import CrossPost, Pledge, Term
from dashboard.schema.people import CheckIn, Membership, Resident
from dashboard.schema.places import Household


def _members(span: Span, part: Any) -> Select[Any]:
    return (
        rows(ref=ref(Membership), courtyard=col(Household.courtyard_id), month=span.month, part=part)
        .select_from(Membership)
        .join(Resident, col(Resident.id) == col(Membership.resident_id))
        .join(Household, col(Household.id) == col(Resident.household_id))
        .where(in_force(Membership, span.last), in_force(Resident, span.last))
    )


def _checked_in(span: Span) -> Select[Any]:
    seen = (
        select(col(CheckIn.id))
        .where(col(CheckIn.membership_id) == col(Membership.id), col(CheckIn.checked_on) <= span.last)
        .exists()
    )
    return _members(span, hit(seen)).where(col(Membership.in_service))


def _served(span: Span) -> Select[Any]:
    minutes = (
        select(func.coalesce(func.sum(Participation.served_minutes), 0))
        .where(
            col(Participation.resident_id) == col(Membership.resident_id),
            col(Participation.took_part_on) >= span.start,
            col(Participation.took_part_on) <= span.last,
        )
        .correlate(Membership)
        .scalar_subquery()
    )
    return _members(span, minutes)


def _filled(span: Span) -> Select[Any]:
    home, host = aliased(Term), aliased(Term)
    held = (
        select(col(home.id))
        .join(host, col(host.person_id) == col(home.person_id))
        .where(
            and_(col(home.organisation_id) == CrossPost.home_id, col(home.post) == CrossPost.home_post),
            and_(col(host.organisation_id) == CrossPost.host_id, col(host.post) == CrossPost.host_post),
            serving(home, span.last),
            serving(host, span.last),
        )
        .correlate(CrossPost)
        .exists()
    )
    return rows(ref=ref(CrossPost), month=span.month, part=hit(held)).select_from(CrossPost)


def _quarterly(span: Span) -> Select[Any]:
    """One joint and one consultation meeting are due each quarter; a running quarter owes none yet."""

    def due(kind: MeetingKind) -> Select[Any]:
        held = (
            select(col(Meeting.id))
            .where(
                col(Meeting.kind) == kind,
                col(Meeting.stage) == Stage.HELD,
                col(Meeting.courtyard_id).is_(None),
                col(Meeting.held_on) >= span.start,
                col(Meeting.held_on) <= span.last,
            )
            .exists()
        )
        owed = rows(ref=literal(f"{kind.value}:{span.month}"), month=span.month, part=hit(held))
        return owed.where(or_(literal(span.over), held))

    return due(MeetingKind.JOINT).union_all(due(MeetingKind.CONSULTATION)).subquery().select()


CORE = (
    Indicator(
        key="party_checkin_rate",
        rows=_checked_in,
        shape=Shape.STATE,
        kinds=(Kind.QUARTER,),
        name=N_("Member check-in"),
        says=N_("{part} of {whole} in-service members living here have checked in"),
        meaning=N_("How many Party members who work elsewhere have reported to the branch where they live."),
        why=N_("Members who check in can be called on in their own courtyard."),
        part_means=N_("in-service members living here who checked in by the period's end"),
        whole_means=N_("in-service members living here at the period's end"),
        theme=Theme.CORE,
        role=Part.ACTIVITY,
        target=Target("1", Source.NATIONAL, Judged.COUNT),
        shown={Level.SITE: Kind.QUARTER},
        base=10,
        duty=DutyKind.OFFICE,
    ),
    Indicator(
        key="party_service_hours",
        rows=_served,
        shape=Shape.STATE,
        kinds=(Kind.QUARTER,),
        name=N_("Service hours per member"),
        says=N_("{whole} members gave {amount} h of service in the quarter"),
        meaning=N_("Volunteer hours in the quarter, divided by the Party members living here."),
        why=N_("Hours show whether check-in turns into help."),
        part_means=N_("hours of volunteer service by members in the quarter"),
        whole_means=N_("Party members living here at the quarter's end"),
        theme=Theme.CORE,
        role=Part.ACTIVITY,
        target=Target("4", Source.SUGGESTED, Judged.COUNT),
        unit=HOURS,
        shown={Level.SITE: Kind.QUARTER},
        base=20,
        duty=DutyKind.ACTIVITIES,
    ),
    Indicator(
        key="alliance_delivery",
        rows=flow(
            Pledge,
            on=col(Pledge.due_on),
            courtyard=col(Pledge.courtyard_id),
            part=hit(col(Pledge.delivered_on) <= col(Pledge.due_on)),
        ),
        name=N_("Partners' pledges kept"),
        says=N_("{part} of {whole} pledges due were delivered on time"),
        meaning=N_("What resident units promised for the area and delivered by the day they named."),
        why=N_("Building together is judged by what arrives, not by what is signed."),
        part_means=N_("resident units' pledges delivered by their due date"),
        whole_means=N_("resident units' pledges that fell due"),
        theme=Theme.CORE,
        role=Part.ACTIVITY,
        target=Target("0.9", Source.SUGGESTED, Judged.COUNT),
        shown={Level.SITE: Kind.ROLLING},
        base=5,
        duty=DutyKind.OFFICE,
    ),
    Indicator(
        key="cross_post_fill",
        rows=_filled,
        shape=Shape.STATE,
        kinds=(Kind.QUARTER,),
        name=N_("Cross-posts filled"),
        says=N_("{part} of {whole} cross-posts are filled"),
        meaning=N_(
            "Cross-appointments between the property company's branch and the community that are held."
        ),
        why=N_("Two-way entry lets the company and the community answer to each other."),
        part_means=N_("cross-posts whose holder holds both posts at the quarter's end"),
        whole_means=N_("three cross-posts for each property company"),
        theme=Theme.CORE,
        role=Part.ACTIVITY,
        target=Target("1", Source.ARTICLE, Judged.COUNT),
        shown={Level.SITE: Kind.QUARTER},
        base=1,
        duty=DutyKind.OFFICE,
    ),
    Indicator(
        key="joint_meeting_on_time",
        rows=_quarterly,
        shape=Shape.STATE,
        kinds=(Kind.QUARTER,),
        name=N_("Quarterly meetings held"),
        says=N_("{part} of {whole} quarterly meetings were held"),
        meaning=N_("One joint meeting and one consultation meeting are due each quarter."),
        why=N_("The three parties can only agree on what they sit down for."),
        part_means=N_("joint and consultation meetings held in their quarter"),
        whole_means=N_("one joint and one consultation meeting each quarter"),
        theme=Theme.CORE,
        role=Part.ACTIVITY,
        target=Target("1", Source.ARTICLE, Judged.COUNT),
        shown={Level.SITE: Kind.QUARTER},
        base=1,
        duty=DutyKind.MEETINGS,
    ),
)
