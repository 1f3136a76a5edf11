"""多维 Many dimensions · consultation: turnout, resolutions delivered, votes by the rules."""

from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlmodel import col

from dashboard.i18n import N_
from dashboard.indicators.evidence import Span, flow, hit, in_force, month_of, ref, rows
from dashboard.indicators.kinds import Indicator, Judged, Level, Part, Source, Stat, Target, Theme
from dashboard.indicators.periods import Kind
from dashboard.schema.duties import DutyKind
from dashboard.schema.meetings import HouseholdAttendance, Meeting, MeetingKind, Resolution, Stage
from dashboard.schema.places import Household
from dashboard.schema.votes import Vote


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
            col(Meeting.stage) == Stage.HELD,
            in_force(Household, col(Meeting.held_on)),
            col(Meeting.held_on) >= span.start,
            col(Meeting.held_on) < span.end,
            col(Meeting.held_on) <= span.today,
        )
    )


CONSULTATION = (
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
)
