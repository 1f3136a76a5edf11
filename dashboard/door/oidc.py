"""Coming in through an identity provider (OpenID Connect): authorization code with PKCE, state and nonce.

There only when the settings name a provider. What it says is checked here and leads to an account that
exists; the session is then one of ours, like after a password.
"""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from logging import getLogger
from secrets import compare_digest
from typing import TYPE_CHECKING, Any

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

import db
from dashboard import clock
from dashboard.actions import identity, sessions
from dashboard.door import cookies, pages, paths
from dashboard.door.answers import let_in
from dashboard.door.gate import NO_STORE
from dashboard.errors import UnknownPerson, YuanluoError
from dashboard.settings import Settings, settings

if TYPE_CHECKING:
    from authlib.integrations.starlette_client import StarletteOAuth2App  # type: ignore[import-untyped]

BACK = "/oidc/back"
SIGNED = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures by a key of the provider's own; never `none`, never a secret that we share."""
HELD = ("state", "nonce", "code_verifier")
LEEWAY, PATIENCE, OPEN_FOR = 30, 10, 600
"""Seconds: clocks may differ, the provider may take, somebody may spend on signing in there."""


class NotProven(YuanluoError):
    """Neither the provider nor the browser has shown who comes."""


def client(given: Settings, **options: Any) -> "StarletteOAuth2App":
    """The provider that the settings name; `options` are those of the HTTP client."""
    from authlib.integrations.starlette_client import OAuth

    return OAuth().register(
        "provider",
        client_id=given.oidc_client_id,
        client_secret=given.oidc_client_secret.get_secret_value(),
        server_metadata_url=given.oidc_issuer.rstrip("/") + "/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email",
            "code_challenge_method": "S256",
            "timeout": PATIENCE,
            **options,
        },
    )


@lru_cache
def _provider(given: Settings) -> "StarletteOAuth2App":
    return client(given)


async def start(request: Request) -> Response:
    """GET /oidc: leads to the provider, and remembers in this browser what its answer must agree with."""
    if not settings().oidc_issuer:
        return PlainTextResponse("not found", 404, NO_STORE)
    try:
        with _refusing():
            made = await (await _known()).create_authorization_url(_back(request))
    except NotProven:
        return pages.provider_failed(pages.reader(request))
    held = {name: made[name] for name in HELD} | {"next": paths.local(request.query_params.get("next"))}
    response = RedirectResponse(made["url"], 303, NO_STORE)
    told = base64.urlsafe_b64encode(json.dumps(held).encode()).decode()
    cookies.put(response, _cookie(), told, max_age=OPEN_FOR)
    return response


async def back(request: Request) -> Response:
    """GET /oidc/back: checks what the provider says and opens a session; once for each way there."""
    if not settings().oidc_issuer:
        return PlainTextResponse("not found", 404, NO_STORE)
    response: Response
    try:
        with _refusing():
            held = json.loads(base64.urlsafe_b64decode(request.cookies[_cookie()]))
            claims = await _claims(request, **{name: str(held[name]) for name in HELD})
        old = request.cookies.get(settings().session_cookie)
        token = await anyio.to_thread.run_sync(_open, claims, old)
        response = let_in(request, token, paths.local(str(held.get("next"))))
    except NotProven:
        response = pages.provider_failed(pages.reader(request))
    except UnknownPerson:
        response = pages.unknown_person(pages.reader(request))
    cookies.drop(response, _cookie())
    return response


async def _known() -> "StarletteOAuth2App":
    """The provider with what it publishes about itself, believed in nothing that would weaken the checks."""
    provider = _provider(settings())
    told = await provider.load_server_metadata()
    if told.get("issuer") != settings().oidc_issuer:
        # What was fetched is of somebody else: nothing of it is kept.
        _provider.cache_clear()
        raise ValueError("another issuer")
    offered = told.get("id_token_signing_alg_values_supported") or SIGNED[:1]
    told["id_token_signing_alg_values_supported"] = [one for one in offered if one in SIGNED]
    return provider


async def _claims(request: Request, *, state: str, nonce: str, code_verifier: str) -> dict[str, Any]:
    """The claims of a valid ID token for this browser's way there; raises for anything else."""
    given = request.query_params
    if not compare_digest(state.encode(), given.get("state", "").encode()):
        raise ValueError("no answer to what this browser asked")
    provider = await _known()
    token = await provider.fetch_access_token(
        redirect_uri=_back(request), code=given["code"], code_verifier=code_verifier
    )
    # The library by itself does not compare the audience.
    exactly = {"iss": settings().oidc_issuer, "aud": settings().oidc_client_id}
    options = {name: {"essential": True, "value": value} for name, value in exactly.items()}
    claims = await provider.parse_id_token(token, nonce=nonce, claims_options=options, leeway=LEEWAY)
    if not claims or not isinstance(claims.get("sub"), str):
        raise ValueError("no ID token")
    return dict(claims)


@contextmanager
def _refusing() -> Iterator[None]:
    """Whatever is wrong with what was sent: nobody comes in, and nothing of it is shown."""
    import httpx2
    from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]
    from joserfc.errors import JoseError

    wrong = ValueError, KeyError, TypeError, AttributeError, RuntimeError
    try:
        yield
    except (AuthlibBaseError, JoseError, httpx2.HTTPError, httpx2.InvalidURL, *wrong) as error:
        getLogger(__name__).warning("the identity provider proved nobody: %s", type(error).__name__)
        raise NotProven from error


def _open(claims: dict[str, Any], old: str | None) -> str:
    now = clock.wall()
    email = claims.get("email") if claims.get("email_verified") is True else None
    subject = f"{settings().oidc_issuer}|{claims['sub']}"
    with db.writing() as session:
        by = identity.enter(session, subject=subject, email=str(email) if email else None, now=now)
        sessions.end(session, old, now=now)
        return sessions.open_session(session, by=by, now=now)


def _back(request: Request) -> str:
    """The address that the provider sends the browser back to; it must be registered there."""
    if settings().public_url:
        return settings().public_url + BACK
    # Behind a proxy the server sees plain http; browsers keep our cookies on https, on this machine or by
    # the setting alone.
    here = request.url.hostname in ("localhost", "127.0.0.1")
    scheme = request.url.scheme if here or settings().insecure_lan else "https"
    return str(request.url.replace(scheme=scheme, path=BACK, query=""))


def _cookie() -> str:
    return settings().session_cookie + "-oidc"
