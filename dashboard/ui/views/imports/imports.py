"""Bringing in a workbook: templates, the file, what its columns mean, every problem, progress and stop."""

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import clock, jobs
from dashboard.access import Action, Principal
from dashboard.actions import imports as actions
from dashboard.errors import InvalidDraft
from dashboard.i18n import _, _n
from dashboard.intake.workbooks import guard, reader, words, written
from dashboard.intake.workbooks.cells import Book, Refused, letter
from dashboard.intake.workbooks.kinds import kinds, plain
from dashboard.intake.workbooks.lines import Read, Trouble, read
from dashboard.intake.workbooks.tables import Matching, Table
from dashboard.queries import imports as queries
from dashboard.ui import cache
from dashboard.ui.components import downloads
from dashboard.ui.formats import plain as shown
from dashboard.ui.forms import uploader
from dashboard.ui.shell import confirmation, who
from dashboard.ui.shell.fragments import fragment

WORK, MATCHED = "import.work", "import.matched"
ALL, OUT = "", ""
PREVIEW = 8
LOOK_EVERY = 0.5


@dataclass(frozen=True)
class Given:
    """The file as it was given, and its cells."""

    name: str
    data: bytes
    book: Book
    kind: str


def templates() -> None:
    """An empty workbook of each kind, with lists to choose from."""
    with st.expander(_("Templates to fill in")):
        named = [name for name in kinds() if name != "owners"]
        kind = st.selectbox(_("What is it about?"), named, format_func=_title, key="import.template")
        downloads.button(_("Download the template"), lambda: written.template(kind), file_name=f"{kind}.xlsx")


