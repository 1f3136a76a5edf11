"""Pages for residents and for paper: the door's frame and colours with a style sheet of their own."""

from datetime import date
from functools import lru_cache
from urllib.parse import urlsplit

import segno
from starlette.requests import Request
from starlette.responses import HTMLResponse

from dashboard.charts.palette import DARK, LIGHT
from dashboard.door import headers, pages
from dashboard.i18n import LANGUAGES, _
from dashboard.indicators.sentences import MONTHS
from dashboard.settings import settings

LOCAL = ("localhost", "127.0.0.1", "::1")


def drawn(
    template: str,
    language: str,
    *,
    sheets: tuple[str, ...],
    fonts: bool = True,
    status: int = 200,
    **values: object,
) -> HTMLResponse:
    """A page in the language being spoken; `sheets` are the style sheets that it alone may use.

    Without `fonts` it asks for nothing beside itself and is drawn in the reader's own.
    """
    style = _style(sheets, fonts)
    body = pages.TEMPLATES.get_template(template).render(
        style=style,
        brand=_("Yuanluo"),
        lang=pages.HTML_LANGUAGE[language],
        languages=[
            (code, pages.HTML_LANGUAGE[code], name, f"?lang={code}") for code, name in LANGUAGES.items()
        ],
        now=language,
        warning="",
        **{"problem": "", "site": ""} | values,
    )
    return HTMLResponse(body, status, {"Content-Security-Policy": headers.page_policy(style)})


def day(one: date, language: str) -> str:
    """`2026年10月3日` / `3 Oct 2026`."""
    month = one.month if language == "zh" else MONTHS[one.month - 1]
    return _("{day} {month} {year}", day=one.day, month=month, year=one.year)


def base(request: Request) -> str:
    """Where residents reach this server: the setting, or as the office reached it."""
    return settings().public_url or f"{request.url.scheme}://{request.url.netloc}"


def unreachable(address: str) -> str:
    """What to say beside a QR code that no phone can follow, since its address is this computer's own."""
    if urlsplit(address).hostname not in LOCAL:
        return ""
    return _(
        "Phones cannot open {address}: whoever runs the server first names the address that they reach "
        "(YUANLUO_PUBLIC_URL); then make this page anew.",
        address=address,
    )


def to_print() -> str:
    """How a page comes onto paper, on a computer and on a phone."""
    return _("Print this page from the browser's menu; on a computer with Ctrl+P.")


def to_print_now() -> str:
    """The same of a page that is there once."""
    return _("{how} Do it now: this page cannot be opened again.", how=to_print())


def coded(address: str) -> dict[str, str]:
    """An address for paper: the `picture` of its QR code, made to survive a crease, and as it is `shown`."""
    code = segno.make_qr(address, error="m")
    picture = code.svg_data_uri(border=4, dark="#000", light="#fff", xmldecl=False, svgclass=None)
    return {"picture": picture, "shown": address.split("://", 1)[1]}


@lru_cache
def _style(sheets: tuple[str, ...], fonts: bool) -> str:
    given = {"light": LIGHT, "dark": DARK, "fonts": fonts}
    return "".join(pages.TEMPLATES.get_template(one).render(given) for one in sheets)
