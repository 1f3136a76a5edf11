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


def still_needed(*, came: int, entitled: int, share: Fraction) -> int:
    """How many more households must come until the turnout reaches the share."""
    return max(ceil(share * entitled) - came, 0)
