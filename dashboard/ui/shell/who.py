"""Who is looking: the door's cookie, looked up again on every rerun and inside every write.

Nothing of it is believed from `st.session_state`: a socket stays open after its reader signed out.
"""

from datetime import UTC, datetime
from logging import getLogger
from typing import Any, NoReturn
from urllib.parse import urlencode, urlsplit

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner import get_script_run_ctx

import db
from dashboard import clock, i18n
from dashboard.access import Principal
from dashboard.actions import sessions
from dashboard.errors import NotSignedIn
from dashboard.i18n import LANGUAGES, _
from dashboard.settings import LANGUAGE_COOKIE, settings

HOLDER = "who.holder"
SEEN = "who.seen"
REDRAWN = "who.redrawn"
QUIET = "who.quiet"
FOUND = "who.found"
AGO = datetime.min.replace(tzinfo=UTC)


def cookie(name: str | None = None) -> str | None:
    """The value of one of the door's cookies, by default the session's token: their only reader."""
    value = st.context.cookies.get(name or settings().session_cookie)
    return value if isinstance(value, str) else None


def language() -> str:
    """The language that the reader chose at the door, or the setting."""
    chosen = cookie(LANGUAGE_COOKIE)
    return chosen if chosen in LANGUAGES else settings().language


def set_language() -> None:
    """The reader's language for this run: the address's `lang`, or else the door's cookie."""
    asked = st.query_params.get("lang")
    if asked in LANGUAGES:
        st.session_state["lang"] = asked
    i18n.use(st.session_state.get("lang") or language())


def principal(session: Session | None = None) -> Principal:
    """Who is acting; a page that nobody is signed in to any more says so and stops.

    Inside a write pass its session: the look-up then shares the transaction.
    """
    token, now = cookie(), clock.wall()
    try:
        by = _find(token, session, now)
    except NotSignedIn:
        _ask_to_sign_in()
    if session is None and token is not None:
        _start_afresh_for_another(token)
        _stay(token, now)
    return by


def again(*, stays: bool = False) -> Principal | None:
    """Who is looking, asked without the page around; None for nobody, or for another than it was drawn for.

    `stays`: this is the reader's doing, which keeps the session alive.
    """
    token, now = cookie(), clock.wall()
    try:
        by = _find(token, None, now)
    except NotSignedIn:
        return None
    if token is None or st.session_state.get(HOLDER) != sessions.digest(token):
        return None
    set_language()
    if stays:
        _stay(token, now)
    return by


def holder(token: str | None, session: Session) -> Principal:
    """Who holds a token, for work beside the page that no browser's cookie reaches; raises NotSignedIn."""
    return _find(token, session, clock.wall())


def holder_hash() -> str:
    """Whose session this is, as the database keeps it; the same in all of a browser's tabs."""
    return str(st.session_state.get(HOLDER, ""))


def page() -> str:
    """The name that Streamlit gives this open page."""
    run = get_script_run_ctx()
    return run.session_id if run else ""


def this_run() -> Any:
    """What is new in every run of the script: a place drawn in an earlier run is no longer on the page."""
    run = get_script_run_ctx()
    return run.cursors if run else None


def begin_run() -> None:
    """A run of the whole page begins: the reader's doing, or the page redraws itself.

    What the reader does while `refresh` asks for the run comes with that run: then it is the reader's doing.
    """
    asked = st.session_state.pop(REDRAWN, None)
    st.session_state[QUIET] = this_run() if asked is not None and asked == _answers() else None


def refresh() -> NoReturn:
    """Rerun the whole page without counting as the reader's doing: for timed fragments."""
    st.session_state[REDRAWN] = _answers()
    st.rerun()


def is_quiet() -> bool:
    """Whether the page redraws itself in this run, without the reader's doing."""
    run = this_run()
    return run is not None and st.session_state.get(QUIET) is run


def _answers() -> dict[str, bytes]:
    """What the browser last told of each of its fields."""
    run = get_script_run_ctx()
    states = run.session_state.get_widget_states() if run else []
    return {one.id: one.SerializeToString(deterministic=True) for one in states}


def _find(token: str | None, session: Session | None, now: datetime) -> Principal:
    if session is not None:
        return sessions.find(session, token, now=now)
    # Page, guard and parts of one run ask one after the other; every run has cursors of its own.
    run = this_run()
    asked = (run, token) if run is not None else None
    known = st.session_state.get(FOUND)
    if known and asked and known[0][0] is asked[0] and known[0][1] == token:
        found: Principal = known[1]
        return found
    with db.reading() as opened:
        found = sessions.find(opened, token, now=now)
    if asked:
        st.session_state[FOUND] = asked, found
    return found


def _start_afresh_for_another(token: str) -> None:
    # A socket that reconnects keeps its state, even when somebody else has signed in meanwhile.
    holder = sessions.digest(token)
    if st.session_state.get(HOLDER, holder) != holder:
        st.session_state.clear()
    st.session_state[HOLDER] = holder


def _stay(token: str, now: datetime) -> None:
    state = st.session_state
    if is_quiet() or now < state.get(SEEN, AGO) + sessions.STEP:
        return
    state[SEEN] = now
    try:
        with db.writing() as session:
            sessions.touch(session, token, now=now)
    except SQLAlchemyError:
        # A disk that is full must not keep anybody from reading; the session then runs out.
        getLogger(__name__).warning("could not note that a session is in use")


def _ask_to_sign_in() -> NoReturn:
    url = st.context.url
    page = urlsplit(url if isinstance(url, str) else "/")
    wanted = f"{page.path}?{page.query}" if page.query else page.path or "/"
    target = "/sign-in?" + urlencode({"ended": 1, "next": wanted})
    _lead(target)
    # For the moment until the browser has gone, or if it stays. A stranger is given no more of Streamlit's
    # scripts, so nothing but headings and text can be drawn here.
    st.header(_("Your session has ended"))
    st.markdown(f"[{_('Sign in')}]({target})")
    st.stop()


def _lead(target: str) -> None:
    """Send the browser to a page outside the app, the way `st.logout` does; Streamlit has no other."""
    run = get_script_run_ctx()
    if run is not None:
        message = ForwardMsg()
        message.auth_redirect.url = target
        run.enqueue(message)
