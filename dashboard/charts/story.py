"""The story drawn: a timeline of two places, and the frame as a courtyard with four rooms around its core."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

Records = Sequence[Mapping[str, Any]]


def frame(
    *,
    aim: str,
    shares: Records,
    core: Mapping[str, Any],
    rooms: Records,
    base: Mapping[str, Any],
    words: str,
) -> str:
    """The frame as a house, as HTML: the aim is its roof, four dimensions the rooms, the core their middle.

    Each part holds `text` and `href`; `words` say the picture to who cannot see it.
    """
    roof = "".join(_link(one) for one in shares)
    inside = "".join(_link(one, "yl-room") for one in rooms) + _link(core, "yl-core")
    return (
        f'<div class="yl-house" role="group" aria-label="{escape(words)}">'
        f'<div class="yl-roof"><b>{escape(aim)}</b><div>{roof}</div></div>'
        f'<div class="yl-rooms">{inside}</div>{_link(base, "yl-base")}</div>'
    )


def timeline(stages: Records, *, places: tuple[str, str]) -> str:
    """The stages from above to below: the two places left and right of a line, common facts across it.

    A stage holds `name`, `left`, `right` and `across`: facts with `place`, `when`,
    `text` and `tag` (HTML: who says so).
    """
    rows = "".join(_stage(one) for one in stages)
    heads = f'<b>{escape(places[0])}</b><span class="yl-stage"></span><b>{escape(places[1])}</b>'
    return f'<div class="yl-time"><div class="yl-row yl-heads">{heads}</div>{rows}</div>'


def _stage(one: Mapping[str, Any]) -> str:
    name = f'<div class="yl-stage"><i>{escape(one["name"])}</i></div>'
    left = f'<div class="yl-side yl-left">{_facts(one["left"])}</div>'
    right = f'<div class="yl-side">{_facts(one["right"])}</div>'
    across = f'<div class="yl-across">{_facts(one["across"])}</div>' if one["across"] else ""
    return f'<div class="yl-row">{left}{name}{right}</div>{across}'


def _facts(found: Iterable[Mapping[str, Any]]) -> str:
    return "".join(
        f'<p class="yl-fact"><small>{escape(one["place"])} </small>'
        + (f"<b>{escape(one['when'])}</b> " if one["when"] else "")
        + f"{escape(one['text'])}{one['tag']}</p>"
        for one in found
    )


def _link(one: Mapping[str, Any], name: str = "yl-part") -> str:
    return f'<a class="{name}" href="{escape(one["href"])}" target="_self">{escape(one["text"])}</a>'
