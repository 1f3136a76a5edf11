"""Coming in with a password or a one-time code: who gets in, who is kept out, and for how long."""

import re
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlmodel import select

import db
from dashboard import clock
from dashboard.access import Principal
from dashboard.actions import accounts, passwords, sessions, throttle
from dashboard.actions.audit import locked_head
from dashboard.actions.unit_of_work import nobodys_deed
from dashboard.door import answers, devices, entry
from dashboard.errors import InvalidDraft, NotSignedIn, TooManyAttempts, WrongPassword
from dashboard.schema.accounts import Account, AuditEvent, OneTimeCode, PrincipalKind, Role, SignIn, Throttle
from dashboard.schema.places import Courtyard
from dashboard.settings import settings
from tests.door.visitor import form_token, stranger
from tests.setting_up import setting_up

GOOD, OTHER = "七棵银杏树下晒太阳 seven ginkgos", "eleven lanterns over Taihe"
WRONG = "not the password at all"
HASH = passwords.hashed(GOOD)
CODE = passwords.new_code()


@pytest.fixture
def wang(client) -> int:
    """The account of a committee member of courtyard 2, with a password."""
    with setting_up() as session:
        yard = session.exec(select(Courtyard.id).where(Courtyard.no == 2)).one()
        account = Account(
            login="wang.li", name="王丽", role=Role.COMMITTEE, courtyard_id=yard, password_hash=HASH
        )
        session.add(account)
        session.flush()
        return account.id


def hand_out(session, account: Account, purpose: str) -> None:
    with nobodys_deed(session, now=clock.wall()) as work:
        accounts._hand_out(work, account, CODE, purpose)


@pytest.fixture
def invited(wang) -> int:
    """The same account, with a code instead of a password."""
    with setting_up() as session:
        account = session.get_one(Account, wang)
        account.password_hash = None
        hand_out(session, account, "invite")
    return wang


def enter(client, password=GOOD, login="wang.li", **fields):
    data = {"login": login, "password": password, "token": form_token(client), **fields}
    return client.post("/sign-in", data=data)


def use_code(client, code=CODE.text, password=OTHER, again=None, login="wang.li", **fields):
    data = {"login": login, "code": code, "password": password, "again": again or password, **fields}
    return client.post("/code", data=data | {"token": form_token(client, "/code")})


def change(client, old=GOOD, password=OTHER, again=None):
    data = {"old": old, "password": password, "again": again or password}
    return client.post("/password", data=data | {"token": form_token(client, "/password")})


def who(client) -> Principal | None:
    with db.reading() as session:
        try:
            return sessions.find(session, client.cookies.get(settings().session_cookie), now=clock.wall())
        except NotSignedIn:
            return None


def told(answer) -> str:
    found = re.search(r'class="problem" role="alert">(.*?)<', answer.text)
    return found[1] if found else ""


def later(monkeypatch, **distance: float) -> None:
    wall = clock.wall
    monkeypatch.setattr(clock, "wall", lambda: wall() + timedelta(**distance))


def verbs() -> list[tuple[str, int | None]]:
    with db.reading() as session:
        return [(one.verb, one.ref) for one in session.exec(select(AuditEvent).order_by(AuditEvent.seq))]


def test_login_and_password_open_a_session_of_the_account(client, wang):
    answer = enter(client, next="/map?yard=4")
    assert (answer.status_code, answer.headers["location"]) == (303, "/map?yard=4")
    by = who(client)
    assert (by.kind, by.role, by.account_id) == (PrincipalKind.USER, Role.COMMITTEE, wang)
    assert by.courtyard_id is not None
    assert client.get("/map", headers={"accept": "text/html"}).status_code == 200


@pytest.mark.parametrize("login", ["WANG.LI", " wang.li ", "ｗａｎｇ．ｌｉ"])
@pytest.mark.usefixtures("wang")
def test_a_login_is_the_same_however_it_is_typed(client, login):
    assert enter(client, login=login).status_code == 303


@pytest.mark.parametrize(
    ("login", "password"),
    [("wang.li", WRONG), ("wang.li", GOOD + " "), ("wang.li", GOOD.upper()), ("li.wang", GOOD), ("王", GOOD)],
)
@pytest.mark.usefixtures("wang")
def test_anything_else_is_refused_in_one_sentence(client, login, password):
    answer = enter(client, password, login)
    assert answer.status_code == 403
    assert told(answer) == "登录名和密码不相符。"
    assert who(client) is None
    assert f'value="{login}"' in answer.text
    assert password not in answer.text


