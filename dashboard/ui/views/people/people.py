"""Accounts on screen: the list, an invitation with its code, one account."""

from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.access import Principal
from dashboard.actions import accounts as actions
from dashboard.actions import passwords
from dashboard.errors import OutOfTurn, StaleVersion
from dashboard.i18n import N_, _, _n, language
from dashboard.queries import people
from dashboard.records.names import ROLES
from dashboard.schema.accounts import PostDraft
from dashboard.ui import cache, formats, labels, templates
from dashboard.ui.components import links
from dashboard.ui.forms import form
from dashboard.ui.shell import style
from dashboard.ui.views.people import invitations

STATES = {
    "active": (N_("in use"), "●"),
    "waiting": (N_("waiting for the code"), "◇"),
    "expired": (N_("code ran out"), "△"),
    "disabled": (N_("no longer open"), "–"),
}
NAMES, NOTED = "people.names", "people.noted"
"""A link to the page that is shown is bold and no wider than its words."""


def chosen() -> int | None:
    """The account in the address (`?account=3`)."""
    return form.record_in_address("account")


def work(by: Principal) -> None:
    """The list, or the form for an invitation."""
    style.touch_targets()
    if form.mode_switch({"list": _("All accounts"), "invite": _("Invite somebody")}) == "invite":
        invitations.invite(by)
    else:
        _list(by)


def account(by: Principal, account_id: int) -> None:
    """One account: what it is, its role and place, a fresh code, closed or open."""
    style.touch_targets()
    links.to("people", _("← All accounts"))
    named = _names_shown()
    row = cache.read(people.one, by=by, account_id=account_id, now=clock.wall(), names=named)
    row["opened"] = form.version(_form(row), row)
    _said(row)
    if row["id"] == by.account_id:
        templates.draw("views/people/own_password.html", words=_("Change my password"))
    if row["state"] == people.State.DISABLED:
        _open_again(row)
        return
    if code := st.session_state.get(f"{_form(row)}.code"):
        invitations.read_out(row["login"], code)
    _change(by, row)
    if row["id"] != by.account_id:
        _new_code(row)
    _close(row)


def _list(by: Principal) -> None:
    named = _names_shown()
    rows = cache.read(people.accounts, by=by, now=clock.wall(), names=named)
    if not rows:
        st.info(_("Nobody has an account yet. Invite somebody: they appear here."))
        return
    st.markdown(f"**{_counted(rows)}**")
    for row in rows:
        form.forget(_form(row))
    with st.container(key="lines-wide-people", gap=None):
        for row in rows:
            name, mark = STATES[row["state"]]
            about = " · ".join((row["name"], _post(row), _(name)))
            links.to(
                "people",
                f":gray[{mark}] **{links.plain(row['login'])}** {links.plain(about)}",
                account=row["id"],
            )


def _counted(rows: list[dict[str, Any]]) -> str:
    states = [row["state"] for row in rows]
    told = [_n("{n} account", "{n} accounts", len(rows))]
    told += [f"{_(name)} {states.count(state)}" for state, (name, _mark) in STATES.items() if state in states]
    return " · ".join(told)


def _names_shown() -> bool:
    """Whether full names are shown; each time they are asked for is noted in the trail."""
    if not st.toggle(_("Show full names (this is noted)"), key=NAMES):
        st.session_state.pop(NOTED, None)
        return False
    if not st.session_state.get(NOTED):
        st.session_state[NOTED] = (
            form.save("names", lambda **how: actions.see_names(**form.now(how))) is not None
        )
    return bool(st.session_state[NOTED])


def _post(row: dict[str, Any]) -> str:
    """Role and place in words."""
    role = labels.named(ROLES, row["role"])
    if row["is_admin"]:
        return _("{role}, administrator", role=role)
    yards = [formats.courtyard(one) for one in cache.courtyards() if one["id"] == row["courtyard_id"]]
    place = yards[0] if yards else row[f"organisation_{language()}"]
    return f"{place} · {role}" if place else role


def _said(row: dict[str, Any]) -> None:
    name, mark = STATES[row["state"]]
    state = _(name)
    if row["code_until"]:
        state = _("{state}, until {instant}", state=state, instant=formats.instant(row["code_until"]))
    told = {"login": row["login"], "name": row["name"], "post": _post(row), "mark": mark, "state": state}
    templates.draw("views/people/account.html", **told)


def _change(by: Principal, row: dict[str, Any]) -> None:
    name = _form(row)
    post = invitations.asked_post(by, f"{name}.{row['opened']}", name, row)
    if st.button(_("Save role and place"), width="stretch", key=f"{name}.save"):

        def change(**how: Any) -> Any:
            return actions.change(draft=PostDraft.check(**post), **how)

        _write(row, change)


def _new_code(row: dict[str, Any]) -> None:
    name = _form(row)
    with st.popover(_("New one-time code"), width="stretch"):
        st.write(_("The present password ends at once, and every device is signed out."))
        if st.button(_("End the password, show a code"), width="stretch", key=f"{name}.reset"):
            code = passwords.new_code()
            if _write(row, lambda **how: actions.reset(code=code, **how), stay=True):
                st.session_state[f"{name}.code"] = code
                st.rerun()


def _close(row: dict[str, Any]) -> None:
    with st.popover(_("Close this account"), width="stretch"):
        st.write(
            _("Every device is signed out at once. What was recorded stays; the account can be opened again.")
        )
        if st.button(_("Close it"), width="stretch", key=f"{_form(row)}.close"):
            _write(row, actions.disable)


def _open_again(row: dict[str, Any]) -> None:
    if st.button(_("Open this account again"), width="stretch", key=f"{_form(row)}.open"):
        _write(row, actions.enable)


def _write(row: dict[str, Any], verb: Any, *, stay: bool = False) -> bool:
    """Save a change of the account that is on the page, and draw the page anew."""
    name = _form(row)

    def write(**how: Any) -> Any:
        try:
            return verb(account_id=row["id"], version=row["opened"], **form.now(how))
        except StaleVersion:
            form.forget(name)
            raise OutOfTurn(name) from None

    st.session_state.pop(f"{name}.code", None)
    if stay:
        saved = form.save(name, write) is not None
        form.forget(name)
        return saved
    form.save_and_rerun(name, write)
    return False


def _form(row: dict[str, Any]) -> str:
    return f"account.{row['id']}"
