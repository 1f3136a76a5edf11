"""What was saved is said by the run that follows, until one has come to its end, and anew each time."""

from typing import Any

from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from dashboard.i18n import speaking
    from dashboard.ui.shell import confirmation

    confirmation.say(lambda before: [f"It was {before}."] if before else [])
    with speaking("en"):
        if st.button("Save", key="save"):
            confirmation.give()
        if st.button("Undo", key="undo"):
            confirmation.give("Taken back.")
        if st.button("Count", key="count"):
            confirmation.give(before=3)
    if st.session_state.pop("cut", False):
        st.stop()
    confirmation.said()


def heard(test: AppTest) -> list[tuple[str, Any]]:
    return [(one.value, one.proto.duration) for one in test.toast]


def test_the_run_after_a_saving_says_so_once() -> None:
    test = AppTest.from_function(page).run()
    assert heard(test) == []
    test.button(key="save").click().run()
    assert [words for words, _seconds in heard(test)] == ["Saved."]
    assert heard(test.run()) == []


def test_a_run_that_was_cut_leaves_the_words_to_the_next() -> None:
    test = AppTest.from_function(page).run()
    test.session_state["cut"] = True
    test.button(key="save").click().run()
    assert [words for words, _seconds in heard(test.run())] == ["Saved."]
    assert heard(test.run()) == []


def test_the_second_of_two_quick_savings_is_another_message() -> None:
    """Streamlit shows words again that are on the screen already only if they last another time."""
    test = AppTest.from_function(page).run()
    first = heard(test.button(key="save").click().run())
    second = heard(test.button(key="save").click().run())
    assert first[0][0] == second[0][0]
    assert first != second


def test_other_words_are_said_as_they_are() -> None:
    test = AppTest.from_function(page).run()
    assert [words for words, _seconds in heard(test.button(key="undo").click().run())] == ["Taken back."]


def test_what_has_changed_is_told_with_it_once_and_longer() -> None:
    test = AppTest.from_function(page).run()
    [(alone, short)] = heard(test.button(key="save").click().run())
    [(words, long)] = heard(test.button(key="count").click().run())
    assert (alone, words) == ("Saved.", "Saved.\n\nIt was 3.")
    assert long > short
    [(after, _seconds)] = heard(test.button(key="save").click().run())
    assert after == "Saved."
