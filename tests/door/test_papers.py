"""/paper and /paper/{noun}: the forms to print, for whoever may fill them in on the screen."""

import re
from html import unescape

import pytest
import segno

from dashboard.door import paths
from dashboard.records.catalogue import KINDS
from dashboard.records.kinds import Where
from dashboard.records.names import POINTS
from dashboard.settings import settings
from tests.door.visitor import HERE, sign_in
from tests.test_access import MAY

PERSONAS = {
    "leader": "leader",
    "committee-3": "committee",
    "office": "office",
    "property": "property",
    "guest": "public",
}
ADDRESSES = {
    "request": "/register",
    "hazard": "/inspections?do=report",
    "inspection": "/inspections?do=round",
    "meeting": "/meetings?do=record",
    "mediation": "/mediation?part=mediation&do=new",
    "station_visit": "/activities?part=station_visit&do=new",
    "seal_use": "/seal?part=seal_use&do=new",
}
ALL = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
IN_BOTH = pytest.mark.parametrize("language", ["zh", "en"])


def paper(client, noun: str, **query: str) -> str:
    """The page of a form, its style left out."""
    answer = client.get(f"/paper/{noun}", params=query)
    assert answer.status_code == 200
    return unescape(answer.text.split("</style>")[1])


def fields(text: str) -> list[str]:
    return re.findall(r'data-field="(\w+)"', text)


def question(text: str, name: str) -> str:
    """The part of the page that asks for one thing."""
    return text.split(f'data-field="{name}"')[1].split('<div class="question', maxsplit=1)[0]


@ALL
@pytest.mark.parametrize("persona", PERSONAS)
def test_only_who_may_record_gets_the_form(client, kind, persona):
    sign_in(client, persona)
    may = PERSONAS[persona] in MAY[kind.enter]
    answer = client.get(f"/paper/{kind.noun}")
    assert answer.status_code == (200 if may else 403)
    assert bool(fields(answer.text)) == may
    listed = client.get("/paper")
    assert (f"/paper/{kind.noun}?" in listed.text) == may


def test_the_list_is_for_those_who_record_something(client):
    sign_in(client, "leader")
    assert client.get("/paper").status_code == 403
    sign_in(client, "office")
    assert client.get("/paper?lang=en").text.count('href="/paper/') == len(KINDS)


@pytest.mark.parametrize("path", ["/paper", "/paper/mediation?courtyard=3"])
def test_strangers_are_sent_to_the_door_and_back(client, path):
    assert client.get(path).status_code == 401
    page = client.get(path, headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["location"][:14]) == (303, "/sign-in?next=")
    assert paths.local(path) == path


@ALL
@IN_BOTH
def test_the_questions_stand_in_the_order_of_the_record(client, kind, language):
    sign_in(client, "office")
    text = paper(client, kind.noun, lang=language)
    if kind.own_form:
        wanted = [*kind.own_form.asks, *(one.name for one in kind.later)]
        wanted += ["checklist", "found"] if kind.noun == "inspection" else []
    else:
        first = [one.name for one in kind.fields if not (one.more or one.later)]
        wanted = [*first, *(one.name for one in kind.fields if one.more), "said_by"]
        wanted += [one.name for one in kind.fields if one.later]
    assert fields(text) == wanted
    assert re.findall(r'<span class="no">(\d+)</span>', text) == [str(no + 1) for no in range(len(wanted))]
    later = {"zh": "后来怎么样了？", "en": "What has happened since?"}[language]
    assert (later in text) == bool(kind.later)


@ALL
def test_every_choice_is_a_box_with_its_pictogram_and_words(client, kind):
    sign_in(client, "office")
    text = paper(client, kind.noun, lang="en")
    for field in (*kind.first, *kind.rare, *kind.later):
        part = question(text, field.name)
        boxes = part.count('class="box"')
        if field.texts:
            named = [field.texts[code] for code in field.choices]
            for one in named:
                assert all(word in part for word in (one if isinstance(one, tuple) else (one,)))
            assert boxes >= len(named) > 0


