"""Another household with the same trouble: it stands behind the request, nobody registers it twice."""

from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.access import Action, Principal, allows
from dashboard.actions import supports as actions
from dashboard.errors import InvalidDraft, Problem
from dashboard.i18n import _
from dashboard.queries import places
from dashboard.schema.requests import OPEN
from dashboard.ui import cache
from dashboard.ui.forms import form
from dashboard.ui.forms.pickers import pick_flat, pick_stairwell


def offer(by: Principal, one: dict[str, Any]) -> None:
    """The form on an open request's page, for whoever may register one in its courtyard."""
    courtyard_id = one["courtyard_id"]
    if one["status"] not in OPEN or not allows(by, Action.REGISTER_REQUEST, courtyard_id=courtyard_id):
        return
    name = f"support.{one['id']}"
    with st.expander(_("Another household has the same trouble")):
        drawn = form.widget_prefix(name)
        homes = cache.read(places.households, by=by, courtyard_id=courtyard_id)
        stairwell = pick_stairwell(homes, f"{drawn}.stairwell")
        rooms = {home["id"]: home["room"] for home in homes if home["stairwell"] == stairwell}
        household_id = pick_flat(rooms, f"{drawn}.household") if rooms else None
        form.field_error(name, "household_id")
        if form.button(name, _("Add this household")):

            def write(**how: Any) -> Any:
                if household_id is None:
                    raise InvalidDraft((Problem("household_id", "missing"),))
                return actions.add(request_id=one["id"], household_id=household_id, **how)

            form.save_and_rerun(name, write, counts=("support", clock.today()))
