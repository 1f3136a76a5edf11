"""Where the door may send somebody."""

from urllib.parse import quote, urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dashboard.door.paths import HOME, local

SITE = "https://dash.example"


@pytest.mark.parametrize(
    "path",
    ["/", "/map", "/households?yard=4", "/households?yard=4%E5%8F%B7%E9%99%A2", "/a/b.c", "/map?x=//a"],
)
def test_keeps_a_path_of_this_site(path):
    assert local(path) == path


def test_drops_the_fragment():
    assert local("/map#top") == "/map"


@pytest.mark.parametrize(
    "target",
    [
        *(None, "", "map", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example"),
        *("https://evil.example", "https:evil.example", "javascript:alert(1)", "/javascript:alert(1)"),
        *("/%2f%2fevil.example", "/%2Fevil.example", "/%252f%252fevil.example", "/%5cevil.example"),
        *("/.//evil.example", "/map//evil.example", "/../map", "/%2e%2e/map", "/a/./b"),
        *("/map\nLocation: x", "/map%0d%0aSet-Cookie:a=b", "/map?x=\r\ny", "/\tmap", " /map", "/map\x00"),
        *("/user@evil.example", "/map?x=\\", "/" + "a" * 3000),
    ],
)
def test_leads_home_instead_of_elsewhere(target):
    assert local(target) == HOME


@pytest.mark.parametrize(
    "target", ["/sign-in", "/sign-in?next=/map", "/sign-out", "/language/en", "/view/large", "/%73ign-out"]
)
def test_never_leads_back_to_the_door(target):
    assert local(target) == HOME


@given(st.text(max_size=60) | st.text(alphabet="/\\.%2f5c:@?#ae\t\r\n", max_size=20))
@example("/%25252f/evil")
def test_whatever_is_asked_for_stays_on_this_site(target):
    for landing in (local(target), local(quote(target)), local("/" + target)):
        there = urlsplit(urljoin(SITE + "/sign-in", landing))
        assert (there.scheme, there.netloc) == ("https", "dash.example")
        assert landing.startswith("/")
        assert not landing.startswith(("//", "/\\"))
        assert landing.isprintable()
