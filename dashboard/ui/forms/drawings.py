"""How often each form of this session was emptied, and the receipt that stands in its stead.

Streamlit may stop a run wherever it looks into `st.session_state`: at a reconnect also between a commit and
the line that would note it. So a saving takes hold of its form's `Drawing` before it writes, and changes it
in place afterwards, where nothing can come between.
"""

import secrets
from dataclasses import dataclass, field
from typing import Any

import streamlit as st


def _key() -> str:
    return secrets.token_hex(16)


@dataclass
class Drawing:
    """One form as it is drawn until it is saved or emptied: then the next drawing begins."""

    count: int = 0
    key: str = field(default_factory=_key)
    """The idempotency key: who saves twice finds the record that was made."""
    receipt: Any = None
    seen: int | None = None
    """The count of ended runs when the receipt was last drawn."""

    def end(self, receipt: Any = None) -> None:
        """Begin the next drawing; with a receipt this is shown first."""
        self.count += 1
        self.key = _key()
        self.receipt, self.seen = receipt, None

    def received(self, runs: int) -> Any:
        """The receipt, None where there is none or its reader has seen another page since.

        `runs` counts the runs of whole pages that have ended.
        """
        if self.seen is not None and self.seen < runs - 1:
            self.receipt = None
        self.seen = runs
        return self.receipt


def of(name: str) -> Drawing:
    """The form's drawing in this session: always the same object."""
    found: Drawing = st.session_state.setdefault(f"form.{name}.drawing", Drawing())
    return found
