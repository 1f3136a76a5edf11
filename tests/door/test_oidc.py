"""Coming in through an identity provider: a fake one with keys of its own, and what it could forge."""

import base64
import json
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey
from sqlmodel import select

import db
from dashboard import clock
from dashboard.door import oidc
from dashboard.schema.accounts import Account, AuditEvent, Role, SignIn, Throttle
from dashboard.schema.places import Courtyard
from dashboard.settings import Settings, settings
from tests.conftest import forget
from tests.door.test_accounts import who
from tests.door.visitor import stranger
from tests.setting_up import setting_up

ISSUER, CLIENT, SECRET = "https://id.example.cn/realm", "yuanluo", "a secret of the client"
SUB, EMAIL = "7b1c-0042", "wang@example.cn"
KEY = RSAKey.generate_key(2048, {"kid": "one"})
STRANGER = RSAKey.generate_key(2048, {"kid": "one"})
HIDDEN = OctKey.import_key(SECRET, {"kid": "one"})


class Provider:
    """An identity provider in a few lines; a test changes what it says."""

    def __init__(self) -> None:
        self.metadata: dict[str, Any] = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
            "id_token_signing_alg_values_supported": ["none", "HS256", "RS256"],
        }
        self.claims: dict[str, Any] = {}
        self.key: Any = KEY
        self.header = {"alg": "RS256", "kid": "one"}
        self.nonce = ""
        self.asked: list[dict[str, list[str]]] = []
        self.down = False
        self.tokens: dict[str, Any] | None = None

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        if self.down:
            raise httpx2.ConnectError("down")
        path = request.url.path.removeprefix("/realm")
        if path == "/.well-known/openid-configuration":
            return httpx2.Response(200, json=self.metadata)
        if path == "/keys":
            return httpx2.Response(200, json=KeySet([KEY]).as_dict(private=False))
        self.asked.append(parse_qs(request.content.decode()))
        told = {"access_token": "a", "token_type": "Bearer", "id_token": self.token()}
        return httpx2.Response(200, json=told if self.tokens is None else self.tokens)

    def token(self) -> str:
        now = int(time.time())
        claims = {"iss": ISSUER, "sub": SUB, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": self.nonce}
        claims = {name: value for name, value in (claims | self.claims).items() if value is not None}
        if self.key is None:
            parts = [json.dumps(one).encode() for one in ({"alg": "none"}, claims)]
            return ".".join([*(base64.urlsafe_b64encode(one).decode().rstrip("=") for one in parts), ""])
        return jwt.encode(self.header, claims, self.key, algorithms=["RS256", "HS256", "ES256"])


@pytest.fixture
def provider(client, monkeypatch) -> Provider:
    """The provider that the settings name."""
    for name, value in {
        "ISSUER": ISSUER,
        "CLIENT_ID": CLIENT,
        "CLIENT_SECRET": SECRET,
        "NAME": "政务通",
    }.items():
        monkeypatch.setenv(f"YUANLUO_OIDC_{name}", value)
    settings.cache_clear()
    made, fake = oidc.client, Provider()
    monkeypatch.setattr(oidc, "client", lambda given: made(given, transport=httpx2.MockTransport(fake)))
    oidc._provider.cache_clear()
    yield fake
    oidc._provider.cache_clear()


@pytest.fixture
def wang(client) -> int:
    """An account that no identity holds yet; its login is an e-mail address."""
    with setting_up() as session:
        yard = session.exec(select(Courtyard.id).where(Courtyard.no == 2)).one()
        account = Account(login=EMAIL, name="王丽", role=Role.COMMITTEE, courtyard_id=yard)
        session.add(account)
        session.flush()
        return account.id


@pytest.fixture
def linked(wang) -> int:
    """The same account, known to the provider."""
    change(wang, subject=f"{ISSUER}|{SUB}")
    return wang


def change(account_id: int, **values: Any) -> None:
    with setting_up() as session:
        account = session.get_one(Account, account_id)
        for name, value in values.items():
            setattr(account, name, value)


def account(account_id: int) -> Account:
    with db.reading() as session:
        found = session.get_one(Account, account_id)
        session.expunge(found)
        return found


def start(client, provider: Provider, path: str = "/oidc") -> dict[str, str]:
    """Begin; gives what the provider was asked, which from now on knows the nonce."""
    answer = client.get(path)
    assert answer.status_code == 303, answer.text
    asked = {name: value[0] for name, value in parse_qs(urlsplit(answer.headers["location"]).query).items()}
    provider.nonce = asked["nonce"]
    return asked


def finish(client, asked: dict[str, str], **given: str) -> Any:
    return client.get("/oidc/back", params={"code": "c", "state": asked["state"]} | given)


def come_in(client, provider: Provider, path: str = "/oidc") -> Any:
    return finish(client, start(client, provider, path))


def assert_nobody_came_in(client, answer) -> None:
    assert answer.status_code == 403
    assert who(client) is None
    with db.reading() as session:
        assert not session.exec(select(SignIn)).all()


def test_the_way_there_and_back(client, provider, linked):
    asked = start(client, provider, "/oidc?next=/map")
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == "https://testserver/oidc/back"
    assert (asked["client_id"], asked["response_type"], asked["scope"]) == (CLIENT, "code", "openid email")
    answer = finish(client, asked)
    assert (answer.status_code, answer.headers["location"]) == (303, "/map")
    by = who(client)
    assert (by.account_id, by.role) == (linked, Role.COMMITTEE)
    assert provider.asked[0]["code_verifier"][0] not in str(asked)
    flags = answer.headers.get_list("set-cookie")[0].lower()
    assert all(flag in flags for flag in ("httponly", "secure", "samesite=lax"))
    assert settings().session_cookie + "-oidc" not in client.cookies
    assert client.get("/map").status_code == 200
    with db.reading() as session:
        assert [one.verb for one in session.exec(select(AuditEvent))] == ["sign_in"]
        assert not session.exec(select(Throttle)).all()


def test_a_sign_in_ends_the_session_before(client, provider, linked):
    come_in(client, provider)
    first = client.cookies[settings().session_cookie]
    come_in(client, provider)
    assert client.cookies[settings().session_cookie] != first
    with db.reading() as session:
        assert len(session.exec(select(SignIn)).all()) == 1


def test_another_site_is_never_the_next_page(client, provider, linked):
    answer = come_in(client, provider, "/oidc?next=https://evil.example/")
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "somebody else"},
        {"aud": ["somebody else"], "azp": CLIENT},
        {"aud": None},
        {"aud": [CLIENT, "somebody else"], "azp": "somebody else"},
        {"iss": "https://evil.example"},
        {"exp": int(time.time()) - 60},
        {"exp": None},
        {"iat": 600},
        {"nbf": 600},
        {"sub": None},
        {"sub": ""},
        {"sub": ["x"]},
        {"sub": "x" * 300},
    ],
)
def test_a_token_that_is_not_for_us_and_now_opens_nothing(client, provider, linked, claims):
    ahead = {"iat", "nbf"}  # Seconds from now: the run may be long.
    provider.claims = {
        name: value + int(time.time()) if name in ahead else value for name, value in claims.items()
    }
    assert_nobody_came_in(client, come_in(client, provider))


