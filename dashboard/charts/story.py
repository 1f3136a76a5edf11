"""The story drawn: a timeline of two places, and the frame as a courtyard with four rooms around its core."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from dashboard.charts.palette import palette

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
    `text` and `tag` (made by `tag`, HTML).
    """
    rows = "".join(_stage(one) for one in stages)
    heads = f'<b>{escape(places[0])}</b><span class="yl-stage"></span><b>{escape(places[1])}</b>'
    return f'<div class="yl-time"><div class="yl-row yl-heads">{heads}</div>{rows}</div>'


def tag(word: str, *, help_: str) -> str:
    """Who says so, as a small labelled tag."""
    return f'<span class="yl-tag" title="{escape(help_)}">{escape(word)}</span>'


def css(*, dark: bool) -> str:
    """The rules of the timeline and its tags, for a `style` element."""
    colours = palette(dark=dark)
    return f"""
    .yl-house {{max-width:26rem;text-align:center}} .yl-house a {{color:{colours.ink}}}
    .yl-roof {{background:{colours.sequential[2]};clip-path:polygon(50% 0,100% 100%,0 100%);
      padding:2.6rem 0 .5rem}}
    .yl-roof div {{display:flex;justify-content:center;gap:1.1rem;margin-top:.35rem}}
    .yl-rooms {{display:grid;grid-template-columns:1fr 1fr;gap:.4rem;margin:.4rem 0;position:relative}}
    .yl-room {{border:1px solid {colours.axis};background:{colours.surface};min-height:6.4rem;
      padding:.7rem .9rem;text-align:left;line-height:1.35}}
    .yl-room:nth-child(2n) {{text-align:right}}
    .yl-room:nth-child(n+3) {{display:flex;align-items:flex-end}}
    .yl-room:nth-child(4) {{justify-content:flex-end}}
    .yl-house .yl-core {{position:absolute;left:50%;top:50%;transform:translate(-50%,-50%);width:6.6rem;
      height:6.6rem;border-radius:50%;border:5px solid {colours.paper};background:{colours.ink};
      color:{colours.paper};font-weight:700;display:flex;align-items:center;justify-content:center;
      padding:.6rem;line-height:1.35;word-break:keep-all}}
    .yl-base {{display:block;background:{colours.sequential[4]};padding:.7rem;font-weight:700}}
    .yl-tag {{border:1px solid {colours.axis};color:{colours.muted};border-radius:4px;padding:0 .35rem;
      font-size:.78rem;white-space:nowrap;margin-left:.3rem}}
    .yl-time {{max-width:76rem}}
    .yl-row {{display:grid;grid-template-columns:1fr 8.5rem 1fr;column-gap:1rem}}
    .yl-row > b {{padding-bottom:.4rem}} .yl-heads > b:first-child {{text-align:right}}
    .yl-stage {{background:linear-gradient({colours.axis},{colours.axis}) center/2px 100% no-repeat;
      display:flex;justify-content:center;align-items:flex-start;padding-bottom:.6rem}}
    .yl-stage i {{font-style:normal;font-weight:700;background:{colours.paper};
      border:1.5px solid {colours.ink};border-radius:999px;padding:.1rem .7rem;
      text-align:center;line-height:1.35}}
    .yl-side {{padding-bottom:1.1rem}} .yl-left {{text-align:right}}
    .yl-fact {{margin:0 0 .5rem;line-height:1.55}} .yl-fact b {{white-space:nowrap}}
    .yl-fact small {{color:{colours.muted};font-size:.85rem;display:none}}
    .yl-across {{background:linear-gradient({colours.axis},{colours.axis}) center/2px 100% no-repeat;
      padding-bottom:.9rem}}
    .yl-across .yl-fact {{max-width:46rem;margin:0 auto .4rem;background:{colours.unsure_tint};
      padding:.5rem .9rem;border-radius:6px}}
    .yl-across small {{display:inline}}
    @media (max-width: 760px) {{
      .yl-row {{display:flex;flex-direction:column;border-left:2px solid {colours.axis};
        padding-left:.9rem;margin-left:.4rem}}
      .yl-heads {{display:none}} .yl-left {{text-align:left}} .yl-fact small {{display:block}}
      .yl-stage, .yl-across {{background:none}}
      .yl-stage {{order:-1;justify-content:flex-start;margin-left:-1.6rem}}
      .yl-across {{border-left:2px solid {colours.axis};padding-left:.9rem;margin-left:.4rem}}
      .yl-side {{padding-bottom:.4rem}} .yl-across .yl-fact {{padding:.4rem .6rem}}
    }}"""


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