@pytest.mark.usefixtures("wang")
@pytest.mark.parametrize(("login", "password"), [("", GOOD), ("wang.li", ""), ("  ", "  ")])
def test_an_empty_field_is_no_attempt(client, login, password):
    answer = enter(client, password, login)
    assert (answer.status_code, told(answer)) == (400, "请把每一项都填上。")
    with db.reading() as session:
        assert session.exec(select(Throttle)).all() == []


def test_an_account_without_a_password_opens_to_none(client, invited):
    for password in ("A" * 32, CODE.text, passwords.NOBODY):
        assert enter(client, password).status_code == 403


def test_a_disabled_account_is_refused_like_a_wrong_password(client, wang):
    with setting_up() as session:
        session.get_one(Account, wang).disabled_at = clock.wall()
    assert told(enter(client)) == told(enter(client, WRONG))


@pytest.mark.usefixtures("wang")
def test_five_failures_lock_the_login_here_for_fifteen_minutes(client, monkeypatch):
    answers = [enter(client, WRONG) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [403, 403, 403, 403, 429]
    assert told(answers[-1]) == "失败次数太多，请过15分钟再试。"
    right = enter(client)
    assert (right.status_code, who(client)) == (429, None)
    later(monkeypatch, minutes=14)
    assert told(enter(client)) == "失败次数太多，请过1分钟再试。"
    later(monkeypatch, minutes=1, seconds=1)
    assert enter(client).status_code == 303


@pytest.mark.usefixtures("wang")
def test_a_lock_lasts_from_the_last_failure(client, monkeypatch):
    for _ in range(4):
        enter(client, WRONG)
    later(monkeypatch, minutes=14)
    assert enter(client, WRONG).status_code == 429
    later(monkeypatch, minutes=14)
    assert enter(client).status_code == 429
    later(monkeypatch, minutes=1, seconds=1)
    assert enter(client).status_code == 303


@pytest.mark.usefixtures("wang")
def test_a_clock_set_back_opens_no_lock(client, monkeypatch):
    for _ in range(5):
        enter(client, WRONG)
    later(monkeypatch, days=-1)
    assert enter(client).status_code == 429


@pytest.mark.usefixtures("wang")
def test_failures_long_ago_are_forgotten(client, monkeypatch):
    for _ in range(4):
        enter(client, WRONG)
    later(monkeypatch, minutes=15)
    assert [enter(client, WRONG).status_code for _ in range(4)] == [403] * 4
    assert enter(client).status_code == 303
    assert [enter(client, WRONG).status_code for _ in range(4)] == [403] * 4


def test_a_lock_is_noted_once_with_the_account_and_no_name(client, wang):
    for _ in range(8):
        enter(client, WRONG)
    for _ in range(6):
        enter(client, WRONG, "nobody")
    assert [one for one in verbs() if one[0] == "lock_out"] == [("lock_out", wang), ("lock_out", None)]


def test_an_unknown_login_is_locked_like_a_known_one(client, wang):
    known = [enter(client, WRONG) for _ in range(6)]
    unknown = [enter(client, WRONG, "nobody") for _ in range(6)]
    assert [(one.status_code, told(one)) for one in known] == [
        (one.status_code, told(one)) for one in unknown
    ]


@pytest.mark.usefixtures("wang")
def test_an_unknown_login_takes_as_long(monkeypatch):
    monkeypatch.setattr(throttle, "MOST", dict.fromkeys(throttle.MOST, 1000))

    def seconds(login: str) -> float:
        begun = time.perf_counter()
        with pytest.raises(WrongPassword):
            entry.by_password(login, WRONG, address="here", old=None)
        return time.perf_counter() - begun

    taken = [(seconds("wang.li"), seconds("nobody")) for _ in range(7)]
    known, unknown = (statistics.median(one) for one in zip(*taken, strict=True))
    assert 0.5 < unknown / known < 2


@pytest.mark.usefixtures("wang")
def test_another_address_is_not_locked_until_the_login_is_tried_from_everywhere():
    def tried(address: str) -> str:
        try:
            entry.by_password("wang.li", WRONG, address=address, old=None)
        except (TooManyAttempts, WrongPassword) as error:
            return type(error).__name__
        return ""

    for address in ("a", "b", "c", "d"):
        assert [tried(address) for _ in range(4)] == ["WrongPassword"] * 4
    assert [tried(one) for one in ("e", "f", "g", "h", "i")] == ["WrongPassword"] * 3 + [
        "TooManyAttempts"
    ] * 2


def guessed_elsewhere(login: str = "wang.li", addresses: int = 5) -> None:
    """Wrong passwords from many addresses, until everybody is locked out of the login."""
    for no in range(addresses):
        for _ in range(throttle.MOST["both"]):
            with pytest.raises((TooManyAttempts, WrongPassword)):
                entry.by_password(login, WRONG, address=f"10.0.0.{no}", old=None)


@pytest.mark.usefixtures("wang")
def test_nobody_elsewhere_locks_out_a_browser_through_which_the_account_came_in(client):
    assert enter(client).status_code == 303
    guessed_elsewhere()
    assert enter(client).status_code == 303
    assert enter(stranger()).status_code == 429


@pytest.mark.usefixtures("wang")
def test_a_known_browser_guesses_no_more_often_than_another(client):
    enter(client)
    assert [enter(client, WRONG).status_code for _ in range(6)] == [403] * 4 + [429] * 2
    assert enter(client).status_code == 429
    assert enter(stranger()).status_code == 303


@pytest.mark.usefixtures("wang")
def test_who_comes_in_with_a_code_or_another_password_is_known_too(client, invited):
    assert use_code(client).status_code == 303
    guessed_elsewhere()
    assert enter(client, OTHER).status_code == 303
    assert change(client, OTHER, GOOD).status_code == 303
    assert enter(client).status_code == 303


def test_another_password_makes_every_browser_unknown(client, wang):
    enter(client)
    with setting_up() as session:
        session.get_one(Account, wang).password_hash = passwords.hashed(OTHER)
    guessed_elsewhere()
    assert enter(client, OTHER).status_code == 429


@pytest.mark.usefixtures("wang")
@pytest.mark.parametrize("made_up", ["", "~", "a.b", "a" * 2000, "." * 40, "name." + "0" * 64])
def test_a_made_up_cookie_makes_no_browser_known(client, made_up):
    guessed_elsewhere()
    client.cookies.set("__Host-yl-devices", made_up, path="/")
    assert enter(client).status_code == 429


@pytest.mark.usefixtures("wang")
def test_the_cookie_of_one_account_is_of_no_use_for_another(client):
    enter(client)
    with setting_up() as session:
        session.add(Account(login="office", name="办", role=Role.OFFICE, password_hash=HASH))
    guessed_elsewhere("office")
    assert enter(client, login="office").status_code == 429


@pytest.mark.parametrize("made_up", ["ä.ö", "~.~", "\x00.ÿ", "."])
def test_no_cookie_whatsoever_stops_the_door(made_up):
    assert devices.known(made_up, "wang.li", HASH) == ""
    assert devices.known(made_up, "nobody", None) == ""


def test_a_browser_remembers_four_accounts_and_the_same_one_once():
    cookie = ""
    for login in ("a", "b", "a", "c", "d"):
        cookie = devices.added(cookie, login, HASH)
    assert cookie.count("~") == 3
    assert all(devices.known(cookie, login, HASH) for login in "abcd")
    assert devices.known(cookie, "a", HASH) != devices.known(cookie, "b", HASH)
    cookie = devices.added(cookie, "e", HASH)
    assert [bool(devices.known(cookie, login, HASH)) for login in "abcde"] == [True, False, True, True, True]


@pytest.mark.usefixtures("client")
def test_an_address_that_tries_many_logins_is_locked(monkeypatch):
    monkeypatch.setattr(throttle, "MOST", throttle.MOST | {"address": 6})
    outcomes = []
    for no in range(8):
        with pytest.raises((TooManyAttempts, WrongPassword)) as caught:
            entry.by_password(f"login{no}", WRONG, address="here", old=None)
        outcomes.append(caught.type is TooManyAttempts)
    assert outcomes == [False] * 5 + [True] * 3


@pytest.mark.usefixtures("wang")
def test_a_success_does_not_wipe_out_the_guesses_at_others(monkeypatch):
    monkeypatch.setattr(throttle, "MOST", throttle.MOST | {"address": 4})
    for no in range(3):
        with pytest.raises(WrongPassword):
            entry.by_password(f"login{no}", WRONG, address="here", old=None)
        if no < 2:
            assert entry.by_password("wang.li", GOOD, address="here", old=None)
    with pytest.raises(TooManyAttempts):
        entry.by_password("login9", WRONG, address="here", old=None)


@pytest.mark.usefixtures("wang")
def test_attempts_at_the_same_moment_are_all_counted(monkeypatch):
    with db.writing() as session:
        locked_head(session)  # a database in use has its head
    compared = []
    monkeypatch.setattr(passwords, "fits", lambda *_: compared.append(1) or (False, None))

    def tried(_no: int) -> None:
        with pytest.raises((TooManyAttempts, WrongPassword)):
            entry.by_password("wang.li", WRONG, address="here", old=None)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(tried, range(16)))
    assert len(compared) == 5


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [
        ("0", "9.9.9.9", "testclient"),
        ("1", "1.1.1.1, 9.9.9.9", "9.9.9.9"),
        ("2", "1.1.1.1, 9.9.9.9, 10.0.0.1", "9.9.9.9"),
        ("2", "9.9.9.9", "testclient"),
        ("1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("1", "nonsense", "nonsense"),
    ],
)
@pytest.mark.usefixtures("wang")
def test_a_header_tells_the_address_only_behind_proxies_of_ones_own(
    client, monkeypatch, proxies, header, address
):
    monkeypatch.setenv("YUANLUO_PROXIES", proxies)
    settings.cache_clear()
    seen = []
    monkeypatch.setattr(
        entry.throttle, "count", lambda _, attempt, **__: seen.append(attempt.address) or False
    )
    client.headers["x-forwarded-for"] = header
    enter(client)
    assert seen == [address]