@pytest.mark.parametrize(
    ("key", "header"),
    [
        (None, {}),
        (STRANGER, {"alg": "RS256", "kid": "one"}),
        (STRANGER, {"alg": "RS256", "kid": "two"}),
        (HIDDEN, {"alg": "HS256", "kid": "one"}),
        (ECKey.generate_key("P-256", {"kid": "one"}), {"alg": "ES256", "kid": "one"}),
    ],
    ids=["none", "another key", "an unknown key", "our own secret", "another kind of key"],
)
def test_a_token_that_the_provider_did_not_sign_opens_nothing(client, provider, linked, key, header):
    provider.key, provider.header = key, header
    assert_nobody_came_in(client, come_in(client, provider))


@pytest.mark.parametrize("offered", [["none"], ["HS256"], []], ids=str)
def test_what_the_provider_offers_never_weakens_the_check(client, provider, linked, offered):
    provider.metadata["id_token_signing_alg_values_supported"] = offered
    provider.key, provider.header = {
        "none": (None, {}),
        "HS256": (HIDDEN, {"alg": "HS256", "kid": "one"}),
    }.get("".join(offered), (HIDDEN, {"alg": "HS256"}))
    assert_nobody_came_in(client, come_in(client, provider))


@pytest.mark.parametrize(
    "given", [{"state": "another"}, {"state": ""}, {"code": ""}, {"state": " "}], ids=str
)
def test_another_state_or_no_code_opens_nothing(client, provider, linked, given):
    asked = start(client, provider)
    if "code" in given:
        answer = client.get("/oidc/back", params={"state": asked["state"], "error": "access_denied"})
    else:
        answer = finish(client, asked, **given)
    assert_nobody_came_in(client, answer)
    assert not provider.asked


def test_an_answer_works_once_and_in_the_browser_that_asked(client, provider, linked):
    asked = start(client, provider)
    other = stranger()
    assert_nobody_came_in(other, finish(other, asked))
    assert finish(client, asked).status_code == 303
    client.cookies.delete(settings().session_cookie)
    assert finish(client, asked).status_code == 403
    assert who(client) is None
    assert len(provider.asked) == 1


@pytest.mark.parametrize("cookie", ["", "e30", "%%%", "bnVsbA==", "WzFd", "eyJzdGF0ZSI6MX0="])
def test_a_cookie_that_is_not_ours_opens_nothing(client, provider, linked, cookie):
    client.cookies.set(settings().session_cookie + "-oidc", cookie)
    assert_nobody_came_in(client, client.get("/oidc/back", params={"code": "c", "state": ""}))


