"""/call-backs, /answer/{token}, /call-back-list and /card/{number}: paper and links of a closed request."""

import re

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from dashboard import clock
from dashboard.access import Principal
from dashboard.actions import sessions
from dashboard.clock import at
from dashboard.schema.accounts import AnswerToken, PrincipalKind, Role
from dashboard.schema.requests import CallBack, Request
from dashboard.settings import settings
from tests.actions import loop
from tests.door.test_surveys import TODAY
from tests.door.visitor import stranger
from tests.sites import CANARY_NAME, CANARY_PHONE, CANARY_SUMMARY, Hamlet, build

ADDRESS = re.compile(r'<p class="address">testserver/answer/([\w-]{43})</p>')
SECRETS = (CANARY_NAME, CANARY_PHONE, CANARY_SUMMARY)


@pytest.fixture
def hamlet(database: Engine, monkeypatch) -> Hamlet:
    """The small site with a closed request in each courtyard."""
    monkeypatch.setenv("YUANLUO_TODAY", TODAY.isoformat())
    settings.cache_clear()
    with Session(database) as session, session.begin():
        made = build(session)
        for which in (0, 1):
            loop.close(session, loop.register(session, made, at(TODAY), which=which), at(TODAY))
    return made


def browser(database: Engine, by: Principal):
    with Session(database) as session, session.begin():
        token = sessions.open_session(session, by=by, now=clock.wall())
    client = stranger()
    client.cookies.set("__Host-yl", token, domain="testserver.local", path="/")
    return client


def office(database: Engine):
    return browser(database, Principal(PrincipalKind.USER, Role.OFFICE))


def printed(client, query: str = "") -> list[str]:
    """The tokens on the slips that the button makes."""
    text = client.get(f"/call-backs{query}").text
    data = {name: re.search(rf'name="{name}" value="([^"]+)"', text)[1] for name in ("token", "key")}
    return ADDRESS.findall(client.post(f"/call-backs{query}", data=data).text)


def called(database: Engine) -> list[CallBack]:
    with Session(database) as session:
        return list(session.exec(select(CallBack)))


def test_a_resident_answers_by_the_slip_once(database, hamlet):
    tokens = printed(office(database))
    assert len(set(tokens)) == 2
    resident = stranger()
    page = resident.get(f"/answer/{tokens[0]}?lang=zh")
    assert page.status_code == 200
    assert page.headers["referrer-policy"] == "no-referrer"
    assert [one for one in (*SECRETS, "101") if one in page.text] == []
    empty = resident.post(f"/answer/{tokens[0]}", data={"satisfaction": "satisfied"})
    assert empty.status_code == 400
    sent = resident.post(f"/answer/{tokens[0]}?lang=zh", data={"said": "solved", "satisfaction": "satisfied"})
    assert sent.status_code == 303
    assert "谢谢您" in resident.get(sent.headers["location"]).text
    again = resident.post(f"/answer/{tokens[0]}", data={"said": "unsolved"})
    assert again.status_code == 200
    assert [(one.outcome, one.satisfaction) for one in called(database)] == [("solved", "satisfied")]
    assert len(resident.cookies) == 0


@pytest.mark.parametrize("token", ["x", "A" * 43])
def test_what_opens_nothing_says_so(database, hamlet, token):
    assert stranger().get(f"/answer/{token}").status_code == 404
    assert stranger().post(f"/answer/{token}", data={"said": "solved"}).status_code in (404, 200)
    assert called(database) == []


def test_slips_are_made_by_those_who_call_back_for_their_own_courtyard(database, hamlet):
    assert len(printed(browser(database, hamlet.committee()))) == 1
    with Session(database) as session:
        other = session.exec(select(Request).where(Request.courtyard_id == hamlet.courtyards[1])).one()
        assert len(session.exec(select(AnswerToken)).all()) == 1
    mine = browser(database, hamlet.committee())
    assert 'name="key"' not in mine.get(f"/call-backs?request={other.id}").text
    for role in (Role.LEADER, Role.PUBLIC):
        refused = browser(database, Principal(PrincipalKind.USER, role))
        for path in ("/call-backs", "/call-back-list"):
            assert refused.get(path).status_code == 403
    assert stranger().get("/call-backs").status_code == 401


def test_slips_want_the_forms_own_secret(database, hamlet):
    client = office(database)
    text = client.get("/call-backs").text
    key = re.search(r'name="key" value="([^"]+)"', text)[1]
    assert ADDRESS.findall(client.post("/call-backs", data={"token": "forged", "key": key}).text) == []
    with Session(database) as session:
        assert session.exec(select(AnswerToken)).all() == []


def test_the_list_to_print_names_nobody(database, hamlet):
    page = office(database).get("/call-back-list?lang=zh").text
    assert page.count("R2026-") == 2
    assert "1-101" in page
    assert [one for one in SECRETS if one in page] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_card_shows_the_matter_and_neither_flat_nor_name(database, hamlet, language):
    page = office(database).get(f"/card/T2026-0001?lang={language}")
    assert page.status_code == 200
    assert page.text.count("T2026-0001") >= 3
    assert page.text.count("data:image/svg+xml") == 2
    assert [one for one in (*SECRETS, "1-101", "换了瓦") if one in page.text] == []
    other = browser(database, hamlet.committee(1))
    assert other.get("/card/T2026-0001").status_code == 404
    assert (
        browser(database, Principal(PrincipalKind.GUEST, Role.PUBLIC)).get("/card/T2026-0001").status_code
        == 403
    )
