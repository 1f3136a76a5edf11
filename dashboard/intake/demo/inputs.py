"""The generator's numbers and words, read from data/demo."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[3] / "data" / "demo"


@lru_cache
def inputs(subject: str) -> dict[str, Any]:
    """The inputs of one subject; nobody may change them."""
    with (FOLDER / f"{subject}.toml").open("rb") as file:
        return tomllib.load(file)
