"""The workbooks that came in, and taking one back."""

from typing import Any

import streamlit as st

from dashboard.access import Principal
from dashboard.actions import batches as actions
from dashboard.errors import InvalidDraft
from dashboard.i18n import _, _n
from dashboard.intake.workbooks import words
from dashboard.queries import imports as queries
from dashboard.ui import cache
from dashboard.ui.formats import instant, plain
from dashboard.ui.forms import form
from dashboard.ui.shell import confirmation


def listed(by: Principal) -> None:
    """Each batch with its day, its records and the button that takes it back."""
    rows = cache.read(queries.batches, by=by)
    st.subheader(_("Workbooks that came in"))
    if not rows:
        st.info(_("None yet."))
    for row in rows:
        with st.container(horizontal=True, vertical_alignment="center"):
            count = _n("{n} record", "{n} records", row["rows"])
            st.markdown(f"{plain(row['file_name'])} · {instant(row['imported_at'])} · {count}")
            _undo(row)


def _undo(row: dict[str, Any]) -> None:
    if row["undone_at"] is not None:
        st.text(_("taken back {at}", at=instant(row["undone_at"])))
    elif st.button(_("Undo this batch"), key=f"import.undo.{row['id']}"):
        name = f"import-undo-{row['id']}"
        if form.save(name, lambda **how: _undone(row["id"], **how)) is not None:
            confirmation.give(_("Taken back: nothing of it is left."))


def _undone(batch_id: int, **how: Any) -> Any:
    try:
        return actions.undo(batch_id=batch_id, **how)
    except InvalidDraft as error:
        for one in error.problems:
            st.error(words.batch(one))
        raise
