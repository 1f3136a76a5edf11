"""Texts in the reader's language: English msgids, gettext catalogues read through Babel.

`_("{n} of {whole}", n=3, whole=4)` looks a text up and fills it in; `N_` marks one to be looked up later.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

from dashboard.settings import settings

LANGUAGES = {"zh": "中文", "en": "English"}
FOLDER = Path(__file__).parent

_language: ContextVar[str] = ContextVar("language")


def language() -> str:
    """The language that texts come in now: `zh` or `en`."""
    return _language.get(settings().language)


def use(code: str) -> None:
    """Speak this language from now on in this context (one script run, one command)."""
    _language.set(code if code in LANGUAGES else settings().language)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak this language inside the block."""
    token = _language.set(code)
    try:
        yield
    finally:
        _language.reset(token)


@lru_cache
def catalogue(code: str) -> dict[str, str | tuple[str, ...]]:
    """The texts of a language by msgid; English is its own catalogue and has none."""
    path = FOLDER / f"{code}.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        messages = read_po(file, locale=code)
    return {
        _msgid(message.id): _texts(message.string) for message in messages if message.id and message.string
    }


def N_(text: str) -> str:
    """Mark a text for the catalogues without looking it up yet."""
    return text


def _(text: str, **values: Any) -> str:
    """The text in the reader's language, its {placeholders} filled in."""
    found = catalogue(language()).get(text, text) if text else ""
    plain = found if isinstance(found, str) else found[0]
    return plain.format(**values) if values else plain


def _n(one: str, many: str, n: int, **values: Any) -> str:
    """The text for `n` things; {n} is filled in. Chinese has one form."""
    found = catalogue(language()).get(one)
    if found is None:
        return (one if n == 1 else many).format(n=n, **values)
    return (found if isinstance(found, str) else found[0]).format(n=n, **values)


def joined(*sentences: str) -> str:
    """Sentences one after the other, without the empty ones; Chinese has no blank between them."""
    return ("" if language() == "zh" else " ").join(filter(None, sentences))


def _msgid(value: Any) -> str:
    return str(value[0] if isinstance(value, tuple | list) else value)


def _texts(value: Any) -> str | tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, tuple | list) else str(value)
