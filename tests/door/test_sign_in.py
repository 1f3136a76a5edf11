"""Signing in and out through the forms, and what the browser is told to keep."""

import re
import shlex
from http.cookies import SimpleCookie

import pytest
from sqlmodel import select

import db
from dashboard import cli, clock, jobs
from dashboard.access import Principal
from dashboard.actions import sessions, throttle
from dashboard.schema.accounts import PrincipalKind, Role, SignIn
from dashboard.schema.organisations import Organisation
from dashboard.schema.places import Courtyard
from dashboard.settings import Settings, settings
from tests import town
from tests.door.visitor import form_token, sign_in, stranger
from tests.setting_up import setting_up


def principal(client) -> Principal:
    """Whom the door takes the browser for."""
    with db.reading() as session:
        return sessions.find(session, client.cookies.get(settings().session_cookie), now=clock.wall())


def cookies(answer) -> dict:
    """What the answer tells the browser to keep, by name, with its flags."""
    jar: SimpleCookie = SimpleCookie()
    for header in answer.headers.get_list("set-cookie"):
        jar.load(header)
    return dict(jar)


def ids(model, **where) -> int:
    with db.reading() as session:
        return session.exec(select(model.id).filter_by(**where)).one()


def test_each_persona_becomes_who_it_says(client):
    expected = {
        "leader": Principal(PrincipalKind.PERSONA, Role.LEADER),
        "office": Principal(PrincipalKind.PERSONA, Role.OFFICE, is_admin=True),
        "guest": Principal(PrincipalKind.GUEST, Role.PUBLIC),
        "committee-3": Principal(PrincipalKind.PERSONA, Role.COMMITTEE, courtyard_id=ids(Courtyard, no=3)),
        "property": Principal(PrincipalKind.PERSONA, Role.PROPERTY, organisation_id=ids(Organisation)),
    }
    for persona, who in expected.items():
        assert sign_in(client, persona).status_code == 303
        assert principal(client) == who


def test_who_comes_in_again_and_again_without_a_password_waits(client, monkeypatch):
    monkeypatch.setattr(throttle, "MOST", throttle.MOST | {"visits": 3})
    statuses = [sign_in(client, "guest").status_code for _ in range(5)]
    assert statuses == [303, 303, 303, 429, 429]
    with db.reading() as session:
        assert len(session.exec(select(SignIn)).all()) == 1


def test_the_page_offers_every_persona_once(client):
    offered = re.findall(r'name="persona" value="([\w-]+)"', client.get("/sign-in").text)
    assert offered == ["committee-1", "committee-2", "committee-3", "leader", "office", "property", "guest"]


def test_leads_on_to_the_page_asked_for(client):
    assert 'name="next" value="/map?yard=4"' in client.get("/sign-in?next=/map%3Fyard%3D4").text
    assert sign_in(client, next="/map?yard=4").headers["location"] == "/map?yard=4"
    assert sign_in(client).headers["location"] == "/"


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "/\\evil.example", "/sign-out"])
def test_never_leads_to_another_site(client, wanted):
    assert sign_in(client, next=wanted).headers["location"] == "/"
    assert "evil" not in client.get("/sign-in", params={"next": wanted}).text


def test_the_session_cookie_is_for_this_host_and_no_script(client):
    kept = cookies(sign_in(client))
    flags = kept["__Host-yl"]
    assert (flags["secure"], flags["httponly"], flags["samesite"], flags["path"]) == (True, True, "lax", "/")
    assert (flags["domain"], flags["max-age"]) == ("", "")
    assert kept["__Host-yl-form"]["max-age"] == "0"


def test_on_an_open_lan_the_cookie_is_plain_and_the_page_says_so(client, monkeypatch):
    assert client.get("/sign-in").text.count('class="problem"') == 0
    monkeypatch.setenv("YUANLUO_INSECURE_LAN", "1")
    settings.cache_clear()
    assert client.get("/sign-in").text.count('class="problem"') == 1
    kept = cookies(sign_in(client))
    assert kept["yl"]["httponly"]
    assert not kept["yl"]["secure"]
    assert not any(name.startswith("__Host-") for name in kept)


def test_every_sign_in_has_a_new_token_and_ends_the_old_one(client):
    sign_in(client, "leader")
    old = client.cookies[settings().session_cookie]
    sign_in(client, "office")
    assert client.cookies[settings().session_cookie] != old
    with db.reading() as session:
        assert [row.role for row in session.exec(select(SignIn))] == [Role.OFFICE]


@pytest.mark.parametrize(
    "data",
    [{}, {"token": ""}, {"token": "x" * 43}, {"token": "中"}],
)
def test_a_form_of_another_site_is_refused(client, data):
    form_token(client)
    answer = client.post("/sign-in", data={"persona": "leader", **data})
    assert answer.status_code == 403
    assert 'role="alert"' in answer.text
    assert 'value="leader"' in answer.text
    assert settings().session_cookie not in client.cookies


def test_a_token_without_its_cookie_is_refused(client):
    token = form_token(client)
    assert stranger().post("/sign-in", data={"persona": "leader", "token": token}).status_code == 403
    other = stranger()
    form_token(other)
    assert other.post("/sign-in", data={"persona": "leader", "token": token}).status_code == 403


def test_two_open_tabs_both_work(client):
    first, second = form_token(client), form_token(client)
    assert client.post("/sign-in", data={"persona": "leader", "token": first}).status_code == 303
    assert first == second


