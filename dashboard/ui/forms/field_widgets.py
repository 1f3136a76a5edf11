"""The questions of a form: each input of a kind of record as a widget, with its help and its complaint."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.access import Principal
from dashboard.i18n import _, language, speaking
from dashboard.lookups import options
from dashboard.lookups.options import Option
from dashboard.queries.records import HIDDEN
from dashboard.records import names
from dashboard.records.kinds import LISTED, Field, Input, Kind, Where
from dashboard.ui import cache, formats, labels
from dashboard.ui.forms import conflicts, form
from dashboard.ui.shell.fragments import callback

TODAY, ANOTHER = "today", "another"
AS_PILLS = 8
"""Up to so many choices are shown at once; more are a list to choose from."""
FAR = timedelta(days=3660)
MOST = 100_000
STEPS = (-10, -1, 1, 10)
FEW = (-1, 1)
"""By how much a count is changed at one tap; one that begins with a number stays near it."""


@dataclass(frozen=True)
class Asking:
    """Where questions are asked: by whom, in which form, for which courtyard."""

    by: Principal
    kind: Kind
    form: str
    courtyard_id: int | None = None
    day: date | None = None
    """The day of the record, by which people hold office and bodies stand."""

    def ask(self, field: Field, value: Any = None) -> Any:
        """Draw a question, filled in with `value`; gives the answer, None for none."""
        label = _(field.label)
        if not self.needed(field) and not field.later:
            label = _("{label} (may stay empty)", label=label)
        self._edit(field, label, value)
        answer = WIDGETS[field.input](self, field, label, value)
        if field.help:
            st.caption(_(field.help))
        form.field_error(self.form, field.name)
        return answer

    def _edit(self, field: Field, label: str, value: Any) -> None:
        """Let the form say of a stored value that somebody else changes what became of it."""
        into = HELD.get(field.input, lambda stored: stored)
        editing = conflicts.Editing(self.key(field), label, into, lambda stored: self._read(field, stored))
        conflicts.edits(self.form, field.name, editing, value)

    def _read(self, field: Field, value: Any) -> str:
        if field.input in LISTED:
            value = next((one for one in self.offered(field) if one.id == value), value)
        return answer(field, value)

    def ask_since(self, field: Field) -> Any:
        """Ask what may not have happened yet: a day is only said by choosing it, never filled in."""
        if field.input is not Input.DAY or not field.today:
            return self.ask(field)
        names = {TODAY: _("Today"), ANOTHER: _("Another day")}
        said = st.pills(
            _("{label} (not yet: leave it)", label=_(field.label)),
            list(names),
            format_func=names.__getitem__,
            key=f"{self.key(field)}.when",
        )
        if said == ANOTHER:
            return self.ask(replace(field, today=False))
        form.field_error(self.form, field.name)
        return clock.today() if said == TODAY else None

    def key(self, field: Field) -> str:
        """The widget's key: anew after each save, so that the form is empty."""
        return f"{form.widget_prefix(self.form)}.{field.name}"

    def needed(self, field: Field) -> bool:
        """Whether the question must be answered."""
        return self.kind.needs(field)

    def offered(self, field: Field) -> list[Option]:
        """What can be chosen where the answer is another record."""
        day = min(self.day or clock.today(), clock.today())
        where = {"courtyard_id": self.courtyard_id, "day": day}
        return cache.read(options.offered, by=self.by, what=field.input, **where)


def _choice(asking: Asking, field: Field, label: str, value: Any) -> Any:
    # What a record of old says stays to be chosen there.
    codes = [code for code in field.texts or {} if code in field.choices or code == str(value)]
    return st.pills(
        label,
        codes,
        default=str(value) if value is not None and str(value) in codes else None,
        format_func=lambda code: formats.plain(called(field, code)),
        key=asking.key(field),
    )


def _day(asking: Asking, field: Field, label: str, value: Any) -> Any:
    today = clock.today()
    first = value or (today if field.today else None)
    latest = today + FAR if field.ahead else today
    # Streamlit would otherwise end the calendar ten years around the value, or today.
    earliest = min(date(2000, 1, 1), first or today)
    return st.date_input(
        label, value=first, min_value=earliest, max_value=max(latest, first or latest), key=asking.key(field)
    )


def _count(asking: Asking, field: Field, label: str, value: Any) -> Any:
    """A number to type or, as people come, to count by buttons as large as a thumb."""
    first, key = value if value is not None else field.default, asking.key(field)
    with st.container(key=f"tally-{key.replace('.', '-')}"):
        typed = st.number_input(label, value=first, min_value=0, max_value=MOST, step=1, key=key)
        with st.container(horizontal=True):
            for step in STEPS if field.default is None else FEW:
                st.button(
                    f"{step:+d}".replace("-", "−"),
                    width="stretch",
                    on_click=callback(_step),
                    args=(key, step),
                    disabled=not 0 <= (typed or 0) + step <= MOST,
                    key=f"step.{key}.{step}",
                )
    return typed


def _step(key: str, step: int) -> None:
    st.session_state[key] = min(max((st.session_state.get(key) or 0) + step, 0), MOST)


def _money(asking: Asking, field: Field, label: str, value: Any) -> Any:
    first = None if value is None else value / 100
    yuan = st.number_input(
        label, value=first, min_value=0.0, max_value=1e8, step=0.01, format="%.2f", key=asking.key(field)
    )
    return None if yuan is None else round(yuan * 100)


