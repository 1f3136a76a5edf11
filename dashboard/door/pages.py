"""The door's own pages: plain HTML that works without JavaScript, in zh and en."""

import math
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from dashboard import clock
from dashboard.charts.palette import DARK, LIGHT
from dashboard.door import cookies, forms, headers, paths, texts
from dashboard.door.principals import Place
from dashboard.errors import InvalidDraft, TooManyAttempts, WrongPassword, YuanluoError
from dashboard.i18n import LANGUAGES, _, _n, speaking
from dashboard.settings import VIEWS, settings

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
HTML_LANGUAGE = {"zh": "zh-CN", "en": "en"}


class Kind(StrEnum):
    """What is asked in a field, for the browser and for password managers."""

    LOGIN = "username"
    CODE = "one-time-code"
    OLD = "current-password"
    NEW = "new-password"


@dataclass(frozen=True)
class Entered:
    """What was typed and may be shown again, and what is wrong with it."""

    login: str = ""
    code: str = ""
    problem: str | YuanluoError = ""
    wrong: str = texts.WRONG_PASSWORD


NOTHING = Entered()


@dataclass(frozen=True)
class Reader:
    """For whom a page is drawn: language, the form's token, where to go afterwards."""

    language: str
    token: str
    next: str
    large: bool = False


def reader(request: Request, wanted: str | None = None) -> Reader:
    """Who asks: the language in the address or of their choice, and where they want to go."""
    asked = request.query_params.get("lang", "")
    language = asked if asked in LANGUAGES else cookies.language(request.cookies)
    target = paths.local(request.query_params.get("next") if wanted is None else wanted)
    return Reader(language, forms.token(request), target, cookies.is_large(request.cookies))


def sign_in(place: Place, reader: Reader, entered: Entered = NOTHING, *, status: int = 200) -> HTMLResponse:
    """The sign-in page; on the demo with a button for each persona above the form, without a site no form."""
    with speaking(reader.language):
        personas = {
            name: {"title": _(title), "line": _(line)} for name, (title, line) in texts.PERSONAS.items()
        }
        return _page(
            "sign_in.html",
            reader,
            status=status,
            title=_("Sign in"),
            note="" if place.is_demo else _("Accounts come from the community office. Please ask there."),
            problem=_told(entered),
            site=place.names.get(reader.language, ""),
            fields=[
                _field("login", Kind.LOGIN, _("Login"), entered.login),
                _field("password", Kind.OLD, _("Password")),
            ],
            code=_("I have a one-time code"),
            provider=_("Sign in with {name}", name=settings().oidc_name) if settings().oidc_issuer else "",
            empty=_beginnings() if place.is_empty else {},
            demo=_demo() if place.is_demo else {},
            personas=personas,
            courtyards=[(no, names[reader.language]) for no, names in place.courtyards],
        )


def _beginnings() -> dict[str, Any]:
    """What is told where nobody can sign in yet."""
    ways = [(_(what), command) for what, command in texts.BEGINNINGS]
    return {"title": _(texts.NO_SITE), "note": _(texts.TO_BEGIN), "ways": ways}


def code(reader: Reader, entered: Entered = NOTHING, *, status: int = 200) -> HTMLResponse:
    """The page where a one-time code becomes a password."""
    with speaking(reader.language):
        return _page(
            "form.html",
            reader,
            status=status,
            title=_("Choose your password"),
            note=_("The community office read out a code of ten digits to you. It opens your account once."),
            problem=_told(entered),
            action="/code",
            submit=_("Save and sign in"),
            back=_("Back"),
            back_to="/sign-in" + _query(reader),
            fields=[
                _field("login", Kind.LOGIN, _("Login"), entered.login),
                _field("code", Kind.CODE, _("One-time code"), entered.code),
                *_new_password(entered),
            ],
        )


def password(reader: Reader, login: str, entered: Entered = NOTHING, *, status: int = 200) -> HTMLResponse:
    """The page where somebody changes the own password."""
    with speaking(reader.language):
        return _page(
            "form.html",
            reader,
            status=status,
            title=_("Change password"),
            note=_("You stay signed in here; every other device is signed out."),
            problem=_told(entered),
            action="/password",
            submit=_("Save"),
            back=_("Back"),
            back_to=reader.next,
            fields=[
                _field("login", Kind.LOGIN, _("Login"), login, fixed=True),
                _field("old", Kind.OLD, _("Present password")),
                *_new_password(entered),
            ],
        )


def done(reader: Reader) -> str:
    """Where one is led after changing the password."""
    return "/password" + _query(reader, done="1")


def changed(reader: Reader) -> HTMLResponse:
    """The page that says that the password has changed."""
    with speaking(reader.language):
        note = _("Every other device is signed out.")
        return _plain(reader, _("Password changed"), note, (_("Continue"), reader.next))


