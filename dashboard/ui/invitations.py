"""An invitation: role, place, name and login, and the code to read out; also used for one account."""

from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from dashboard import clock
from dashboard.access import Principal
from dashboard.actions import accounts as actions
from dashboard.actions import passwords
from dashboard.i18n import _, language
from dashboard.queries import people
from dashboard.schema.trust import AccountDraft, Role
from dashboard.ui import cached, forms, words

ROLES = [Role.COMMITTEE.value, Role.OFFICE.value, Role.LEADER.value, Role.PROPERTY.value]
INVITE, CODE = "invite", "invite.code"


def invite(by: Principal) -> None:
    """The form; once it is saved the code in its stead, until it has been read out."""
    if login := forms.received(INVITE):
        read_out(login, st.session_state[CODE][1])
        forms.another(INVITE, _("I have read it out"))
        return
    drawn = forms.drawn(INVITE)
    post = asked_post(by, drawn, INVITE, {})
    name = st.text_input(_("Name"), key=f"{drawn}.name", max_chars=60, autocomplete="off")
    forms.complaint(INVITE, "name")
    login = st.text_input(
        _("Login"),
        key=f"{drawn}.login",
        max_chars=60,
        autocomplete="off",
        help=_("What they will type: a short name in letters, or the mobile number."),
    )
    forms.complaint(INVITE, "login")
    if st.button(_("Invite and show the code"), type="primary", width="stretch", key="invite.save"):
        code = _code()
        given = {"name": name, "login": login, **post}
        made = forms.save(
            INVITE,
            lambda **how: actions.invite(draft=AccountDraft.check(**given), code=code, **timed(how)),
            receipted=True,
        )
        if made is not None:
            forms.receipt(INVITE, made.login)


def asked_post(by: Principal, drawn: str, form: str, at: dict[str, Any]) -> dict[str, Any]:
    """Role first, then only what that role needs."""
    role = st.pills(
        _("As what?"),
        ROLES,
        format_func=_role,
        default=at.get("role", ROLES[0]),
        required=True,
        key=f"{drawn}.role",
    )
    forms.complaint(form, "role")
    given: dict[str, Any] = {"role": role or at.get("role", ROLES[0])}
    if given["role"] == Role.COMMITTEE:
        given["courtyard_id"] = _asked_courtyard(drawn, at)
        forms.complaint(form, "courtyard_id")
    elif given["role"] == Role.PROPERTY:
        given["organisation_id"] = _asked_company(by, drawn, at)
        forms.complaint(form, "organisation_id")
    elif given["role"] == Role.OFFICE:
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
        st.html(
            f'<p style="margin:0" class="yl-note">{words.safe(label)}</p><p style="margin:0 0 .5rem;'
            f'font-size:{size};line-height:1.4;font-weight:700;overflow-wrap:anywhere">{words.safe(value)}</p>'
        )
    st.caption(_("It lasts 48 hours and opens the account once; with it they choose their own password."))


def timed(how: dict[str, Any]) -> dict[str, Any]:
    """Codes and sessions run out by the real clock, also where the day is pinned."""
    return how | {"now": clock.wall()}


def now(how: dict[str, Any]) -> dict[str, Any]:
    """The same for a verb that is safe to do twice and needs no key."""
    return {name: value for name, value in timed(how).items() if name != "key"}


def _code() -> passwords.Code:
    """The drawn form's code, kept before it is saved: a double click shows the one that the first saved."""
    key = forms.key(INVITE)
    if st.session_state.get(CODE, ("",))[0] != key:
        st.session_state[CODE] = key, passwords.new_code()
    code: passwords.Code = st.session_state[CODE][1]
    return code


def _role(code: str) -> str:
    name = words.named(words.ROLES, code)
    return name[:1].upper() + name[1:]


def _asked_courtyard(drawn: str, at: dict[str, Any]) -> int | None:
    names = {one["id"]: words.courtyard(one) for one in cached.courtyards()}
    return st.pills(
        _("Courtyard"),
        list(names),
        format_func=lambda id_: names[id_],
        default=at.get("courtyard_id"),
        key=f"{drawn}.courtyard",
    )


def _asked_company(by: Principal, drawn: str, at: dict[str, Any]) -> int | None:
    names = {one["id"]: one[f"name_{language()}"] for one in cached.read(people.companies, by=by)}
    default = at.get("organisation_id") or next(iter(names), None)
    return st.pills(
        _("Company"),
        list(names),
        format_func=lambda id_: names[id_],
        default=default if default in names else None,
        key=f"{drawn}.company",
    )
