"""Where somebody may be sent after the door: plain paths of this site and nothing else."""

import re
from urllib.parse import unquote, urlencode, urlsplit

HOME = "/"
LONGEST = 2000
OURS = ("sign-in", "sign-out", "code", "language", "oidc", "view", "healthz", "s", "answer")
PATH = re.compile(r"/(?:[\w~-][\w.~-]*(?:/[\w~-][\w.~-]*)*/?)?")
"""Segments of letters, digits, `_~-.`, none empty and none beginning with a dot: no `//host`, no `..`."""
QUERY = re.compile(r"[^\x00-\x20\x7f\\]*")


def local(target: str | None) -> str:
    """`target` when it is a path (with query) of this site outside the door, else the home page."""
    if not target or len(target) > LONGEST:
        return HOME
    path, _, query = target.partition("#")[0].partition("?")
    # What is still encoded after one decoding keeps its `%`, which no path of ours has.
    plain = unquote(path)
    if not PATH.fullmatch(plain) or not QUERY.fullmatch(query) or plain.split("/")[1] in OURS:
        return HOME
    return f"{path}?{query}" if query else path


def ended(address: str) -> str:
    """The sign-in page for whose session has ended, and from there back to the page of that address."""
    try:
        page = urlsplit(address)
    except ValueError:
        page = urlsplit(HOME)
    wanted = local(f"{page.path}?{page.query}" if page.query else page.path)
    return "/sign-in?" + urlencode({"ended": 1, "next": wanted})
