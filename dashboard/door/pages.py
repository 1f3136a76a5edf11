"""The door's own pages: plain HTML that works without JavaScript, in zh and en."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from dashboard.charts.palette import DARK, LIGHT
from dashboard.door import headers, paths
from dashboard.door.principals import Place
from dashboard.i18n import LANGUAGES, N_, _, speaking
from dashboard.settings import settings

TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
HTML_LANGUAGE = {"zh": "zh-CN", "en": "en"}

PERSONAS = {
    "leader": (
        N_("Leader"),
        N_("Every courtyard at a glance: what needs attention and how sure that is. No names."),
    ),
    "committee": (
        N_("Courtyard self-governance group"),
        N_("Records and follows up its own courtyard's requests. Choose a courtyard:"),
    ),
    "office": (
        N_("Community office"),
        N_("Every courtyard and every record; names and phone numbers masked."),
    ),
    "property": (N_("Property company"), N_("Only the requests handed to the company.")),
    "guest": (N_("Public"), N_("Published totals only.")),
}
"""What each persona is called and sees, in one line."""

STALE_FORM = N_("The page was open for too long. Please choose again.")
NO_SUCH_PERSONA = N_("There is no such choice. Please choose again.")
ENDED = N_("Your session has ended. What you saved stays saved.")
NOT_DEMO = N_("Only the demonstration opens without an account.")
UNENCRYPTED = N_("This connection is not encrypted: for trying out only.")
UNAVAILABLE = N_("The database does not answer. Please try again in a minute.")


@dataclass(frozen=True)
class Reader:
    """For whom a page is drawn: language, the form's token, where to go afterwards."""

    language: str
    token: str
    next: str


def sign_in(place: Place, reader: Reader, *, problem: str = "", status: int = 200) -> HTMLResponse:
    """The sign-in page; on the demo with a button for each persona. `problem` is a msgid."""
    with speaking(reader.language):
        texts = {
            "title": _("Sign in"),
            "heading": _("Whose view would you like to open?") if place.is_demo else _("Sign in"),
            "badge": _("Demonstration data") if place.is_demo else "",
            "note": _note(place),
            "problem": _(problem),
        }
        personas = {name: {"title": _(title), "line": _(line)} for name, (title, line) in PERSONAS.items()}
        courtyards = [(no, names[reader.language]) for no, names in place.courtyards]
        return _page(
            "sign_in.html",
            reader,
            status=status,
            site=place.names.get(reader.language, ""),
            personas=personas if place.is_demo else {},
            courtyards=courtyards,
            **texts,
        )


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


def unavailable(reader: Reader) -> HTMLResponse:
    """The page for a database that does not answer."""
    with speaking(reader.language):
        texts = {"title": _("Not available"), "heading": _("Not available"), "note": _(UNAVAILABLE)}
        return _page("plain.html", reader, status=503, again=_("Try again"), problem="", **texts)


def _note(place: Place) -> str:
    if place.is_demo:
        return _("People, requests and figures are generated. No password is needed.")
    return _("Accounts come from the community office. Please ask there.")


def _page(template: str, reader: Reader, *, status: int, **values: object) -> HTMLResponse:
    style = _style()
    query = {} if reader.next == paths.HOME else {"next": reader.next}
    body = TEMPLATES.get_template(template).render(
        style=style,
        brand=_("Yuanluo"),
        tagline=_("Courtyards governing themselves in plain sight"),
        warning=_(UNENCRYPTED) if settings().insecure_lan else "",
        lang=HTML_LANGUAGE[reader.language],
        languages=[
            (code, HTML_LANGUAGE[code], name, "?" + urlencode({"lang": code} | query))
            for code, name in LANGUAGES.items()
        ],
        now=reader.language,
        token=reader.token,
        next=reader.next,
        **values,
    )
    return HTMLResponse(body, status, {"Content-Security-Policy": headers.page_policy(style)})


@lru_cache
def _style() -> str:
    return TEMPLATES.get_template("door.css").render(light=LIGHT, dark=DARK)
