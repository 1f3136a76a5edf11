"""A form in screens of three to five questions for large type; in standard view the same on one page."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st
from markupsafe import Markup

from dashboard.i18n import _
from dashboard.ui import templates
from dashboard.ui.components import links
from dashboard.ui.forms import form
from dashboard.ui.shell import large_type
from dashboard.ui.shell.fragments import callback


class Screens:
    """One drawing of a form in parts: `part()` around each group of questions, then `read_back()` around
    the button that saves.

        screens = steps.Screens("register", 2)
        with screens.part():
            kind = st.pills(...)
            form.field_error("register", "type")
            screens.need("type", kind)
        with screens.part():
            words = st.text_area(...)
        with screens.read_back([_("Courtyard {no}", no=1), ...]):
            if st.button(_("Save"), ...): ...

    In large type one part is shown at a time, with Next and Back; a part whose needed questions are open
    is not left, and a complaint of the save leads back to its part. Every part is always drawn, those
    that are not their turn unseen: nothing that was typed or chosen is lost between them, photos included.
    """

    def __init__(self, name: str, count: int) -> None:
        self.name = name
        self.count = count
        self.drawn = 0
        self.large = large_type.is_large()
        self._at = f"{form.widget_prefix(name)}.screen"
        self._open: list[str] = []
        self._fields: dict[str, int] = {}
        self._rules = st.empty()
        self._show()

    @contextmanager
    def part(self) -> Iterator[None]:
        """One group of questions that belong together, three to five of them."""
        number, known = self.drawn, form.fields_drawn(self.name)
        self._open = []
        with self._container(number):
            self._told(number)
            yield
            asked = form.fields_drawn(self.name)
            self._fields |= {field: number for field in asked if asked[field] is not known.get(field)}
            self.drawn += 1
            if self.large:
                self._ways(number)

    def need(self, field: str, value: Any) -> None:
        """The part is not left before this question is answered; it has a `form.field_error` of its name."""
        if value in (None, "", []):
            self._open.append(field)

    @contextmanager
    def read_back(self, lines: list[str]) -> Iterator[None]:
        """What will be saved, to be read once more, above the button that saves it."""
        with self._container(self.count):
            self._told(self.count)
            tell(lines)
            yield
            if self.large:
                st.button(
                    _("Change something"),
                    on_click=callback(self._turn),
                    args=(0,),
                    width="stretch",
                    key=f"{self.name}.change",
                )
        self._show()

    def _container(self, number: int) -> Any:
        return st.container(key=screen(self.name, number))

    def _told(self, number: int) -> None:
        if self.large:
            place = _("Step {no} of {all}", no=number + 1, all=self.count + 1)
            templates.draw("forms/step.html", place=place)

    def _ways(self, number: int) -> None:
        onward = st.button(_("Next"), type="primary", width="stretch", key=f"{self.name}.next.{number}")
        if onward and self._open:
            form.ask_for(self.name, self._open)
        elif onward:
            self._turn(number + 1)
        if number:
            st.button(
                _("Back"),
                on_click=callback(self._turn),
                args=(number - 1,),
                width="stretch",
                key=f"{self.name}.back.{number}",
            )

    def turn_to_trouble(self) -> None:
        """After a save: show the part whose fields are complained about, or else stay."""
        wrong = [self._fields[field] for field in form.fields_in_error(self.name) if field in self._fields]
        if self.large and wrong:
            self._turn(min(wrong))
        self._show()

    def _turn(self, number: int) -> None:
        st.session_state[self._at] = number

    def _show(self) -> None:
        """Hide the parts whose turn it is not."""
        if self.large:
            now = st.session_state.get(self._at, 0)
            self._rules.html(hiding(self.name, now, self.count))


def screen(name: str, number: int) -> str:
    """The key of a part's container, which Streamlit makes a class: without dots."""
    return f"screen-{name.replace('.', '-')}-{number}"


def receipt(number: str) -> None:
    """The receipt in large type: many write the number down."""
    with st.container(key="receipt"):
        st.success(_("Saved. Receipt number {number}.", number=number))


def ways_on(name: str, again: str, page: str, **ref: Any) -> None:
    """Below a receipt, the same for every form: the next entry, what was saved, another form."""
    form.another(name, again)
    links.to(page, _("Open what was saved"), **ref)
    links.to("enter", _("Enter something else"))


def tell(lines: list[str]) -> None:
    """The sentence that is read back, as one paragraph; nothing as long as there is nothing to say."""
    if not lines:
        return
    told = _(", ").join(line for line in lines if line)
    templates.draw("forms/read_back.html", told=told, heading=_("This will be saved:"))


def hiding(name: str, now: int, last: int) -> Markup:
    """The rules that hide every part but one, and the page's sentence, as HTML."""
    hidden = [screen(name, number) for number in range(last + 1) if number != now]
    return templates.part("forms/hidden_parts.html", hidden=hidden)
