"""What is typed and not sent yet: kept on the server, and drawn again after a reload or a new sign-in.

`begin` restores a form where it is drawn, `keep` looks once at the end of a run whether something changed.
Chosen files are not kept: nothing of a photo is stored before its form is saved.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from logging import getLogger
from typing import Any

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.state.common import user_key_from_element_id
from streamlit.runtime.uploaded_file_manager import UploadedFile

import db
from dashboard import clock
from dashboard.actions import unsent as actions
from dashboard.i18n import _
from dashboard.queries import unsent as queries
from dashboard.ui import formats
from dashboard.ui.forms import drawings
from dashboard.ui.forms.kept_values import decoded, encoded
from dashboard.ui.shell import who
from dashboard.ui.shell.fragments import callback

STATE = "unsent"
SCRIPT = '<script src="/app/static/unsent.js"></script>'
PATIENCE = 300
"""Milliseconds that keeping waits for other writers: it can be done at the next doing."""
MOST = 200
"""Fields of one form."""
VERSION, FIELDS, ALSO, FILES = "version", "fields", "also", "files"

Values = dict[str, Any]


@dataclass
class Form:
    """A form that this session has drawn: where its fields are and what is kept of them."""

    drawn: str
    also: tuple[str, ...]
    kept: Values | None = None
    at: datetime | None = None
    first: Values | None = None
    """What stood in it before anything was typed."""
    first_in: Any = None
    """The run in which that was noted."""
    restored: bool = False
    run: Any = None
    seen: int = -2
    """The count of ended runs when it was last drawn: one that was away is filled in again."""


@dataclass
class Forms:
    """The forms of this session by name; `run` tells the runs apart, `runs` counts those that ended.

    `line` is the connection of the last run that ended. After one was cut the browser may have dropped what
    stood in its fields, though the session goes on: then `mended` says that it is to be told anew.
    """

    named: dict[str, Form]
    run: Any = None
    runs: int = 0
    line: str | None = None
    mended: bool = False


def start() -> None:
    """A run of the whole page begins; callbacks come before it, fragments without it: they draw nothing."""
    every = _all()
    every.run = who.this_run()
    every.mended = was_cut()
    st.html(SCRIPT, unsafe_allow_javascript=True)


def was_cut() -> bool:
    """Whether the browser has another connection than when the page was last drawn to its end."""
    every = _all()
    return every.runs > 0 and _line() != every.line


def runs() -> int:
    """How many runs of whole pages have ended in this session."""
    return _all().runs


def begin(name: str, drawn: str, also: Iterable[str] = ()) -> None:
    """Fill a form in as it was left, once before its fields are drawn, and say so.

    `drawn` begins the keys of its fields; `also` names the keys of fields that it shares with other forms.
    """
    every = _all()
    form = every.named.get(name)
    if every.run is not who.this_run() or (form is not None and form.run is every.run):
        return
    note_first()
    if form is None or form.drawn != drawn:
        form = every.named[name] = Form(drawn, tuple(also), *_read(name))
    if every.mended:
        _tell_anew(form)
    elif form.kept and form.seen < every.runs - 1:
        form.restored = _restore(name, form, form.kept) or form.restored
    form.run, form.seen = every.run, every.runs
    if form.restored:
        _tell(name, form)


def note_first() -> None:
    """What stands in the forms that this run has drawn for the first time: its end may not be reached.

    The reader's next doing cuts a run, and what it then brings along must not pass for what stood there.
    """
    every = _all()
    new = {name: form for name, form in every.named.items() if form.run is every.run and form.first is None}
    standing = st.session_state.to_dict() if new else {}
    for name, form in new.items():
        form.first, form.first_in = _standing(name, form, standing), every.run


def keep() -> None:
    """Keep what has changed in the forms that this run drew; costs nothing where nothing did."""
    every = _all()
    now = [name for name, form in every.named.items() if form.run is every.run]
    if now:
        standing = st.session_state.to_dict()
        for name in now:
            _compare(name, every.named[name], standing)
    every.runs += 1
    every.line = _line()


def drop(session: Session, name: str) -> None:
    """Let go of a form in the transaction that saves it."""
    owner = actions.owner(who.principal(session), who.cookie())
    actions.drop(session=session, form=name, owner=owner)


def saved(name: str) -> None:
    """The transaction that let go of a form has ended well."""
    _all().named.pop(name, None)


def discard(name: str) -> None:
    """Empty a form at its owner's wish."""
    try:
        with db.writing() as session:
            drop(session, name)
    except SQLAlchemyError:
        getLogger(__name__).warning("could not drop an unsent form")
    saved(name)
    st.session_state.pop(f"version.{name}", None)
    st.session_state.pop(f"form.{name}.stale", None)
    drawings.of(name).end()


