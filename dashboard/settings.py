"""Every environment variable, read once and validated."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[1]
LANGUAGE_COOKIE = "yl-lang"


class Settings(BaseSettings):
    """The settings of this process; a wrong value stops the start with its name."""

    model_config = SettingsConfigDict(env_prefix="YUANLUO_", extra="ignore", frozen=True)

    database_url: str = Field(f"sqlite:///{ROOT / 'data' / 'local.db'}", validation_alias="DATABASE_URL")
    today: date | None = None
    """Pins the civil date (tests, rehearsals); empty means the real clock."""
    insecure_lan: bool = False
    """Allows a cookie without Secure on a LAN over plain http; shows a standing warning."""
    language: str = Field("zh", pattern="^(zh|en)$")
    proxies: int = Field(0, ge=0, le=5)
    """How many proxies of one's own stand in front, each adding to X-Forwarded-For; 0 believes no header."""

    base_map: str = ""
    """`tianditu`, or the address of a MapLibre style; empty (the default) asks no other host for anything."""
    base_map_key: str = ""
    base_map_notice: str = ""
    """The provider's name and map approval number (审图号), kept visible on the map."""

    @model_validator(mode="after")
    def with_notice(self) -> "Settings":
        """A base map is shown with its approval number or not at all."""
        if self.base_map and not self.base_map_notice:
            raise ValueError("YUANLUO_BASE_MAP needs YUANLUO_BASE_MAP_NOTICE (审图号)")
        if self.base_map == "tianditu" and not self.base_map_key:
            raise ValueError("YUANLUO_BASE_MAP=tianditu needs YUANLUO_BASE_MAP_KEY")
        return self

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
