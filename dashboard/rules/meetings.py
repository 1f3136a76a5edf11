"""Which meetings are whose, and how many households are still needed for a turnout."""

from fractions import Fraction
from math import ceil

from dashboard.schema.meetings import MeetingKind, Party
from dashboard.schema.organisations import OrganisationKind

OPEN = (MeetingKind.COURTYARD, MeetingKind.CONSULTATION)
"""Meetings that every household of the place may come to; their turnout is counted."""

COURTYARD_NEEDED = (MeetingKind.COURTYARD,)
WHOLE_SITE = (MeetingKind.JOINT, MeetingKind.COMMITTEE)

SITS_FOR: dict[OrganisationKind, Party] = {
    OrganisationKind.OWNERS_GROUP: Party.OWNERS,
    OrganisationKind.RESIDENTS_COMMITTEE: Party.COMMUNITY,
    OrganisationKind.GENERAL_BRANCH: Party.COMMUNITY,
    OrganisationKind.EXTENDED_COMMITTEE: Party.COMMUNITY,
    OrganisationKind.PROPERTY_COMPANY: Party.COMPANY,
    OrganisationKind.COMPANY_BRANCH: Party.COMPANY,
    OrganisationKind.RESIDENT_UNIT: Party.UNIT,
    OrganisationKind.WORKING_COMMITTEE: Party.SUBDISTRICT,
}
"""For which party a body sits, mostly; every other body sits for itself."""


def party(kind: OrganisationKind) -> Party:
    """The party that a body of this kind mostly sits for."""
    return SITS_FOR.get(kind, Party.OTHER)


def sits(
    kind: OrganisationKind, at: int | None, *, meeting_at: int | None, keepers_of: int | None = None
) -> bool:
    """Whether a body of the courtyard `at` (None: of the whole site) may sit at a meeting held there.

    `keepers_of`: the courtyard of those who enter it; they speak for their own group and its owners alone.
    """
    if meeting_at is not None and at not in (None, meeting_at):
        return False
    if keepers_of is None:
        return True
    if kind is OrganisationKind.OWNERS_GROUP:
        return at in (None, keepers_of)
    return kind is OrganisationKind.COURTYARD_GROUP and at == keepers_of


def still_needed(*, came: int, entitled: int, share: Fraction) -> int:
    """How many more households must come until the turnout reaches the share."""
    return max(ceil(share * entitled) - came, 0)