def _all() -> Forms:
    kept: Forms = st.session_state.setdefault(STATE, Forms({}))
    return kept


def _read(name: str) -> tuple[Values | None, datetime | None]:
    since = clock.wall() - actions.KEPT_FOR
    try:
        with db.reading() as session:
            by = who.principal(session)
            owner = actions.owner(by, who.cookie())
            found = queries.kept(session, form=name, by=by, owner=owner, since=since)
    except SQLAlchemyError:
        return None, None
    return (dict(found.values), found.at) if found else (None, None)


def _restore(name: str, form: Form, kept: Values) -> bool:
    """Set the fields that the browser has no newer answer for; whether there was one."""
    sent = _sent()
    keys = {f"{form.drawn}.{field}": value for field, value in kept[FIELDS].items()}
    missing = {key: value for key, value in keys.items() if key not in st.session_state}
    for key, value in missing.items():
        if key not in sent:
            st.session_state[key] = decoded(value)
    if not missing:
        return False
    for key, value in kept[ALSO].items():
        if key not in sent:
            st.session_state[key] = decoded(value)
    if kept[VERSION] is not None:
        st.session_state.setdefault(f"version.{name}", kept[VERSION])
    return True


def _tell_anew(form: Form) -> None:
    """Set the fields to what they hold, or held when last looked at: so the browser shows it again."""
    kept = form.kept or {FIELDS: {}}
    before = {f"{form.drawn}.{field}": value for field, value in kept[FIELDS].items()}
    start = f"{form.drawn}."
    standing = {key: encoded(value) for key, value in st.session_state.to_dict().items()}
    now = {key: value for key, value in standing.items() if key.startswith(start) and value}
    for key, value in (before | now).items():
        st.session_state[key] = decoded(value)


def _sent() -> set[str | None]:
    """The keys that the browser has sent answers for: after a restart of the server it knows more than we."""
    run = get_script_run_ctx()
    states = run.session_state.get_widget_states() if run else []
    return {user_key_from_element_id(one.id) for one in states if _answers(one)}


def _answers(state: Any) -> bool:
    which = state.WhichOneof("value")
    value = getattr(state, which) if which else None
    return bool(getattr(value, "data", value))


def _line() -> str | None:
    """What is new with every connection of the browser."""
    key = st.context.headers.get("Sec-WebSocket-Key")
    return key if isinstance(key, str) else None


def _tell(name: str, form: Form) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"restored-{name}"):
        told = _("Restored what you had typed at {at}.", at=formats.instant(form.at or clock.wall()))
        if form.kept and form.kept[FILES]:
            told = _("{said} A photo is not kept: please choose it again.", said=told)
        st.caption(told, width="content")
        st.button(
            _("Start afresh"), on_click=callback(discard), args=(name,), key=f"afresh.{name}", type="tertiary"
        )


def _compare(name: str, form: Form, standing: Mapping[str, Any]) -> None:
    now = _standing(name, form, standing)
    # What changes while the page redraws itself is somebody else's doing.
    is_first = form.first is None or form.first_in is who.this_run()
    if form.kept is None and (is_first or who.is_quiet()):
        form.first = now
    before = form.kept or form.first
    if before is None or form.kept == now or all(before[part] == now[part] for part in (FIELDS, ALSO, FILES)):
        return
    untouched = form.first is not None and form.first[FIELDS] == now[FIELDS]
    if _write(name, None if untouched else now):
        form.kept, form.at = (None, None) if untouched else (now, clock.wall())


def _standing(name: str, form: Form, standing: Mapping[str, Any]) -> Values:
    start = f"{form.drawn}."
    mine = {key.removeprefix(start): value for key, value in standing.items() if key.startswith(start)}
    fields = {field: encoded(value) for field, value in sorted(mine.items())[:MOST]}
    also = {key: encoded(standing[key]) for key in form.also if key in standing}
    return {
        FIELDS: {field: value for field, value in fields.items() if value is not None},
        ALSO: {key: value for key, value in also.items() if value is not None},
        FILES: any(isinstance(value, UploadedFile) for value in mine.values()),
        VERSION: standing.get(f"version.{name}"),
    }


def _write(name: str, values: Values | None) -> bool:
    """Whether it could be written; a database that is busy or read-only keeps nobody from typing."""
    try:
        with db.writing(patience=PATIENCE) as session:
            by = who.principal(session)
            how: Any = {"session": session, "form": name, "owner": actions.owner(by, who.cookie())}
            if values is None:
                actions.drop(**how)
            else:
                actions.keep(**how, values=values, by=by, now=clock.wall())
    except SQLAlchemyError:
        getLogger(__name__).warning("could not keep an unsent form")
        return False
    return True