def test_a_session_brought_along_is_never_the_one_that_opens(client, wang):
    planted = "a" * 43
    client.cookies.set(settings().session_cookie, planted)
    answer = enter(client)
    kept = re.search(r"__Host-yl=([\w-]{43});", answer.headers["set-cookie"])[1]
    assert kept != planted
    assert [one.token_hash for one in found(SignIn)] == [sessions.digest(kept)]


def test_signing_in_again_ends_the_session_that_the_browser_had(client, wang):
    enter(client)
    old = client.cookies[settings().session_cookie]
    enter(client)
    assert client.cookies[settings().session_cookie] != old
    with db.reading() as session:
        assert len(session.exec(select(SignIn)).all()) == 1


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example", "/\\evil.example", "/code", "/%63ode"]
)
def test_next_never_leads_to_another_site_or_back_to_the_door(client, invited, wanted):
    assert use_code(client, next=wanted).headers["location"] == "/"
    assert enter(client, OTHER, next=wanted).headers["location"] == "/"
    assert "evil" not in client.get("/code", params={"next": wanted}).text
    assert "evil" not in client.get("/password", params={"next": wanted}).text


@pytest.mark.parametrize("path", ["/sign-in", "/code", "/password"])
def test_a_form_of_another_site_is_refused(client, wang, path):
    enter(client)
    data = {"login": "wang.li", "old": GOOD, "code": "1", "password": OTHER, "again": OTHER}
    for token in ({}, {"token": "x" * 43}):
        assert client.post(path, data=data | token).status_code == 403
    assert [one.password_hash for one in found(Account)] == [HASH]


