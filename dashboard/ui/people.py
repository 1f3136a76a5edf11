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
from dashboard.schema.trust import PostDraft
from dashboard.ui import cached, forms, invitations, links, words

STATES = {
    "active": (N_("in use"), "●"),
    "waiting": (N_("waiting for the code"), "◇"),
    "expired": (N_("code ran out"), "△"),
    "disabled": (N_("closed"), "–"),
}
NAMES, NOTED = "people.names", "people.noted"
STYLE = """<style>
.st-key-lines-people :is([data-testid="stElementContainer"],[data-testid^="stPageLink"]) {width:100%}
.st-key-lines-people [data-testid="stPageLink-NavLink"] p {font-weight:400 !important}
</style>"""
"""A link to the page that is shown is bold and no wider than its words."""


def chosen() -> int | None:
    """The account in the address (`?account=3`)."""
    return forms.addressed("account")


def work(by: Principal) -> None:
    """The list, or the form for an invitation."""
    forms.large()
    if forms.task({"list": _("All accounts"), "invite": _("Invite somebody")}) == "invite":
        invitations.invite(by)
    else:
        _list(by)


def account(by: Principal, account_id: int) -> None:
    """One account: what it is, its role and place, a fresh code, closed or open."""
    forms.large()
    links.to("people", _("← All accounts"))
    named = _names_shown()
    row = cached.read(people.one, by=by, account_id=account_id, now=clock.wall(), names=named)
    row["opened"] = forms.version(_form(row), row)
    _said(row)
    if row["id"] == by.account_id:
        st.html(f'<p><a href="/password" target="_self">{words.safe(_("Change my password"))}</a></p>')
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
    rows = cached.read(people.accounts, by=by, now=clock.wall(), names=named)
    if not rows:
        st.info(_("Nobody has an account yet. Invite somebody: they appear here."))
        return
    st.markdown(f"**{_counted(rows)}**")
    st.html(STYLE)
    for row in rows:
        forms.forget(_form(row))
    with st.container(key="lines-people", gap=None):
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
            forms.save("names", lambda **how: actions.see_names(**invitations.now(how))) is not None
        )
    return bool(st.session_state[NOTED])


def _post(row: dict[str, Any]) -> str:
    """Role and place in words."""
    role = words.named(words.ROLES, row["role"])
    if row["is_admin"]:
        return _("{role}, administrator", role=role)
    yards = [words.courtyard(one) for one in cached.courtyards() if one["id"] == row["courtyard_id"]]
    place = yards[0] if yards else row[f"organisation_{language()}"]
    return f"{place} · {role}" if place else role


def _said(row: dict[str, Any]) -> None:
    name, mark = STATES[row["state"]]
    state = _(name)
    if row["code_until"]:
        state = _("{state}, until {instant}", state=state, instant=words.instant(row["code_until"]))
    st.html(
        f'<p style="margin:0;font-size:1.3rem;line-height:1.5"><b>{words.safe(row["login"])}</b> '
        f"{words.safe(row['name'])}</p>"
        f'<p style="margin:0;line-height:1.6">{words.safe(_post(row))}</p>'
        f'<p style="margin:0;line-height:1.6">{mark} {words.safe(state)}</p>'
    )


def _change(by: Principal, row: dict[str, Any]) -> None:
    form = _form(row)
    post = invitations.asked_post(by, f"{form}.{row['opened']}", form, row)
    if st.button(_("Save role and place"), width="stretch", key=f"{form}.save"):

        def change(**how: Any) -> Any:
            return actions.change(draft=PostDraft.check(**post), **how)

        _write(row, change)


def _new_code(row: dict[str, Any]) -> None:
    form = _form(row)
    with st.popover(_("New one-time code"), width="stretch"):
        st.write(_("The present password ends at once, and every device is signed out."))
        if st.button(_("End the password, show a code"), width="stretch", key=f"{form}.reset"):
            code = passwords.new_code()
            if _write(row, lambda **how: actions.reset(code=code, **how), stay=True):
                st.session_state[f"{form}.code"] = code
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
    form = _form(row)

    def write(**how: Any) -> Any:
        try:
            return verb(account_id=row["id"], version=row["opened"], **invitations.now(how))
        except StaleVersion:
            forms.forget(form)
            raise OutOfTurn(form) from None

    st.session_state.pop(f"{form}.code", None)
    if stay:
        saved = forms.save(form, write) is not None
        forms.forget(form)
        return saved
    forms.finish(form, write)
    return False


def _form(row: dict[str, Any]) -> str:
    return f"account.{row['id']}"
