"""The choice of what to do, on a page that also shows a single record."""

from streamlit.testing.v1 import AppTest


def page() -> None:
    import streamlit as st

    from dashboard.ui.forms import form

    if form.record_in_address("meeting") is not None:
        st.text("one meeting")
    else:
        st.text(form.mode_switch({"list": "All", "record": "Record one"}))


def named() -> None:
    import streamlit as st

    from dashboard.ui.forms import form

    st.text(form.text_in_address("thread"))


def test_what_the_address_names_stays_in_it_and_goes_with_the_way_back() -> None:
    """So that a reload shows what is shown, and the list after the way back to it."""
    test = AppTest.from_function(named)
    test.query_params["thread"] = "T2026-0001"
    assert drawn(test) == "T2026-0001"
    assert test.query_params["thread"] == "T2026-0001"
    del test.query_params["thread"]
    assert drawn(test) == ""
    assert "thread" not in test.query_params


def drawn(test: AppTest) -> str:
    """The page as its reader sees it after one more run."""
    test.run()
    assert not test.exception
    (told,) = test.text
    return str(told.value)


def test_the_address_says_what_to_do_and_the_first_is_chosen_otherwise() -> None:
    test = AppTest.from_function(page)
    assert drawn(test) == "list"
    other = AppTest.from_function(page)
    other.query_params["do"] = "record"
    assert drawn(other) == "record"


def test_the_way_back_leads_to_the_list_even_where_the_record_was_not_drawn_to_its_end() -> None:
    """A run that is cut short forgets nothing that is no longer shown, nor does the browser."""
    test = AppTest.from_function(page)
    test.query_params["do"] = "record"
    assert drawn(test) == "record"
    del test.query_params["do"]
    test.query_params["meeting"] = "1"
    assert drawn(test) == "one meeting"
    del test.query_params["meeting"]
    test.session_state["do"] = "record"
    assert drawn(test) == "list"