def found(model) -> list:
    with db.reading() as session:
        rows = list(session.exec(select(model)))
        session.expunge_all()
        return rows


def test_a_code_becomes_a_password_once(client, invited):
    assert use_code(client, CODE.text.replace(" ", "")).status_code == 303
    assert who(client).account_id == invited
    assert enter(stranger(), OTHER).status_code == 303
    answer = use_code(stranger())
    assert (answer.status_code, "用过" in told(answer)) == (403, True)
    assert ("use_code", invited) in verbs()


@pytest.mark.parametrize("typed", ["{} ", "{}\t", "  {}"])
def test_a_code_may_be_typed_as_it_was_read_out(client, invited, typed):
    assert use_code(client, typed.format(CODE.text)).status_code == 303


def test_a_code_in_full_width_digits_is_the_same(client, invited):
    wide = CODE.text.translate({ord("0") + no: ord("０") + no for no in range(10)})
    assert use_code(client, wide).status_code == 303


@pytest.mark.parametrize(("hours", "status"), [(47.9, 303), (48.1, 403)])
def test_a_code_lasts_forty_eight_hours(client, invited, monkeypatch, hours, status):
    later(monkeypatch, hours=hours)
    assert use_code(client).status_code == status


def test_codes_cannot_be_tried_out(client, invited):
    answers = [use_code(client, "00000 00000").status_code for _ in range(5)]
    assert answers == [403] * 4 + [429]
    assert use_code(client).status_code == 429
    assert enter(client).status_code == 429


