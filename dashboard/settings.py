"""Every environment variable, read once and validated."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[1]
LANGUAGE_COOKIE = "yl-lang"
VIEW_COOKIE = "yl-view"
MENU_PIXELS, OVERLAID_PIXELS = 264, 768
"""How wide the menu is, and up to which window it lies over the page."""
SCREEN_COOKIE = "yl-screen"
"""Width and height of the browser's window (`1366x768`), as its page says."""
LARGE = "large"
VIEWS = (LARGE, "standard")
"""How large a page is drawn: the first is the senior mode (长辈版)."""


class Settings(BaseSettings):
    """The settings of this process; a wrong value stops the start with its name."""

    # A wrong value is told by its name alone: secrets are among them.
    model_config = SettingsConfigDict(
        env_prefix="YUANLUO_", extra="ignore", frozen=True, hide_input_in_errors=True
    )

    database_url: str = Field(f"sqlite:///{ROOT / 'data' / 'local.db'}", validation_alias="DATABASE_URL")
    today: date | None = None
    """Pins the civil date (tests, rehearsals); empty means the real clock."""
    insecure_lan: bool = False
    """Allows a cookie without Secure on a LAN over plain http; shows a standing warning."""
    language: str = Field("zh", pattern="^(zh|en)$")
    proxies: int = Field(0, ge=0, le=5)
    """How many proxies of one's own stand in front, each adding to X-Forwarded-For; 0 believes no header."""
    public_url: str = Field("", pattern=r"^(https?://[^/\s?#]+)?$")
    """Where residents reach this server (`https://yuanluo.example.cn`); empty takes the office's address."""

    oidc_issuer: str = ""
    """The address of an identity provider, as it names itself; empty (the default) means passwords alone."""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_name: str = ""
    """What the provider is called on the sign-in page."""

    base_map: str = ""
    """`tianditu`, or the address of a MapLibre style; empty (the default) asks no other host for anything."""
    base_map_key: str = ""
    base_map_notice: str = ""
    """The provider's name and map approval number (审图号), kept visible on the map."""

    keep_drafts: int = Field(1, ge=0, le=1200)
    """Months (whole ones) that unsent forms are kept; 0 keeps for good, here and below."""
    keep_sessions: int = Field(1, ge=0, le=1200)
    """Sessions after they ended."""
    keep_attempts: int = Field(1, ge=0, le=1200)
    """Failures to sign in, and one-time codes after they ran out."""
    keep_forms: int = Field(1, ge=0, le=1200)
    """What keeps a double click from saving twice."""
    keep_tokens: int = Field(12, ge=0, le=1200)
    """Slips of surveys after their last day, links to answer by after they were made."""
    keep_residents: int = Field(24, ge=0, le=1200)
    """Names, telephones and marks of residents after they moved away."""
    keep_requests: int = Field(24, ge=0, le=1200)
    """Who made a request, after the last that happened to it once it ended."""
    keep_mediation: int = Field(36, ge=0, le=1200)
    """The parties of a dispute after it was concluded."""
    keep_changes: int = Field(36, ge=0, le=1200)
    """What records said before they were changed or withdrawn."""
    keep_reveals: int = Field(36, ge=0, le=1200)
    """The words beside a look behind a mask; who looked at what stays in the trail."""

    @model_validator(mode="after")
    def with_client(self) -> "Settings":
        """An identity provider is named whole, and asked over https but on this machine."""
        parts, secret = urlsplit(self.oidc_issuer), self.oidc_client_secret.get_secret_value()
        if self.oidc_issuer and not (self.oidc_client_id and secret and self.oidc_name):
            raise ValueError("YUANLUO_OIDC_ISSUER needs _CLIENT_ID, _CLIENT_SECRET and _NAME")
        if self.oidc_issuer and parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1"):
            raise ValueError("YUANLUO_OIDC_ISSUER must begin with https://")
        return self

    @model_validator(mode="after")
    def with_notice(self) -> "Settings":
        """A base map is shown with its approval number or not at all."""
        if self.base_map and not self.base_map_notice:
            raise ValueError("YUANLUO_BASE_MAP needs YUANLUO_BASE_MAP_NOTICE (审图号)")
        if self.base_map == "tianditu" and not self.base_map_key:
            raise ValueError("YUANLUO_BASE_MAP=tianditu needs YUANLUO_BASE_MAP_KEY")
        return self

    @property
    def names_a_database(self) -> bool:
        """Whether somebody chose the database; the one that is opened else is for trying out."""
        return "database_url" in self.model_fields_set

    @property
    def base_map_host(self) -> str:
        """What the content policy must let the map ask, empty for nothing."""
        if self.base_map == "tianditu":
            return "https://*.tianditu.gov.cn"
        parts = urlsplit(self.base_map)
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""

    @property
    def session_cookie(self) -> str:
        """The cookie that holds a session's token; browsers keep the prefix only together with Secure."""
        return "yl" if self.insecure_lan else "__Host-yl"

    @field_validator("database_url")
    @classmethod
    def with_driver(cls, url: str) -> str:
        """Name psycopg 3 where a URL names PostgreSQL only."""
        for prefix in ("postgres://", "postgresql://"):
            if url.startswith(prefix):
                return "postgresql+psycopg://" + url.removeprefix(prefix)
        return url


@lru_cache
def settings() -> Settings:
    """The settings, read once; tests clear the cache after changing the environment."""
    return Settings()