def no_password(reader: Reader) -> HTMLResponse:
    """The page for those who came in without an account."""
    with speaking(reader.language):
        note = _("The demonstration opens without passwords.")
        return _plain(reader, _("No password here"), note, (_("Back"), reader.next))


def sign_out(reader: Reader, *, problem: str = "", status: int = 200) -> HTMLResponse:
    """The page that asks once before the session ends."""
    with speaking(reader.language):
        return _page(
            "sign_out.html",
            reader,
            status=status,
            title=_("Sign out"),
            heading=_("Sign out?"),
            note=_("What you saved stays saved."),
            back=_("Back"),
            problem=_(problem),
        )


def unknown_person(reader: Reader) -> HTMLResponse:
    """The page for somebody whom the identity provider knows and we do not."""
    with speaking(reader.language):
        note = _("There is no open account for you here. Accounts come from the community office: ask there.")
        return _plain(reader, _("Not known here"), note, (_("Back"), "/sign-in"), status=403)


def provider_failed(reader: Reader) -> HTMLResponse:
    """The page for a sign-in at the identity provider that proved nothing."""
    with speaking(reader.language):
        note = _("Signing in there did not work, or took too long. Please try again, or use your password.")
        return _plain(reader, _("Not signed in"), note, (_("Back"), "/sign-in"), status=403)


def unavailable(reader: Reader) -> HTMLResponse:
    """The page for a database that does not answer."""
    with speaking(reader.language):
        return _plain(reader, _("Not available"), _(texts.UNAVAILABLE), (_("Try again"), ""), status=503)


def _demo() -> dict[str, str]:
    return {
        "heading": _("Whose view would you like to open?"),
        "account": _("Or sign in with an account"),
        "badge": _("Demonstration data"),
        "note": _("People, requests and figures are generated. No password is needed."),
    }


def _new_password(entered: Entered) -> list[dict[str, object]]:
    """Both fields for a new password, each with what is wrong with it."""
    problems = entered.problem.problems if isinstance(entered.problem, InvalidDraft) else ()
    wrong = {one.name: _(texts.PROBLEMS[one.code], **one.values) for one in problems}
    hint = _("At least 12 characters. A few words that have nothing to do with each other are easy to keep.")
    return [
        _field("password", Kind.NEW, _("New password"), hint=hint, problem=wrong.get("password", "")),
        _field("again", Kind.NEW, _("The same once more"), problem=wrong.get("again", "")),
    ]


def _field(
    name: str,
    kind: Kind,
    label: str,
    value: str = "",
    *,
    hint: str = "",
    problem: str = "",
    fixed: bool = False,
) -> dict[str, object]:
    secret = kind in (Kind.OLD, Kind.NEW)
    told = {"name": name, "label": label, "value": value, "help": hint, "problem": problem, "fixed": fixed}
    return told | {"kind": kind.value, "type": "password" if secret else "text", "digits": kind is Kind.CODE}


def _told(entered: Entered) -> str:
    """One plain sentence about what went wrong."""
    error = entered.problem
    if isinstance(error, str):
        return _(error)
    if isinstance(error, WrongPassword):
        return _(entered.wrong)
    if isinstance(error, TooManyAttempts):
        minutes = max(math.ceil((error.until - clock.wall()) / timedelta(minutes=1)), 1)
        return _n(
            "Too many failed attempts. Please try again in {n} minute.",
            "Too many failed attempts. Please try again in {n} minutes.",
            minutes,
        )
    return _("Please look at the marked fields.")


def _query(reader: Reader, **more: str) -> str:
    query = more | ({} if reader.next == paths.HOME else {"next": reader.next})
    return "?" + urlencode(query) if query else ""


def _view(reader: Reader) -> str:
    large, standard = VIEWS
    return f"/view/{standard if reader.large else large}?" + urlencode({"next": reader.next})


def _plain(
    reader: Reader, title: str, note: str, link: tuple[str, str], *, status: int = 200
) -> HTMLResponse:
    return _page("plain.html", reader, status=status, title=title, note=note, link=link, problem="")


def _page(template: str, reader: Reader, *, status: int, **values: object) -> HTMLResponse:
    style = _style()
    body = TEMPLATES.get_template(template).render(
        style=style,
        brand=_("Yuanluo"),
        tagline=_("Courtyards governing themselves in plain sight"),
        warning=_(texts.UNENCRYPTED) if settings().insecure_lan else "",
        lang=HTML_LANGUAGE[reader.language],
        languages=[
            (one, HTML_LANGUAGE[one], name, _query(reader, lang=one)) for one, name in LANGUAGES.items()
        ],
        now=reader.language,
        large=reader.large,
        view=(_("Standard view") if reader.large else _("Large type"), _view(reader)),
        token=reader.token,
        next=reader.next,
        query=_query(reader),
        **values,
    )
    return HTMLResponse(body, status, {"Content-Security-Policy": headers.page_policy(style)})


@lru_cache
def _style() -> str:
    return TEMPLATES.get_template("door.css").render(light=LIGHT, dark=DARK)
