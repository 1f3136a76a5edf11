"""What a courtyard seal may witness and what it may not."""

from dashboard.schema.meetings import SealPurpose

ALLOWED = frozenset(SealPurpose) - {SealPurpose.FORBIDDEN_CERTIFICATE}

FORBIDDEN_CERTIFICATES = (
    "kinship",
    "identity",
    "household_registration_change",
    "dog_keeping",
    "no_criminal_record",
    "community_drug_rehabilitation",
    "missing_person",
    "marital_status",
    "birth",
    "being_alive",
    "death",
    "illness",
    "disability",
    "childbearing",
    "employment",
    "personal_file",
    "property",
    "right_of_inheritance",
    "business_premises",
    "lost_documents",
)
"""The 20 matters that residents' committees do not certify (民发〔2020〕20号)."""


def is_allowed(purpose: SealPurpose) -> bool:
    """Whether a use for this purpose may be entered as compliant."""
    return purpose in ALLOWED
