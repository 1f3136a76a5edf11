"""An invitation: role, place, name and login, and the code to read out; also used for one account."""

from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from dashboard.access import Principal
from dashboard.actions import accounts as actions
from dashboard.actions import passwords
from dashboard.i18n import _, language
from dashboard.queries import people
from dashboard.records.names import ROLES
from dashboard.schema.accounts import AccountDraft, Role
from dashboard.ui import cache, formats, labels, templates
from dashboard.ui.forms import form

INVITED = [Role.COMMITTEE.value, Role.OFFICE.value, Role.LEADER.value, Role.PROPERTY.value]
INVITE, CODE = "invite", "invite.code"


def invite(by: Principal) -> None:
    """The form; once it is saved the code in its stead, until it has been read out."""
    if login := form.received(INVITE):
        read_out(login, st.session_state[CODE][1])
        form.another(INVITE, _("I have read it out"))
        return
    drawn = form.widget_prefix(INVITE)
    post = asked_post(by, drawn, INVITE, {})
    name = st.text_input(_("Name"), key=f"{drawn}.name", max_chars=60, autocomplete="off")
    form.field_error(INVITE, "name")
    login = st.text_input(
        _("Login"),
        key=f"{drawn}.login",
        max_chars=60,
        autocomplete="off",
        help=_("What they will type: a short name in letters, or the mobile number."),
    )
    form.field_error(INVITE, "login")
    if st.button(_("Invite and show the code"), type="primary", width="stretch", key="invite.save"):
        code = _code()
        given = {"name": name, "login": login, **post}
        form.save(
            INVITE,
            lambda **how: actions.invite(draft=AccountDraft.check(**given), code=code, **form.timed(how)),
            lambda made: made.login,
        )


def asked_post(by: Principal, drawn: str, name: str, at: dict[str, Any]) -> dict[str, Any]:
    """Role first, then only what that role needs."""
    role = st.pills(
        _("As what?"),
        INVITED,
        format_func=_role,
        default=at.get("role"),
        required=True,
        key=f"{drawn}.role",
    )
    form.field_error(name, "role")
    given: dict[str, Any] = {"role": role} if role else {}
    if role == Role.COMMITTEE:
        given["courtyard_id"] = _asked_courtyard(drawn, at)
        form.field_error(name, "courtyard_id")
    elif role == Role.PROPERTY:
        given["organisation_id"] = _asked_company(by, drawn, at)
        form.field_error(name, "organisation_id")
    elif role == Role.OFFICE:
        given["is_admin"] = st.checkbox(
            _("Administrator: may invite people and close accounts"),
            value=bool(at.get("is_admin")),
            key=f"{drawn}.admin",
        )
    return given


def read_out(login: str, code: passwords.Code) -> None:
    """The code, large enough to be read out over the telephone; it is stored nowhere in clear."""
    st.success(_("Read this out now: it is not shown again."))
    page = urlsplit(st.context.url or "")
    address = f"{page.scheme}://{page.netloc}/code" if page.netloc else "/code"
    lines = [
        (_("Login"), login, "1.3rem"),
        (_("One-time code"), code.text, "2.2rem"),
        (_("Where to type it"), address, "1.1rem"),
    ]
    for label, value, size in lines:
        templates.draw("views/people/read_out.html", label=label, value=value, size=size)
    st.caption(_("It lasts 48 hours and opens the account once; with it they choose their own password."))


def _code() -> passwords.Code:
    """The drawn form's code, kept before it is saved: a double click shows the one that the first saved."""
    key = form.key(INVITE)
    if st.session_state.get(CODE, ("",))[0] != key:
        st.session_state[CODE] = key, passwords.new_code()
    code: passwords.Code = st.session_state[CODE][1]
    return code


def _role(code: str) -> str:
    name = labels.named(ROLES, code)
    return name[:1].upper() + name[1:]


def _asked_courtyard(drawn: str, at: dict[str, Any]) -> int | None:
    names = {one["id"]: formats.courtyard(one) for one in cache.courtyards()}
    return st.pills(
        _("Courtyard"),
        list(names),
        format_func=lambda id_: names[id_],
        default=at.get("courtyard_id"),
        key=f"{drawn}.courtyard",
    )


def _asked_company(by: Principal, drawn: str, at: dict[str, Any]) -> int | None:
    names = {one["id"]: one[f"name_{language()}"] for one in cache.read(people.companies, by=by)}
    default = at.get("organisation_id") or next(iter(names), None)
    return st.pills(
        _("Company"),
        list(names),
        format_func=lambda id_: names[id_],
        default=default if default in names else None,
        key=f"{drawn}.company",
    )