def test_a_code_opens_its_own_account_only(client, invited):
    with setting_up() as session:
        session.add(Account(login="zhao", name="赵", role=Role.OFFICE, is_admin=True))
    assert use_code(client, login="zhao").status_code == 403
    assert use_code(client, login="nobody").status_code == 403


def test_a_password_is_judged_only_for_who_has_the_code(client, invited, monkeypatch):
    asked = []
    monkeypatch.setattr(passwords, "_is_common", lambda *given: asked.append(given))
    assert use_code(client, "00000 00000", password="password1234").status_code == 403
    assert asked == []
    assert use_code(client).status_code == 303
    assert len(asked) == 1


def test_judging_the_worst_of_passwords_takes_less_than_a_second():
    slowest = "4@8({[<69!1|$5+7%02" * 6
    began = time.process_time()
    with suppress(InvalidDraft):
        passwords.judge(slowest, login="wang.li")
    assert time.process_time() - began < 1


def test_who_floods_the_door_is_sent_away_at_once(client, invited, monkeypatch):
    monkeypatch.setattr(answers, "MOST_WAITING", 0)
    answer = use_code(client)
    assert answer.status_code == 503
    assert "过几秒再试" in answer.text
    assert not any(one.failures for one in found(Throttle))


def test_two_browsers_with_the_same_code_one_gets_in(client, invited):
    with db.reading() as session:
        seen = passwords.known(session, "wang.li", now=clock.wall())
    assert use_code(client).status_code == 303
    with db.writing() as session, pytest.raises(WrongPassword):
        passwords.redeem(session, seen, password_hash=HASH, now=clock.wall())


def test_a_code_that_a_newer_one_replaced_meanwhile_opens_nothing(client, invited):
    with db.reading() as session:
        seen = passwords.known(session, "wang.li", now=clock.wall())
    with setting_up() as session:
        hand_out(session, session.get_one(Account, invited), "reset")
    with db.writing() as session, pytest.raises(WrongPassword):
        passwords.redeem(session, seen, password_hash=HASH, now=clock.wall())


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        ("tooshort", "tooshort", "至少12个字符"),
        ("elevenchars", "elevenchars", "至少12个字符"),
        ("password1234", "password1234", "容易被猜到"),
        ("123456789012", "123456789012", "容易被猜到"),
        ("wang.liwang.li", "wang.liwang.li", "容易被猜到"),
        ("yuanluo20260101", "yuanluo20260101", "容易被猜到"),
        ("yuanluo yuanluo", "yuanluo yuanluo", "容易被猜到"),
        ("Shequ-YUANLUO-shequ", "Shequ-YUANLUO-shequ", "容易被猜到"),
        (OTHER, OTHER + "x", "和上面的不一样"),
        ("长" * 5 + "x" * 200, "长" * 5 + "x" * 200, "最多128个字符"),
    ],
)
def test_a_weak_password_is_told_beside_its_field_and_keeps_the_code(
    client, invited, password, again, sentence
):
    answer = use_code(client, password=password, again=again)
    assert answer.status_code == 400
    assert sentence in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert password not in answer.text
    assert not any(one.failures for one in found(Throttle))
    assert use_code(client).status_code == 303


@pytest.mark.parametrize("password", ["xK#9$vQ!2@rT", "seven ginkgo trees", "六盏灯笼挂在三号院 lanterns"])
def test_a_good_password_is_taken(client, invited, password):
    assert use_code(client, password=password).status_code == 303


def test_changing_the_password_ends_every_other_session(client, wang):
    other = stranger()
    enter(client)
    enter(other)
    held = client.cookies[settings().session_cookie]
    answer = change(client)
    assert (answer.status_code, answer.headers["location"]) == (303, "/password?done=1")
    assert client.cookies[settings().session_cookie] != held
    assert (who(client).account_id, who(other)) == (wang, None)
    assert other.get("/media/photo").status_code == 401
    assert client.get("/password?done=1").status_code == 200
    assert enter(stranger()).status_code == 403
    assert enter(stranger(), OTHER).status_code == 303
    assert found(Account)[0].password_changed_at is not None


