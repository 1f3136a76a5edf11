"""What stands in a form's fields, as JSON and back."""

from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from typing import Any

from dashboard.schema.base import visible


def encoded(value: Any) -> Any:
    """A field's value as JSON, None for what is empty or cannot be kept (buttons, files)."""
    if isinstance(value, Enum):
        return encoded(value.value)
    if isinstance(value, date):
        return {"instant" if isinstance(value, datetime) else "day": value.isoformat()}
    if isinstance(value, set):
        return {"set": sorted(value)}
    if isinstance(value, list | tuple):
        return [encoded(one) for one in value] or None
    if isinstance(value, str):
        return visible(value)  # neither database keeps every character in JSON
    return value if isinstance(value, int | float) else None


def decoded(value: Any) -> Any:
    if isinstance(value, list):
        return [decoded(one) for one in value]
    if isinstance(value, dict):
        kind, told = next(iter(value.items()))
        return DECODE[kind](told)
    return value


DECODE: dict[str, Callable[[Any], Any]] = {
    "day": date.fromisoformat,
    "instant": datetime.fromisoformat,
    "set": set,
}
