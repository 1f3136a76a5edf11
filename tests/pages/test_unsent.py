"""What is typed is kept, also what comes while the page is still being drawn for the first time."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import col, select
from streamlit.runtime.scriptrunner import StopException
from streamlit.testing.v1 import AppTest

import db
from dashboard.schema.history import UnsentForm
from dashboard.schema.mediation import Mediation
from dashboard.schema.places import Courtyard
from dashboard.ui import cache
from dashboard.ui.components import record_pages
from dashboard.ui.forms import corrections
from dashboard.ui.shell import who

Open = Callable[..., AppTest]


def kept() -> dict[str, Any]:
    """The fields of the forms that are kept, by the form."""
    with db.reading() as session:
        return {one.form: one.values["fields"] for one in session.exec(select(UnsentForm))}


@pytest.fixture
def dispute(app: Open) -> int:
    """A dispute of courtyard 3."""
    app("committee-3", "work/mediation.py")
    with db.reading() as session:
        of_three = select(Mediation.id).join(Courtyard).where(col(Courtyard.no) == 3)
        return session.exec(of_three).first() or 0


def cut_once(monkeypatch: pytest.MonkeyPatch, *, after: bool) -> None:
    """Cut the first run of the page, after or before its last forms, as the reader's next doing does."""
    cuts = [True]

    def mend(*given: Any) -> None:
        if after or not cuts:
            corrections.mend(*given)
        if cuts:
            cuts.pop()
            raise StopException

    monkeypatch.setattr(record_pages, "corrections", type("Cut", (), {"mend": staticmethod(mend)}))


@pytest.mark.parametrize("after", [True, False])
def test_what_is_typed_into_a_page_that_is_not_drawn_to_its_end_is_kept(
    app: Open, dispute: int, monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    cut_once(monkeypatch, after=after)
    test = app("committee-3", "work/mediation.py", mediation=str(dispute))
    form = f"correct.mediation.{dispute}"
    if not after:
        test.run()
    test.text_input(key=f"{form}.0.reason").set_value("听错了").run()
    assert not test.exception
    assert kept()[form]["reason"] == "听错了"


def test_a_page_that_was_cut_and_is_drawn_again_keeps_nothing_that_nobody_typed(
    app: Open, dispute: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_once(monkeypatch, after=True)
    test = app("committee-3", "work/mediation.py", mediation=str(dispute)).run()
    assert not test.exception
    assert kept() == {}


@pytest.mark.parametrize("at_once", [False, True])
def test_what_is_tapped_just_after_the_page_redrew_itself_or_meanwhile_is_kept(
    app: Open, dispute: int, monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    test = app("committee-3", "work/mediation.py", mediation=str(dispute))
    form = f"correct.mediation.{dispute}"
    with monkeypatch.context() as old:
        old.setattr(cache, "renew", lambda _reader: old.undo() or who.refresh())
        test.run()
    assert kept() == {}
    if at_once:
        test.session_state[who.REDRAWN] = {}  # what the browser had told when the page asked to be redrawn
    test.text_input(key=f"{form}.0.reason").set_value("听错了").run()
    assert not test.exception
    assert kept()[form]["reason"] == "听错了"