def _line(asking: Asking, field: Field, label: str, value: Any) -> Any:
    return (
        st.text_input(
            label,
            value=value or "",
            max_chars=_most(asking, field),
            autocomplete="off",
            key=asking.key(field),
        ).strip()
        or None
    )


def _words(asking: Asking, field: Field, label: str, value: Any) -> Any:
    most = _most(asking, field)
    return (
        st.text_area(label, value=value or "", max_chars=most, height=90, key=asking.key(field)).strip()
        or None
    )


def _most(asking: Asking, field: Field) -> int:
    """How long a text may be, from the draft that will check it."""
    declared = asking.kind.draft.model_fields.get(field.name)
    found = (getattr(one, "max_length", None) for one in (declared.metadata if declared else ()))
    return next((int(one) for one in found if one), 200)


def _listed(asking: Asking, field: Field, label: str, value: Any) -> Any:
    offer = {one.id: one for one in asking.offered(field)}
    first = value if value in offer else None
    if first is None and len(offer) == 1 and asking.needed(field):
        first = next(iter(offer))
    told = {id_: formats.plain(option(one)) for id_, one in offer.items()}
    if len(offer) <= AS_PILLS:
        chosen = st.pills(
            label, list(told), default=first, format_func=told.__getitem__, key=asking.key(field)
        )
        if not offer and asking.kind.where is Where.COURTYARD and asking.courtyard_id is None:
            st.caption(_("Please choose the courtyard first."))
        return chosen
    plain = {id_: option(one) for id_, one in offer.items()}
    return st.selectbox(
        label,
        list(plain),
        index=None if first is None else list(plain).index(first),
        format_func=plain.__getitem__,
        placeholder=_("Choose one"),
        key=asking.key(field),
    )


WIDGETS: dict[Input, Callable[[Asking, Field, str, Any], Any]] = {
    Input.CHOICE: _choice,
    Input.DAY: _day,
    Input.COUNT: _count,
    Input.MONEY: _money,
    Input.LINE: _line,
    Input.WORDS: _words,
} | dict.fromkeys(LISTED, _listed)


HELD: dict[Input, Callable[[Any], Any]] = {
    Input.CHOICE: lambda code: None if code is None else str(code),
    Input.MONEY: lambda fen: None if fen is None else fen / 100,
    Input.LINE: lambda text: text or "",
    Input.WORDS: lambda text: text or "",
}
"""What a widget holds for a stored value, where it is not the value itself."""


def called(field: Field, code: Any) -> str:
    """A code's name, with its pictogram where it has one."""
    found = (field.texts or {}).get(str(code), str(code))
    return f"{found[1]} {_(found[0])}" if isinstance(found, tuple) else _(found)


def option(one: Option) -> str:
    """A record that can be chosen, in the reader's language."""
    name = one.name_zh if language() == "zh" else one.name_en
    return f"{name} · {labels.named(names.POSTS, one.post)}" if one.post else name


def answer(field: Field, value: Any) -> str:
    """A value as it is read: a name, a day, yuan; a dash for none."""
    if value is None or value == HIDDEN:
        return _("(kept apart)") if value else "—"
    if isinstance(value, Option):
        return option(value)
    return READ.get(field.input, _as_it_is)(field, value)


def _yuan(_field: Field, fen: int) -> str:
    return _("{yuan} yuan", yuan=f"{fen / 100:,.2f}".removesuffix(".00"))


def _as_it_is(_field: Field, value: Any) -> str:
    return str(value)


READ: dict[Input, Callable[[Field, Any], str]] = {
    Input.CHOICE: called,
    Input.DAY: lambda _field, day: formats.day(day),
    Input.MONEY: _yuan,
}


def told(asking: Asking, field: Field, value: Any) -> str:
    """An answer just given, as it is read back."""
    if field.input in LISTED:
        value = next((one for one in asking.offered(field) if one.id == value), value)
    said = answer(field, value)
    speaks = field.input in (Input.CHOICE, Input.LINE, Input.WORDS) or field.name == asking.kind.day
    return said if speaks else labelled(field, said)


def held(field: Field, value: Any) -> Any:
    """What the widget of a question holds for a stored value."""
    if field.input in (Input.LINE, Input.WORDS):
        return value or ""
    if value is None:
        return None
    if field.input is Input.CHOICE:
        return str(value)
    return value / 100 if field.input is Input.MONEY else value


def labelled(field: Field, value: str) -> str:
    """A value with its question before it."""
    return _("{label}: {value}", label=_(field.label).rstrip("?？"), value=value)


def completed(kind: Kind, values: Mapping[str, Any]) -> dict[str, Any]:
    """The answers, with what may stay empty saying the same as another one."""
    full = dict(values)
    for field in kind.fields:
        other = kind.field(field.like)
        if other and full.get(field.name) is None and full.get(other.name) is not None:
            full[field.name] = _said(field, other, full[other.name])
    return full


def _said(field: Field, other: Field, value: Any) -> Any:
    """The answer to another question as this one's: of a choice its name, in the language of a `name_zh`."""
    text = (other.texts or {}).get(str(value))
    if text is None:
        return value
    named = field.name[-2:] if field.name.endswith(("_zh", "_en")) else language()
    with speaking(named):
        return _(text[0] if isinstance(text, tuple) else text)
