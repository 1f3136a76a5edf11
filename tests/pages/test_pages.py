"""Each page for each persona: refused, empty, filled."""

import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

PERSONAS = ["leader", "committee-3", "office", "property", "guest"]
STYLE = re.compile("<style>.*?</style>", re.DOTALL)
Open = Callable[..., AppTest]


def drawn(test: AppTest) -> list[str]:
    """Our own HTML, without the rules of how it looks: a size is no number that a page tells."""
    return [STYLE.sub("", one.proto.body) for one in test.get("html")]


def told(test: AppTest) -> str:
    """Everything that a page says in words."""
    parts = [test.main.markdown, test.main.caption, test.main.text, test.main.subheader, test.main.info]
    html = drawn(test)
    links = [element.proto.label for element in test.get("page_link")]
    return " ".join([str(element.value) for part in parts for element in part] + html + links)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("persona", PERSONAS)
def test_the_overview_is_for_everybody(app: Open, persona: str, language: str) -> None:
    test = app(persona, "overview/home.py", lang=language)
    assert not test.exception
    words = told(test)
    for part in ("需要关注", "数据缺报") if language == "zh" else ("Needs attention", "Data missing"):
        assert part in words
    assert ("6号院" if language == "zh" else "Courtyard 6") in words
    assert ("明显差于" if language == "zh" else "clearly worse") in words


@pytest.mark.parametrize("persona", PERSONAS)
def test_requests_show_personal_columns_to_their_keepers_only(app: Open, persona: str) -> None:
    test = app(persona, "work/requests.py")
    assert not test.exception
    if persona == "guest":
        assert "不在您的权限内" in test.title[0].value
        assert not test.dataframe
        return
    frame = test.dataframe[0].value
    assert len(frame) > 0
    assert ("简单说明" in frame) == (persona != "leader")  # a column in which nothing stands is left out


@pytest.mark.parametrize("persona", PERSONAS)
def test_only_keepers_register(app: Open, persona: str) -> None:
    test = app(persona, "work/register.py")
    assert not test.exception
    may = persona in ("committee-3", "office")
    assert bool(test.button) == may
    assert bool(test.title) != may


def test_the_list_says_so_when_it_is_empty(app: Open) -> None:
    test = app("committee-3", "work/requests.py")
    test.query_params["show"] = "to_call"
    test.run()
    rows = test.dataframe[0].value if test.dataframe else None
    if rows is None:
        assert "暂时没有" in told(test) or test.info
    assert not test.exception
