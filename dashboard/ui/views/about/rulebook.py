"""Rules: what the software encodes, each with its source, mark and, where it has one, its first day."""

from collections.abc import Callable

import streamlit as st

from dashboard.access import PERSONAL, FieldAccess
from dashboard.i18n import N_, _
from dashboard.records.names import ROLES, TYPES
from dashboard.rules import deadlines, seals, votes
from dashboard.schema.accounts import Role
from dashboard.schema.base import Privacy
from dashboard.schema.meetings import SealPurpose
from dashboard.schema.requests import LimitClass
from dashboard.schema.votes import Matter
from dashboard.ui import templates
from dashboard.ui.components import source_marks
from dashboard.ui.formats import day
from dashboard.ui.labels import named

OWNERS = 36
"""The electorate of the example."""
PURPOSES = {
    SealPurpose.REPAIR_NOTICE: N_("notice of a repair"),
    SealPurpose.OPINION: N_("residents' opinion"),
    SealPurpose.RESOLUTION_NOTICE: N_("notice of a resolution"),
    SealPurpose.ACTIVITY_NOTICE: N_("notice of an activity"),
    SealPurpose.FUND_APPLICATION: N_("application to the maintenance fund"),
    SealPurpose.CONTRACT_WITNESS: N_("witness to a contract"),
}
FORBIDDEN = {
    "kinship": N_("kinship"),
    "identity": N_("identity"),
    "household_registration_change": N_("change of household registration"),
    "dog_keeping": N_("keeping a dog"),
    "no_criminal_record": N_("no criminal record"),
    "community_drug_rehabilitation": N_("community drug rehabilitation"),
    "missing_person": N_("a missing person"),
    "marital_status": N_("marital status"),
    "birth": N_("birth"),
    "being_alive": N_("being alive"),
    "death": N_("death"),
    "illness": N_("illness"),
    "disability": N_("disability"),
    "childbearing": N_("childbearing"),
    "employment": N_("employment"),
    "personal_file": N_("a personal file"),
    "property": N_("property"),
    "right_of_inheritance": N_("right of inheritance"),
    "business_premises": N_("business premises"),
    "lost_documents": N_("lost documents"),
}
CLASSES = (
    (
        N_("basic"),
        N_("water, power, gas, roads, fire protection, security, waste, telecom; roof, wall, stairs"),
    ),
    (
        N_("improvement"),
        N_(
            "illegal building, greening, lighting, barrier-free ways, parking, bike shed, fitness, culture, "
            "lifts"
        ),
    ),
    (N_("upgrade"), N_("health, care of the old and of children, meals, smart systems")),
)
LIMITS = {
    LimitClass.DANGER: N_("{hours} hours"),
    LimitClass.OUTAGE: N_("{hours} hours"),
    LimitClass.ORDINARY: N_("{days} working days"),
    LimitClass.COMPLEX: N_("{days} working days"),
}
FIELDS = {
    Privacy.P1: N_("building, stairwell, floor, room, household code; photos and scans"),
    Privacy.P2: N_("name, telephone"),
    Privacy.P3: N_("hardship, old and alone, disability, a person's Party membership, parties to a dispute"),
}
READINGS = {
    FieldAccess.YES: N_("yes"),
    FieldAccess.NO: N_("no"),
    FieldAccess.SUPPRESSED: N_("small numbers suppressed"),
    FieldAccess.MASKED: N_("masked; revealing is logged"),
    FieldAccess.OPEN_TASK: N_("own open task only"),
    FieldAccess.WITH_REASON: N_("with a reason, logged"),
}
READERS = (Role.PUBLIC, Role.PROPERTY, Role.COMMITTEE, Role.OFFICE, Role.LEADER)


def page() -> None:
    """Every rule with its source."""
    source_marks.legend()
    parts: list[tuple[str, Callable[[], None]]] = [
        (_("Owners' votes"), _votes),
        (_("Courtyard seal"), _seal),
        (_("Requests"), _requests),
        (_("Renovation classes"), _renovation),
        (_("Personal information"), _personal),
        (_("Maps"), _maps),
    ]
    for title, show in parts:
        st.subheader(title)
        show()


