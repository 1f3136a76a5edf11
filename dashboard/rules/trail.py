"""The hash of an audit event: each covers what was told and the hash of the event before it."""

import hashlib
import json
import re
from dataclasses import dataclass

from dashboard.schema.accounts import AuditEvent

GENESIS = "0" * 64
"""What stands before the first event."""
PRINTED = 16
"""How many characters of a hash are printed: enough that nobody finds another chain that fits."""


def digest(event: AuditEvent) -> str:
    """SHA-256 over the canonical JSON of an event and the hash before it."""
    told = {
        "seq": event.seq,
        "at": event.at.isoformat(),
        "actor": event.actor,
        "verb": event.verb,
        "noun": event.noun,
        "ref": event.ref,
        "courtyard_id": event.courtyard_id,
        "details": event.details,
        "previous": event.previous,
    }
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Printed:
    """A head of the chain as it stands on paper: how many events there were, and how the last hash began."""

    seq: int
    hash: str

    def __str__(self) -> str:
        return f"{self.seq}-{self.hash[:PRINTED]}"


def printed(text: str) -> Printed:
    """Read `1234-3f9a0c...` (at least 16 characters of the hash); raises ValueError."""
    found = re.fullmatch(r"\s*(\d{1,12})[-:]([0-9a-f]{16,64})\s*", text.casefold())
    if found is None:
        raise ValueError("a head is written 1234-3f9a0c27d1e84b56, as it is printed")
    return Printed(int(found[1]), found[2])
