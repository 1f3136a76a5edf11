"""/s/{token} and /survey-slips/{id}: the household's sheet, and the slips that lead to it."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from html import unescape
from threading import Barrier
from urllib.parse import unquote

import pytest
import segno
from sqlalchemy import Engine, func, select
from sqlmodel import Session, col
from starlette.testclient import TestClient

import db
from dashboard import clock
from dashboard.access import Principal
from dashboard.actions import sessions, survey_answers, surveys
from dashboard.clock import at
from dashboard.rules.surveys import QUESTIONS
from dashboard.schema.accounts import PrincipalKind, Role
from dashboard.schema.places import Site
from dashboard.schema.surveys import Survey, SurveyAnswer, SurveyDraft, SurveyToken
from dashboard.settings import settings
from tests.door.visitor import stranger
from tests.sites import OFFICE, build

TODAY = date(2026, 9, 20)
LAST = TODAY + timedelta(days=14)
TITLE = "2026年<b>居民</b>问卷"
FULL = {"gain": "better", "wellbeing": "8", "safety": "4", "property_service": "3"}
ADDRESS = re.compile(r'<p class="address">testserver/s/([\w-]{43})</p>')


@pytest.fixture
def survey(database: Engine, monkeypatch) -> int:
    """A survey of every household of the small site, opened today."""
    monkeypatch.setenv("YUANLUO_TODAY", TODAY.isoformat())
    settings.cache_clear()
    with Session(database) as session, session.begin():
        build(session)
        given = {"title": TITLE, "mode": "open_link", "opened_on": TODAY, "closed_on": LAST}
        site = session.execute(select(col(Site.id))).scalar_one()
        draft = SurveyDraft.check(site_id=site, population=12, invited=1, **given)
        return surveys.create(session=session, draft=draft, by=OFFICE, now=at(TODAY), key="made").id


@pytest.fixture
def slips(database: Engine, survey: int) -> list[str]:
    """The tokens of its slips."""
    with Session(database) as session, session.begin():
        how = {"session": session, "by": OFFICE, "now": at(TODAY), "key": "slips"}
        return [slip.token for slip in surveys.issue(survey_id=survey, **how)]


def office(database: Engine, role: Role = Role.OFFICE) -> TestClient:
    """The browser of somebody with a session."""
    with Session(database) as session, session.begin():
        by = Principal(PrincipalKind.USER, role)
        token = sessions.open_session(session, by=by, now=clock.wall())
    client = stranger()
    client.cookies.set("__Host-yl", token, domain="testserver.local", path="/")
    return client


def on(day: date, monkeypatch) -> None:
    monkeypatch.setenv("YUANLUO_TODAY", day.isoformat())
    settings.cache_clear()


def counted(database: Engine) -> tuple[int, int]:
    """How many answers there are, and how many slips were used."""
    with Session(database) as session:
        answers = session.execute(select(func.count()).select_from(SurveyAnswer)).scalar_one()
        used = select(func.count()).select_from(SurveyToken).where(col(SurveyToken.used))
        return answers, session.execute(used).scalar_one()


def fields(client: TestClient, path: str) -> dict[str, str]:
    """The hidden fields of a form."""
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([\w-]*)"', client.get(path).text))


def made(client: TestClient, survey: int, **more: str):
    path = f"/survey-slips/{survey}"
    return client.post(path, data=fields(client, path) | more)


def test_a_stranger_gets_the_sheet_and_no_cookie(slips):
    page = stranger().get(f"/s/{slips[0]}")
    assert page.status_code == 200
    assert "set-cookie" not in page.headers
    assert (page.headers["referrer-policy"], page.headers["cache-control"]) == ("no-referrer", "no-store")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script" not in policy + page.text
    assert "&lt;b&gt;居民&lt;/b&gt;" in page.text
    assert slips[0] not in page.text


def test_each_question_is_a_named_group_of_labelled_choices(slips):
    text = stranger().get(f"/s/{slips[0]}?lang=en").text
    assert text.count("<fieldset") == text.count("<legend>") == len(QUESTIONS) == 4
    choices = re.findall(r'<label class="choice[^"]*"><input type="radio" name="(\w+)" value="(\w*)">', text)
    wanted = {(one.field, value) for one in QUESTIONS for value, _said in one.choices}
    assert set(choices) == wanted | {(one.field, "") for one in QUESTIONS}
    assert len(choices) == len(set(choices))
    assert "checked" not in text.split("</style>")[1]
    assert '<html lang="en"' in text
    assert "4 Oct 2026" in text
    assert "2026年10月4日" in stranger().get(f"/s/{slips[0]}?lang=zh").text


def test_an_answer_is_kept_and_thanked_for(database, slips):
    client = stranger()
    sent = client.post(f"/s/{slips[0]}?lang=en", data=FULL)
    assert (sent.status_code, sent.headers["location"]) == (303, f"/s/{slips[0]}?saved=1&lang=en")
    assert (sent.headers["referrer-policy"], sent.headers["cache-control"]) == ("no-referrer", "no-store")
    assert counted(database) == (1, 1)
    assert "Thank you, it is saved" in client.get(sent.headers["location"]).text
    again = client.post(f"/s/{slips[0]}?lang=en", data=FULL | {"gain": "worse"})
    assert "This slip has been used" in again.text
    assert "This slip has been used" in client.get(f"/s/{slips[0]}?lang=en").text
    assert counted(database) == (1, 1)


def test_thanks_are_given_for_an_answer_alone(slips):
    page = stranger().get(f"/s/{slips[0]}?saved=1&lang=en")
    assert "Thank you" not in page.text
    assert "<form" in page.text


def test_an_empty_sheet_is_asked_again_and_the_slip_stays_good(database, slips):
    client = stranger()
    for sent in ({}, {"gain": "", "safety": ""}, {"safety": "9"}, {"gain": "'"}, {"wellbeing": "x"}):
        page = client.post(f"/s/{slips[0]}?lang=en", data=sent)
        assert (page.status_code, "Please answer at least one question" in page.text) == (400, True)
    assert counted(database) == (0, 0)
    assert client.post(f"/s/{slips[0]}", data={"safety": "5", "gain": ""}).status_code == 303
    assert counted(database) == (1, 1)


@pytest.mark.parametrize("token", ["x", "A" * 43, "A" * 44, "%00" * 43, "..%2f..%2fsign-in", "é" * 43])
def test_what_opens_nothing_says_so(database, slips, token):
    client = stranger()
    for page in (client.get(f"/s/{token}?lang=en"), client.post(f"/s/{token}?lang=en", data=FULL)):
        assert page.status_code in (303, 401, 404)
        assert TITLE not in page.text
    assert counted(database) == (0, 0)
    assert "This address opens nothing" in client.get(f"/s/{'A' * 43}?lang=en").text


@pytest.mark.parametrize(
    ("days", "answered"),
    [(-1, (403, "The survey begins on 20 Sep 2026")), (15, (410, "It ended on 4 Oct 2026"))],
)
def test_outside_its_days_the_survey_takes_nothing(database, slips, monkeypatch, days, answered):
    status, said = answered
    on(TODAY + timedelta(days=days), monkeypatch)
    client = stranger()
    for page in (client.get(f"/s/{slips[0]}?lang=en"), client.post(f"/s/{slips[0]}?lang=en", data=FULL)):
        assert (page.status_code, said in page.text) == (status, True)
    assert counted(database) == (0, 0)


def test_of_two_answers_at_the_same_moment_one_counts(database, slips):
    start = Barrier(2)

    def send(gain: str) -> int:
        client = stranger()
        start.wait()
        return client.post(f"/s/{slips[0]}", data=FULL | {"gain": gain}).status_code

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(send, ("better", "worse"))) == [200, 303]
    assert counted(database) == (1, 1)


def test_a_database_that_does_not_answer_gets_a_plain_page(slips, monkeypatch):
    from sqlalchemy.exc import OperationalError

    def broken(**_how):
        raise OperationalError("", {}, Exception("locked"))

    monkeypatch.setattr(survey_answers, "answer", broken)
    page = stranger().post(f"/s/{slips[0]}", data=FULL)
    assert page.status_code == 503
    assert "locked" not in page.text


def test_only_the_sheet_is_open_to_strangers(survey):
    client = stranger()
    assert client.get("/s").status_code == 401
    assert client.get(f"/survey-slips/{survey}").status_code == 401
    assert client.post(f"/survey-slips/{survey}").status_code == 401
    assert client.delete(f"/s/{'A' * 43}").status_code == 405


@pytest.mark.parametrize("role", [Role.LEADER, Role.PUBLIC])
def test_nobody_else_prints_slips(database, survey, role):
    client = office(database, role)
    for page in (client.get(f"/survey-slips/{survey}"), client.post(f"/survey-slips/{survey}")):
        assert page.status_code == 403
        assert not ADDRESS.findall(page.text)


@pytest.mark.parametrize("number", ["4711", "0", "x", "%C2%B2"])
def test_slips_of_no_survey_do_not_exist(database, survey, number):
    assert office(database).get(f"/survey-slips/{number}").status_code == 404


def test_looking_makes_no_slips_and_each_form_makes_them_once(database, survey):
    client, path = office(database), f"/survey-slips/{survey}"
    before = hashes(database)
    form = fields(client, path)
    assert hashes(database) == before
    assert client.post(path, data={**form, "token": "x" * 43}).status_code == 200
    assert client.post(path, data={**form, "key": ""}).status_code == 200
    assert hashes(database) == before
    first = client.post(path, data=form)
    assert (first.status_code, len(ADDRESS.findall(first.text))) == (200, 6)
    after = hashes(database)
    second = client.post(path, data=form)
    assert (second.status_code, ADDRESS.findall(second.text)) == (409, [])
    assert hashes(database) == after != before


def hashes(database: Engine) -> set[str]:
    with Session(database) as session:
        return set(session.execute(select(col(SurveyToken.token_hash))).scalars())


def test_a_slip_says_where_it_goes_and_its_code_leads_to_its_sheet(database, survey):
    page = made(office(database), survey)
    assert page.headers["cache-control"] == "no-store"
    tokens = ADDRESS.findall(page.text)
    pictures = re.findall(r'<img src="([^"]+)"', page.text)
    assert len(tokens) == len(pictures) == 6
    for token, picture in zip(tokens, pictures, strict=True):
        assert drawn(picture) == segno.make(f"https://testserver/s/{token}", error="m", micro=False).matrix
        assert stranger().get(f"/s/{token}").status_code == 200
    assert "1号院 · 1单元 · 101" in page.text
    assert "Courtyard 1 · stairwell 1 · 101" in page.text
    assert "2026年10月4日" in page.text
    assert "4 Oct 2026" in page.text
    assert page.text.count("Anonymous: the answer is not tied to your flat.") == 6
    assert "&lt;b&gt;居民&lt;/b&gt;" in page.text
    assert 'role="alert"' not in page.text


def drawn(picture: str) -> tuple[bytearray, ...]:
    """The modules of a QR code, read off the strokes of its picture."""
    svg = unquote(unescape(picture))
    border = 4
    size = int(re.search(r"width='?\"?(\d+)", svg)[1]) - 2 * border
    rows = [bytearray(size) for _row in range(size)]
    x, y = 0, 0
    steps = re.findall(r"([Mmh])(-?[\d.]+)(?:[ ,]?(-?[\d.]+))?", re.findall(r' d=["\']([^"\']+)', svg)[-1])
    for step, first, second in steps:
        if step == "M":
            x, y = int(float(first)), float(second)
        elif step == "m":
            x, y = x + int(float(first)), y + float(second)
        else:
            for place in range(x, x + int(first)):
                rows[int(y) - border][place - border] = 1
            x += int(first)
    return tuple(rows)


def test_slips_of_one_courtyard_leave_the_others_alone(database, survey, slips):
    client = office(database)
    page = client.get(f"/survey-slips/{survey}").text
    yard = re.findall(r'<option value="(\d+)">2号院', page)[0]
    fresh = ADDRESS.findall(made(client, survey, courtyard=yard).text)
    assert len(fresh) == 3
    status = [stranger().get(f"/s/{token}").status_code for token in slips]
    assert status == [200, 200, 200, 404, 404, 404]


def test_the_code_names_the_public_address_where_one_is_set(database, survey, monkeypatch):
    client = office(database)
    monkeypatch.setenv("YUANLUO_PUBLIC_URL", "https://yuanluo.example.cn")
    settings.cache_clear()
    assert "yuanluo.example.cn/s/" in made(client, survey).text
    monkeypatch.setenv("YUANLUO_PUBLIC_URL", "http://localhost:8501")
    settings.cache_clear()
    page = made(client, survey)
    assert 'role="alert"' in page.text
    assert "YUANLUO_PUBLIC_URL" in page.text


@pytest.mark.parametrize("wrong", ["yuanluo.example.cn", "https://a/b", "ftp://a", "https://a b"])
def test_an_address_that_is_none_stops_the_start(monkeypatch, wrong):
    monkeypatch.setenv("YUANLUO_PUBLIC_URL", wrong)
    settings.cache_clear()
    with pytest.raises(ValueError, match="public_url"):
        settings()


def test_where_everybody_has_answered_or_it_is_over_no_slip_is_made(database, survey, slips, monkeypatch):
    client = office(database)
    for token in slips[:5]:
        stranger().post(f"/s/{token}", data=FULL)
    assert len(ADDRESS.findall(made(client, survey).text)) == 1
    on(LAST + timedelta(days=1), monkeypatch)
    assert made(client, survey).status_code == 409
    on(TODAY, monkeypatch)
    with Session(database) as session, session.begin():
        for slip in session.execute(select(SurveyToken)).scalars():
            slip.used = True
        assert session.get_one(Survey, survey).invited == 6
    assert "<form" not in client.get(f"/survey-slips/{survey}").text


@pytest.mark.parametrize("path", ["/s/", "/answer/"])
def test_a_guessed_address_keeps_no_writer_waiting(database: Engine, survey: int, path: str) -> None:
    """Only who holds a slip that is open asks for the right to write."""
    with db.writing():
        answer = stranger().post(f"{path}{'x' * 43}", data=FULL)
    assert answer.status_code == 404