def given() -> Given | None:
    """The file and its kind; a refusal says what to do."""
    file = uploader.choose(
        _("Workbook (xlsx) or CSV"),
        button=_("Choose a file"),
        hint=_("Excel, WPS or CSV, at most {most} MB", most=guard.LARGEST_FILE // guard.MEGABYTE),
        endings=("xlsx", "csv", "xls", "xlsm", "et", "ods", "txt"),
        most=guard.LARGEST_FILE // guard.MEGABYTE,
        key="import.file",
    )
    choices = [ALL, *(name for name in kinds() if name != "owners")]
    kind = st.selectbox(_("What does it hold?"), choices, format_func=_title, key="import.kind")
    if file is None:
        return None
    try:
        book = _cells(file.file_id, file.getvalue())
    except Refused as refused:
        st.error(words.refusal(refused.code, refused.values))
        return None
    return Given(file.name, file.getvalue(), book, kind)


def _title(kind: str) -> str:
    return _(kinds()[kind].title) if kind else _("Find out from the headings")


def _cells(file_id: str, data: bytes) -> Book:
    """Parsed once for each file, not at every tap."""
    kept: dict[str, Any] = st.session_state.get("import.cells", {})
    if file_id not in kept:
        with st.spinner(_("Reading the file …")):
            try:
                kept = {file_id: reader.read(data)}
            except Refused as refused:
                kept = {file_id: refused}
        st.session_state["import.cells"] = kept
        st.session_state[MATCHED] = {}
    if isinstance(kept[file_id], Refused):
        raise kept[file_id]
    book: Book = kept[file_id]
    return book


def work(by: Principal, file: Given) -> None:
    """What the columns mean, what was left out, every problem; or the button that brings it in."""
    if WORK in st.session_state:
        _progress()
        return
    stored = actions.matched(cache.read(queries.remembered))
    chosen: dict[Any, str] = st.session_state.get(MATCHED, {})
    matching = Matching(
        {**stored.headings, **{key: one for key, one in chosen.items() if len(key) == 2}},
        {**stored.words, **{key: one for key, one in chosen.items() if len(key) == 3}},
    )
    try:
        found = read(file.book, matching=matching, only=[file.kind] if file.kind else ())
    except Refused as refused:
        st.error(words.refusal(refused.code, refused.values))
        return
    _columns(found)
    _left_out(found)
    package = actions.File(file.name, hashlib.sha256(file.data).hexdigest(), found, _mine(chosen))
    try:
        desk = cache.read(actions.look, file=package, by=by, now=clock.now())
    except InvalidDraft as error:
        st.error(words.batch(error.problems[0]))
        return
    if desk.troubles:
        _told(file, found, desk.troubles)
        return
    _offer(package, sum(map(len, desk.rows.values())))


def _mine(chosen: dict[Any, str]) -> Matching:
    """What was matched here, to be kept once the workbook is in."""
    return Matching(
        {key: one for key, one in chosen.items() if len(key) == 2},
        {key: one for key, one in chosen.items() if len(key) == 3},
    )


def _columns(found: Read) -> None:
    """Each table with its first lines, and the meaning of each heading to be changed."""
    for table in found.tables:
        kind, lines = _title(table.kind.name), len(table.sheet.rows) - table.first + 1
        label = _("{sheet}: {kind}, {n} lines", sheet=table.sheet.name, kind=kind, n=lines)
        with st.expander(shown(label)):
            rows = table.sheet.rows[table.first - 1 : table.first - 1 + PREVIEW]
            heads = {
                at: f"{letter(at)} {said}" for at, said in table.headings.items() if at not in table.never
            }
            cells = [
                {
                    head: "" if at > len(row) or row[at - 1] is None else str(row[at - 1])
                    for at, head in heads.items()
                }
                for row in rows
            ]
            st.dataframe(pd.DataFrame(cells), hide_index=True, width="stretch")
            st.text(_("What each column means; a change is remembered for the next time."))
            for at, said in table.headings.items():
                if at not in table.never:
                    _meaning(table, at, said)


def _meaning(table: Table, at: int, said: str) -> None:
    options = [OUT, *table.kind.columns]
    now = table.columns.get(at, OUT)
    name = f"import.column.{table.sheet.name}.{table.kind.name}.{at}"
    chosen = st.selectbox(
        shown(f"{letter(at)} · {said}"),
        options,
        index=options.index(now),
        format_func=lambda one: _(table.kind.columns[one].label) if one else _("left out"),
        key=f"{name}.{now}",
    )
    if chosen != now:
        st.session_state[MATCHED][table.kind.name, plain(said)] = chosen
        st.rerun()


def _left_out(found: Read) -> None:
    """What is not taken, by name."""
    never = [
        f"{one.sheet.name} {letter(at)} {said}" for one in found.tables for at, said in one.never.items()
    ]
    if never:
        listed = ", ".join(shown(one) for one in never)
        st.warning(
            _("Never stored, and left out: {columns}. Please delete them in the file too.", columns=listed)
        )
    passed = [f"{sheet} {row}" for sheet, row in found.skipped]
    if passed or found.sheets_left_out:
        listed = ", ".join((*found.sheets_left_out, *passed))
        st.text(_("Passed over (sums, explanations, other sheets): {what}", what=listed))


def _told(file: Given, found: Read, troubles: list[Trouble]) -> None:
    st.error(_n("{n} problem: nothing was taken.", "{n} problems: nothing was taken.", len(troubles)))
    downloads.button(
        _("Download the workbook with the problems as comments"),
        lambda: written.annotated(file.book, troubles),
        file_name=f"problems-{file.name.rsplit('.', 1)[0]}.xlsx",
    )
    _words(found, troubles)
    st.dataframe(
        pd.DataFrame(
            [
                {
                    _("Cell"): f"{one.column}{one.row or ''}",
                    _("What to do"): words.remedy(one),
                    _("What stands there"): one.value,
                    _("Heading"): one.heading,
                    _("Sheet"): one.sheet,
                }
                for one in troubles
            ]
        ),
        hide_index=True,
        width="stretch",
    )


def _words(found: Read, troubles: list[Trouble]) -> None:
    """Words that nobody knows yet: said once what they mean, remembered."""
    asked = {(one.sheet, one.column, one.value): one for one in troubles if one.code == "unknown_word"}
    for (sheet, column, value), _trouble in list(asked.items())[:20]:
        table = next(one for one in found.tables if one.sheet.name == sheet)
        at = next(one for one in table.columns if letter(one) == column)
        meaning = table.kind.columns[table.columns[at]]
        codes = dict(meaning.words or {})
        chosen = st.selectbox(
            shown(_("{column}: what does “{word}” mean?", column=_(meaning.label), word=value)),
            [OUT, *codes],
            format_func=_named(codes),
            key=f"import.word.{sheet}.{column}.{value}",
        )
        if chosen:
            st.session_state[MATCHED][table.kind.name, meaning.name, plain(value)] = chosen
            st.rerun()


def _named(codes: Mapping[str, tuple[str, ...]]) -> Callable[[str], str]:
    return lambda code: codes[code][0] if code else _("not said yet")


def _offer(file: actions.File, count: int) -> None:
    st.success(_n("Every line is right: {n} record.", "Every line is right: {n} records.", count))
    if st.button(_("Bring it in"), type="primary", key="import.save"):
        token = who.cookie()
        key = st.session_state.setdefault(f"import.key.{file.sha256}", secrets.token_hex(16))
        st.session_state[WORK] = jobs.bring_in(file, by=lambda session: who.holder(token, session), key=key)
        st.session_state.pop(f"import.key.{file.sha256}")
        st.rerun()


@fragment(Action.IMPORT, run_every=LOOK_EVERY)
def _progress(_by: Principal) -> None:
    """How far it is, and the button that stops it; then what came of it."""
    running: jobs.Work = st.session_state[WORK]
    if not running.done.is_set():
        st.progress(running.share, text=_("Bringing it in …"))
        if st.button(_("Stop"), key="import.stop"):
            running.stop.set()
        return
    del st.session_state[WORK]
    if running.result is not None:
        cache.wrote()
        confirmation.give(_("The workbook is in."))
    if isinstance(running.error, jobs.Stopped):
        confirmation.give(words.refusal("book_stopped", {}))
    confirmation.give(_("This did not work: nothing was taken. Please try again."))