@pytest.mark.parametrize(
    "tokens", [{}, {"error": "invalid_grant"}, {"access_token": "a", "token_type": "Bearer"}, []]
)
def test_an_answer_without_a_token_opens_nothing(client, provider, linked, tokens):
    provider.tokens = tokens
    assert_nobody_came_in(client, come_in(client, provider))


def test_a_provider_that_is_down_or_another_is_said_plainly(client, provider, linked, caplog):
    provider.down = True
    assert_nobody_came_in(client, client.get("/oidc"))
    provider.down = False
    provider.metadata["issuer"] = "https://evil.example"
    assert_nobody_came_in(client, client.get("/oidc"))
    provider.metadata["issuer"] = ISSUER
    assert come_in(client, provider).status_code == 303
    assert SECRET not in caplog.text


def test_a_verified_address_links_its_account_once(client, provider, wang):
    provider.claims = {"email": EMAIL.upper(), "email_verified": True}
    assert come_in(client, provider).status_code == 303
    assert account(wang).subject == f"{ISSUER}|{SUB}"
    assert account(wang).version == 2
    provider.claims = {}
    assert come_in(client, provider).status_code == 303
    provider.claims = {"sub": "somebody else", "email": EMAIL, "email_verified": True}
    other = stranger()
    assert come_in(other, provider).status_code == 403
    assert account(wang).subject == f"{ISSUER}|{SUB}"
    with db.reading() as session:
        verbs = [one.verb for one in session.exec(select(AuditEvent).order_by(AuditEvent.seq))]
        told = [one.model_dump(mode="json") for one in session.exec(select(AuditEvent))]
    assert verbs == ["link", "sign_in", "sign_out", "sign_in"]
    assert EMAIL not in str(told)
    assert SUB not in str(told)


@pytest.mark.parametrize(
    "claims",
    [
        {"email": EMAIL},
        {"email": EMAIL, "email_verified": False},
        {"email": EMAIL, "email_verified": "true"},
        {"preferred_username": EMAIL, "email_verified": True},
        {"email": "other@example.cn", "email_verified": True},
    ],
    ids=str,
)
def test_nobody_is_linked_by_a_name_they_chose_themselves_and_nobody_is_created(
    client, provider, wang, claims
):
    provider.claims = claims
    answer = come_in(client, provider)
    assert_nobody_came_in(client, answer)
    assert "没有对应的账号" in answer.text
    assert account(wang).subject is None
    with db.reading() as session:
        assert len(session.exec(select(Account)).all()) == 1


@pytest.mark.parametrize("known", [True, False])
def test_a_closed_account_opens_to_nobody(client, provider, wang, known):
    change(wang, disabled_at=clock.wall(), subject=f"{ISSUER}|{SUB}" if known else None)
    provider.claims = {"email": EMAIL, "email_verified": True}
    assert_nobody_came_in(client, come_in(client, provider))
    assert account(wang).version == 1


def test_the_button_is_there_only_where_a_provider_is(client, provider, monkeypatch):
    assert 'href="/oidc?next=%2Fmap"' in client.get("/sign-in?next=/map").text
    assert "用政务通登录" in client.get("/sign-in").text
    for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET", "NAME"):
        monkeypatch.delenv(f"YUANLUO_OIDC_{name}")
    settings.cache_clear()
    assert "oidc" not in client.get("/sign-in").text
    for path in ("/oidc", "/oidc/back?code=c&state=s"):
        assert client.get(path).status_code == 401
        assert client.get(path, headers={"accept": "text/html"}).headers["location"].startswith("/sign-in")


def test_with_a_session_there_is_no_such_page_either(client):
    from tests.door.visitor import sign_in

    sign_in(client)
    for path in ("/oidc", "/oidc/back?code=c&state=s"):
        assert client.get(path).status_code == 404


def test_the_address_to_come_back_to_may_be_set(client, provider, monkeypatch):
    monkeypatch.setenv("YUANLUO_PUBLIC_URL", "https://yuanluo.example.cn")
    settings.cache_clear()
    assert start(client, provider)["redirect_uri"] == "https://yuanluo.example.cn/oidc/back"


@pytest.mark.parametrize(
    "given",
    [
        {"oidc_issuer": ISSUER, "oidc_client_id": "c", "oidc_client_secret": "hush"},
        {"oidc_issuer": ISSUER, "oidc_client_id": "c", "oidc_name": "n"},
        {
            "oidc_issuer": "http://id.example.cn",
            "oidc_client_id": "c",
            "oidc_client_secret": "hush",
            "oidc_name": "n",
        },
    ],
)
def test_half_a_provider_stops_the_start_and_tells_no_secret(given):
    with pytest.raises(ValueError, match="YUANLUO_OIDC_ISSUER") as error:
        Settings(**given)
    assert "hush" not in str(error.value)
    forget()