def readable(level: Privacy, role: Role) -> FieldAccess:
    """How far a role may read a class: the policy itself, so that page and policy cannot drift."""
    return PERSONAL[level].get(role, FieldAccess.NO)


def fewest(holds: Callable[[int], bool], *, of: int) -> int:
    """The smallest number up to `of` for which a rule holds."""
    return next(n for n in range(of + 1) if holds(n))


def _votes() -> None:
    for key in ("owners_votes", "vote_notice", "electorates"):
        source_marks.fact(key)
    source_marks.table(
        [_("Matter"), _("must take part, by area and by head"), _("must agree, of those who took part")],
        [
            [_("ordinary"), _("at least 2/3"), _("more than 1/2")],
            [
                _("special: raising the maintenance fund, rebuilding, changing the use of common parts"),
                _("at least 2/3"),
                _("at least 3/4"),
            ],
        ],
    )
    _example()
    st.caption(
        _(
            "Ballots not returned never count; to abstain is to take part, not to consent. Using the fund is "
            "an ordinary matter. Notice: {days} days. Votes before {since} followed other thresholds.",
            days=votes.NOTICE_DAYS,
            since=day(votes.IN_FORCE),
        )
    )


def _example() -> None:
    """How many of some owners are needed, reckoned by the rule itself."""
    part = fewest(lambda n: votes.Tally(OWNERS, n, 0).turnout_met, of=OWNERS)
    needed = {
        matter: fewest(lambda n, m=matter: votes.Tally(OWNERS, part, n).agreed(m), of=part)  # type: ignore[misc]
        for matter in (Matter.ORDINARY, Matter.SPECIAL)
    }
    text = _(
        "Of {owners} owners at least {part} must take part; if {part} do, an ordinary matter needs "
        "{ordinary} in favour, a special one {special}.",
        owners=OWNERS,
        part=part,
        ordinary=needed[Matter.ORDINARY],
        special=needed[Matter.SPECIAL],
    )
    templates.draw("views/about/example.html", title=_("Example"), text=text)


def _seal() -> None:
    source_marks.fact("seal_standing")
    source_marks.fact("seal_forbidden")
    allowed = [_(text) for one, text in PURPOSES.items() if seals.is_allowed(one)]
    refused = [named(FORBIDDEN, one) for one in seals.FORBIDDEN_CERTIFICATES]
    source_marks.table(
        [],
        [
            [_("May be witnessed"), _("; ").join(allowed)],
            [_("Refused ({count})", count=len(refused)), _("; ").join(refused)],
        ],
    )


def _requests() -> None:
    source_marks.fact("closed_not_solved")
    source_marks.fact("request_limits")
    rows = []
    for limit, text in LIMITS.items():
        types = [named(TYPES, one) for one, of in deadlines.DEFAULT_LIMITS.items() if of is limit]
        hours, days = deadlines.HOURS.get(limit), deadlines.WORKING_DAYS.get(limit)
        rows.append([_(text, hours=hours, days=days), _("; ").join(types)])
    source_marks.table([_("First answer within"), _("Type of request")], rows)


def _renovation() -> None:
    source_marks.fact("renovation_classes")
    source_marks.table([_("Class"), _("For example")], [[_(name), _(text)] for name, text in CLASSES])


def _personal() -> None:
    source_marks.fact("personal_information")
    source_marks.fact("personal_classes")
    totals = [
        _(READINGS[FieldAccess.SUPPRESSED if one is Role.PUBLIC else FieldAccess.YES]) for one in READERS
    ]
    source_marks.table(
        [_("Class"), _("Fields"), *(_head(one) for one in READERS)],
        [
            ["P0", _("published totals"), *totals],
            *(
                [level.value, _(fields), *(_(READINGS[readable(level, one)]) for one in READERS)]
                for level, fields in FIELDS.items()
            ),
        ],
    )


def _maps() -> None:
    for key in ("map_sketch", "map_datum"):
        source_marks.fact(key)


def _head(role: Role) -> str:
    """A role's name; a committee reads of its own courtyard only."""
    name = named(ROLES, role)
    return _("{role} (own courtyard)", role=name) if role is Role.COMMITTEE else name