def test_what_is_no_longer_given_is_not_offered(client):
    sign_in(client, "office")
    assert "certificate" not in question(paper(client, "seal_use", lang="en"), "purpose")
    assert "In a flat" not in question(paper(client, "hazard", lang="en"), "place")


@ALL
def test_the_code_holds_the_address_below_it(client, kind, monkeypatch):
    sign_in(client, "office")
    page, query = kind.form
    target = f"/{page}" + (
        "?" + "&".join(f"{name}={value}" for name, value in query.items()) if query else ""
    )
    assert ADDRESSES.get(kind.noun, target) == target
    assert paths.local(target) == target
    for base in (HERE, "https://yuanluo.example.cn"):
        monkeypatch.setenv("YUANLUO_PUBLIC_URL", "" if base == HERE else base)
        settings.cache_clear()
        text = paper(client, kind.noun)
        drawn = segno.make_qr(base + target, error="m").svg_data_uri(
            border=4, dark="#000", light="#fff", xmldecl=False, svgclass=None
        )
        assert re.findall(r'<img src="([^"]+)"', text.replace("&amp;", "&")) == [unescape(drawn)]
        assert f'<span class="address">{(base + target).split("://")[1]}</span>' in text
        assert f'<a href="{target}">' in text
    settings.cache_clear()


def test_the_courtyard_is_ticked_filled_in_or_not_asked(client):
    sign_in(client, "office")
    for kind in KINDS.values():
        head = paper(client, kind.noun, lang="en").split('data-field="')[0].split("<header>")[1]
        filled = (
            paper(client, kind.noun, lang="en", courtyard="2").split('data-field="')[0].split("<header>")[1]
        )
        asks = kind.where not in (Where.SITE, Where.BODY)
        boxes = 3 + (kind.where in (Where.EITHER, Where.FOUND)) if asks else 0
        assert (head.count('class="box"'), filled.count('class="box"')) == (boxes, 0)
        assert ("<b>Courtyard 2</b>" in filled) == asks


def test_keepers_get_their_own_courtyard_and_no_other(client):
    sign_in(client, "committee-3")
    assert "<b>3号院</b>" in paper(client, "request")
    assert "<b>3号院</b>" in paper(client, "request", courtyard="3")
    assert client.get("/paper/request?courtyard=1").status_code == 403
    assert "kind" not in fields(paper(client, "meeting"))


@pytest.mark.parametrize(
    "path", ["x", "user", "request?courtyard=9", "request?courtyard=x", "request?courtyard=0"]
)
def test_what_there_is_none_of_is_not_there(client, path):
    sign_in(client, "office")
    assert client.get(f"/paper/{path}").status_code == 404


def test_the_seal_is_no_legal_persons(client):
    sign_in(client, "committee-3")
    for language in ("zh", "en"):
        assert "不具法人印章效力" in paper(client, "seal_use", lang=language)


def test_days_conditions_and_flats_are_written_as_on_paper(client):
    sign_in(client, "office")
    text = paper(client, "mediation", lang="zh")
    assert "________年____月____日" in question(text, "opened_on")
    assert "第7题选“达成协议”时填" in question(text, "due_on")
    assert "以后有了结果再填" in text
    flat = question(paper(client, "request", lang="en"), "household_id")
    assert "Only if 2 is “In a flat”" in flat
    assert "Stairwell ________ Flat ________" in flat


@IN_BOTH
def test_a_round_has_every_point_and_a_table_for_what_is_found(client, language):
    sign_in(client, "office")
    text = paper(client, "inspection", lang=language)
    points = text.split('data-field="checklist"')[1].split('data-field="found"')[0]
    assert points.count('class="box"') == 2 * len(POINTS)
    assert all(picture in points for _name, picture in POINTS.values())
    columns = re.findall(r'<th class="(\w+)"', text)
    assert columns == ["point", "place", "stairwell", "note", "due_on"]


def test_the_page_needs_no_script_and_no_other_page(client):
    sign_in(client, "office")
    answer = client.get("/paper/seal_use?lang=en")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script" not in policy + answer.text
    assert "_blank" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert '<html lang="en"' in answer.text
