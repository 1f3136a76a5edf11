"""What happens in the room, as HTML for the empty places of a deck: votes as they stand, what is resolved."""

from collections.abc import Sequence
from html import escape
from typing import Any

from dashboard.charts.palette import palette
from dashboard.i18n import N_, _, language
from dashboard.indicators.sentences import day_words

Row = dict[str, Any]
CHOICES = {"yes": N_("for"), "no": N_("against"), "abstain": N_("abstain")}


def source(resolved: Sequence[Row], votes: Sequence[Row]) -> str:
    """Each place's content, hidden; `static/present.js` puts it into its slide.

    The rows are those of `queries.meeting_live`.
    """
    places = {"resolutions": _resolutions(resolved)}
    for item in {one["item_id"] for one in (*resolved, *votes)} - {None}:
        here = "".join(_vote(one) for one in votes if one["item_id"] == item)
        mine = [one for one in resolved if one["item_id"] == item]
        places[f"matter:{item}"] = here + (_resolutions(mine) if mine else "")
    drawn = "".join(f'<div data-for="{name}">{body}</div>' for name, body in places.items())
    return f'<div class="yl-live-source">{drawn}</div>'


def _resolutions(rows: Sequence[Row]) -> str:
    if not rows:
        return f"<p>{escape(_('Nothing is resolved yet.'))}</p>"
    lines = "".join(f"<li>{escape(one['text'])} <small>{escape(_owned(one))}</small></li>" for one in rows)
    return f"<ol>{lines}</ol>"


def _owned(one: Row) -> str:
    owner = one[f"owner_{language()}"] or "—"
    return _("{owner}, by {day}", owner=owner, day=day_words(one["due_on"]))


def _vote(one: Row) -> str:
    """The question, how many have voted of how many, and the choices unless they are withheld."""
    head = f"<h3>{escape(one['question'])}</h3>"
    count = _("{n} of {whole} have voted", n=one["returned"], whole=one["asked"])
    if one["is_closed"]:
        result = _("passed") if one["passed"] else _("not passed")
        count = f"{count} · {result}"
    if one["said"] is None:
        hidden = _("the choices are shown once the vote is closed")
        return f"{head}<p>{escape(count)} <small>{escape(hidden)}</small></p>"
    whole, colours = one["asked"] or 1, palette()
    fills = {"yes": colours.better, "no": colours.worse, "abstain": colours.unsure}
    parts = "".join(
        f'<i style="width:{100 * one["said"].get(code, 0) / whole:.1f}%;background:{fills[code]}"></i>'
        for code in CHOICES
    )
    choices = " · ".join(f"{_(CHOICES[code])} {one['said'].get(code, 0)}" for code in CHOICES)
    said = f"<p>{escape(choices)} <small>{escape(count)}</small></p>"
    return f'{head}<div class="yl-votebar">{parts}</div>{said}'
