"""多维 Many dimensions · micro-power: complete groups, seal uses, disclosure."""

from typing import Any

from sqlalchemy import Select, and_
from sqlmodel import col

from dashboard.i18n import N_
from dashboard.indicators.evidence import Span, flow, hit, in_force, ref, rows
from dashboard.indicators.kinds import Indicator, Judged, Level, Part, Shape, Source, Target, Theme
from dashboard.indicators.periods import Kind
from dashboard.indicators.shared_evidence import members_in_term
from dashboard.rules.seals import ALLOWED
from dashboard.schema.duties import DutyKind
from dashboard.schema.meetings import SealUse
from dashboard.schema.money import Disclosure
from dashboard.schema.organisations import Organisation, OrganisationKind
from dashboard.schema.places import Courtyard

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


MICRO_POWER = (
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
)