@pytest.mark.parametrize(
    "persona",
    ["", "admin", "committee", "committee-0", "committee-4", "committee-03", "committee-99999999", "USER"],
)
def test_an_unknown_persona_gets_the_form_again(client, persona):
    answer = sign_in(client, persona)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert settings().session_cookie not in client.cookies


def test_a_large_or_odd_body_is_not_read(client):
    token = form_token(client)
    data = {"persona": "leader", "token": token, "more": "x" * 10_000}
    assert client.post("/sign-in", data=data).status_code == 403
    assert client.post("/sign-in", json={"persona": "leader", "token": token}).status_code == 403
    assert client.post("/sign-in", files={"token": token.encode()}).status_code == 403
    assert client.post("/sign-in", content=b"\xff\xfe=%ff", headers=FORM).status_code == 403


FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("persona", ["leader", "guest", "committee-1", "nobody"])
def test_real_data_opens_to_no_persona(persona):
    with setting_up() as session:
        town.found(session, is_demo=False)
    client = stranger()
    page = client.get("/sign-in")
    assert (page.status_code, 'name="persona"' in page.text) == (200, False)
    data = {"persona": persona, "token": client.cookies[settings().session_cookie + "-form"]}
    answer = client.post("/sign-in", data=data)
    assert answer.status_code == 403
    assert settings().session_cookie not in client.cookies


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(("language", "told"), [("zh", "还没有站点"), ("en", "There is no site")])
def test_an_empty_database_is_nobodys_demo_and_says_how_to_begin(language, told):
    client = stranger()
    page = client.get("/sign-in", params={"lang": language}).text
    assert 'name="persona"' not in page
    assert "<form" not in page
    assert told in page
    commands = re.findall("<code>python -m dashboard (.*)</code>", page)
    assert [cli._parser().parse_args(shlex.split(one)).command for one in commands] == ["site", "demo"]


def test_a_database_is_named_also_where_it_is_the_one_that_is_opened_anyway(monkeypatch):
    opened = Settings.model_fields["database_url"].default
    monkeypatch.setenv("DATABASE_URL", opened)
    assert Settings().names_a_database
    monkeypatch.delenv("DATABASE_URL")
    assert (Settings().names_a_database, Settings().database_url) == (False, opened)


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("is_own", [True, False])
def test_only_ones_own_database_is_filled_with_the_demonstration(monkeypatch, is_own):
    """One that was named stays empty: the demonstration's office needs no password."""
    filled = []
    monkeypatch.setattr(jobs, "create_demo", lambda _session, *, as_of: filled.append(as_of))
    assert settings().names_a_database
    if is_own:
        monkeypatch.setattr(Settings, "names_a_database", False)
    for _start in range(2):
        jobs.prepare()
    assert filled == [jobs.yesterday()] * (2 if is_own else 0)
    assert stranger().get("/sign-in").status_code == 200


def test_one_real_site_makes_the_database_real(client):
    with setting_up() as session:
        town.found(session, is_demo=False)
    assert 'name="persona"' not in client.get("/sign-in").text


def test_signing_out_asks_first(client):
    sign_in(client)
    assert client.get("/sign-out").status_code == 200
    assert client.post("/sign-out", data={}).status_code == 403
    assert principal(client).role is Role.LEADER
    answer = client.post("/sign-out", data={"token": form_token(client, "/sign-out")})
    assert cookies(answer)["__Host-yl"]["max-age"] == "0"
    with db.reading() as session:
        assert session.exec(select(SignIn)).all() == []


def test_signing_out_twice_does_no_harm(client):
    answer = client.post("/sign-out", data={"token": form_token(client, "/sign-out")})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


@pytest.mark.parametrize(("asked", "html"), [("zh", "zh-CN"), ("en", "en"), ("fr", "zh-CN"), ("", "zh-CN")])
def test_the_page_speaks_the_language_asked_for_and_remembers_it(client, asked, html):
    assert f'<html lang="{html}">' in client.get("/sign-in", params={"lang": asked}).text
    assert f'<html lang="{html}">' in client.get("/sign-in").text


def test_a_language_is_remembered_for_a_year_and_leads_back(client):
    answer = client.get("/language/en?next=/map")
    assert (answer.status_code, answer.headers["location"]) == (303, "/map")
    assert (cookies(answer)["yl-lang"].value, cookies(answer)["yl-lang"]["max-age"]) == ("en", "31536000")
    assert client.get("/language/zh?next=//evil.example").headers["location"] == "/"


def test_large_type_is_remembered_for_a_year_and_leads_back(client):
    answer = client.get("/view/large?next=/inspections%3Fdo%3Dreport")
    assert (answer.status_code, answer.headers["location"]) == (303, "/inspections?do=report")
    kept = cookies(answer)["yl-view"]
    assert (kept.value, kept["max-age"], bool(kept["httponly"])) == ("large", "31536000", True)
    assert 'class="large"' in client.get("/sign-in").text
    assert cookies(client.get("/view/standard"))["yl-view"].value == "standard"
    assert 'class="large"' not in client.get("/sign-in").text
    assert client.get("/view/large?next=//evil.example").headers["location"] == "/"
    assert client.get("/view/huge").status_code == 401


def test_names_are_text_never_markup(client):
    with setting_up() as session:
        session.exec(select(Courtyard).where(Courtyard.no == 1)).one().name_zh = "<script>alert(1)</script>"
    text = client.get("/sign-in").text
    assert "<script" not in text
    assert "&lt;script&gt;" in text
