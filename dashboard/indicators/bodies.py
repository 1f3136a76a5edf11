"""多维 Many dimensions · mass and social organisations: active ones, mediation."""

from typing import Any

from sqlalchemy import Select, select
from sqlmodel import col

from dashboard.i18n import N_
from dashboard.indicators.evidence import Span, flow, hit, in_force, ref, rows
from dashboard.indicators.kinds import Indicator, Judged, Level, Part, Shape, Source, Stat, Target, Theme
from dashboard.indicators.periods import Kind
from dashboard.schema.activities import Activity
from dashboard.schema.duties import DutyKind
from dashboard.schema.mediation import Mediation, MediationResult
from dashboard.schema.organisations import Organisation


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


BODIES = (
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