def test_changing_needs_the_present_password_and_counts_failures(client, wang):
    enter(client)
    answers = [change(client, WRONG) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [403] * 4 + [429]
    assert told(answers[0]) == "现在的密码不对。"
    assert change(client).status_code == 429
    assert found(Account)[0].password_hash == HASH


def test_a_stranger_changes_no_password(client, wang):
    assert client.get("/password", headers={"accept": "text/html"}).status_code == 303
    assert client.post("/password", data={"old": GOOD}).status_code == 401


def test_a_persona_has_no_password(client):
    client.post("/sign-in", data={"persona": "leader", "token": form_token(client)})
    for answer in (client.get("/password"), client.post("/password", data={"old": "x"})):
        assert (answer.status_code, "<input" in answer.text) == (200, False)


def test_disabling_ends_every_session_at_once(client, wang):
    enter(client)
    with db.writing() as session:
        admin = Principal(PrincipalKind.USER, Role.OFFICE, is_admin=True)
        accounts.disable(session=session, account_id=wang, by=admin, now=clock.wall(), version=1)
    assert who(client) is None
    assert found(SignIn) == []


def test_a_changed_role_counts_at_the_next_look(client, wang):
    enter(client)
    with setting_up() as session:
        account = session.get_one(Account, wang)
        account.role, account.courtyard_id = Role.LEADER, None
    assert who(client) == Principal(PrincipalKind.USER, Role.LEADER, account_id=wang)


@pytest.mark.parametrize(("role", "minutes"), [(Role.COMMITTEE, 120), (Role.OFFICE, 30)])
def test_a_changed_role_also_changes_how_long_one_may_look_away(client, wang, monkeypatch, role, minutes):
    enter(client)
    with setting_up() as session:
        session.get_one(Account, wang).role = role
    later(monkeypatch, minutes=minutes - 1)
    assert who(client) is not None
    later(monkeypatch, minutes=1)
    assert who(client) is None


def test_a_hash_of_weaker_days_is_made_anew(full_cost, client, wang):
    weak = passwords.PasswordHash((passwords.Argon2Hasher(time_cost=1, memory_cost=8192, parallelism=1),))
    with setting_up() as session:
        session.get_one(Account, wang).password_hash = weak.hash(GOOD)
    assert enter(client).status_code == 303
    assert found(Account)[0].password_hash.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert enter(stranger()).status_code == 303


def test_what_is_kept_of_secrets_is_argon2id(full_cost, client, invited):
    use_code(client)
    for stored in (found(Account)[0].password_hash, passwords.new_code().hash, passwords.NOBODY):
        assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    rows = str(
        [one.model_dump() for model in (Account, OneTimeCode, AuditEvent, Throttle) for one in found(model)]
    )
    assert OTHER not in rows
    assert CODE.text.replace(" ", "") not in rows.replace(" ", "")
    events = str([one.model_dump() for one in found(AuditEvent)])
    assert not re.search("王丽|wang.li", events)


@pytest.mark.parametrize("path", ["/sign-in", "/code"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_password_managers_know_the_fields_and_no_script_runs(client, path, lang):
    text = client.get(path, params={"lang": lang}).text
    assert 'autocomplete="username"' in text
    kinds = {"/sign-in": ["current-password"], "/code": ["one-time-code", "new-password"]}[path]
    assert all(f'autocomplete="{kind}"' in text for kind in kinds)
    assert "<script" not in text
    for name in re.findall(r'<input id="(\w+)"', text):
        assert f'<label for="{name}"' in text


def test_what_was_typed_is_text_never_markup(client, wang):
    text = enter(client, WRONG, '"><script>alert(1)</script>').text
    assert "<script" not in text
    assert "&lt;script&gt;" in text


@pytest.mark.usefixtures("database")
def test_on_real_data_the_form_stands_alone():
    from tests import town

    with setting_up() as session:
        town.found(session, is_demo=False)
    text = stranger().get("/sign-in?lang=en").text
    assert 'name="password"' in text
    assert 'name="persona"' not in text
    assert "community office" in text
