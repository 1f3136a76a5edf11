"""The founding article's facts, the rules with their sources and the glossary, read from data/facts.toml."""

import tomllib
from functools import lru_cache
from typing import Any

from dashboard.settings import ROOT

FILE = ROOT / "data" / "facts.toml"


@lru_cache
def known() -> dict[str, Any]:
    """`source`, `places`, `facts` and `terms`, each text in zh and en; nobody may change them."""
    with FILE.open("rb") as file:
        return tomllib.load(file)


def facts(*topics: str) -> list[dict[str, Any]]:
    """The facts of these topics in the order of the file; all facts where none is named."""
    return [one for one in known()["facts"] if not topics or one["topic"] in topics]


def fact(key: str) -> dict[str, Any]:
    """One fact; raises KeyError."""
    return {one["key"]: one for one in facts()}[key]
