"""A briefing as slides for a browser: one HTML text, drawn once; keys and clock are `static/present.js`'s.

Nothing in it waits for data. Empty places (`data-live`) are filled by what happens in the room.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from dashboard.briefings import deck_pictures, wording
from dashboard.briefings.model import Briefing, Row, Slide, SlideKind
from dashboard.charts.palette import css_variables, palette, verdict_ink, verdict_mark
from dashboard.i18n import N_, _
from dashboard.indicators.scores import Verdict
from dashboard.indicators.sentences import VERDICT_WORDS
from dashboard.rules.promises import State

GLYPHS = {
    State.KEPT: ("●", "met"),
    State.LATE: ("◎", "watch_better"),
    State.OPEN: ("○", "cannot_tell"),
    State.OVERDUE: ("◆", "not_met"),
    State.DROPPED: ("–", "none_occurred"),
}
"""A promise's mark and the verdict whose colour it has."""
ARRANGING = (
    ("← →", N_("choose")),
    ("X", N_("leave out, take back")),
    ("Shift ← →", N_("earlier, later")),
    ("Enter", N_("show")),
)
"""What the keys do in the list of all slides."""
KEYS = (
    ("→ ␣ PgDn", N_("next")),
    ("← PgUp", N_("back")),
    ("1 2 Enter", N_("to slide 12")),
    ("+ −", N_("larger, smaller")),
    ("W", N_("what changed, and back")),
    ("O", N_("all slides")),
    ("T", N_("clock")),
    ("B", N_("black")),
    ("F", N_("full screen")),
    ("Esc", N_("leave")),
)


RULES = Path(__file__).with_name("deck.css").read_text(encoding="utf-8")


def css() -> str:
    """The rules of the deck, in the light theme's colours whatever the reader's is."""
    return f".yl-deck {{{css_variables(palette())}}}\n{deck_pictures.RULES}\n{RULES}"


@dataclass(frozen=True)
class Show:
    """How a deck is shown: what was corrected since (place → words), whether it is only rehearsed."""

    errata: Mapping[int, str] = field(default_factory=dict)
    is_rehearsal: bool = False
    photos: Mapping[int, str] = field(default_factory=dict)
    """The photos that the reader may see and that are still there: id → address."""
    with_notes: bool = False
    handout: str = ""
    back: str = "/meetings"
    """Where the handout lies and where one comes from; empty where there is no such way."""
    standing: str = ""
    """Of when the numbers and what was decided are, on the first slide, where that is not now."""


def deck(briefing: Briefing, show: Show) -> str:
    """The whole deck as HTML; every typed word is escaped."""
    slides = "".join(
        _slide(one, place, len(briefing.slides), briefing, show) for place, one in enumerate(briefing.slides)
    )
    state = " yl-notes" if show.with_notes else ""
    return (
        f'<div class="yl-deck{state}" data-deck="{briefing.meeting.id}" data-back="{escape(show.back)}"'
        f' data-next="{escape(_("Next: {title}", title="{title}"))}"'
        f' role="region" aria-roledescription="{escape(_("slides"))}"'
        f' aria-label="{escape(briefing.meeting.title)}" tabindex="-1">{_banner(show)}{slides}'
        f"{_overview(briefing.slides)}{_keys('yl-keys-help', KEYS)}{_bar(show)}</div>"
    )


def _banner(show: Show) -> str:
    if not show.is_rehearsal:
        return ""
    return f'<p class="yl-rehearsal">{escape(_("Rehearsal: nothing is frozen, nothing is saved"))}</p>'


def _slide(one: Slide, place: int, whole: int, briefing: Briefing, show: Show) -> str:
    minutes = f' data-minutes="{one.minutes}"' if one.minutes and one.kind is SlideKind.MATTER else ""
    number = f"{place + 1}/{whole}"
    body = _notes(one) if show.with_notes else _body(one, briefing, show)
    foot = " · ".join(filter(None, [number, str(one.source), str(one.completeness)]))
    return (
        f'<section class="yl-slide yl-k-{one.kind.value}" data-slide="{place}" data-key="{escape(one.key)}"'
        f'{minutes} aria-label="{escape(f"{number} {one.title}")}">'
        f"<h2>{escape(str(one.title))}</h2>{body}<footer>{escape(foot)}</footer></section>"
    )


def _body(one: Slide, briefing: Briefing, show: Show) -> str:
    said = f'<p class="yl-said">{escape(str(one.sentence))}</p>'
    if one.kind is SlideKind.TITLE:
        demo = f" · {escape(_('Demonstration data'))}" if briefing.meeting.is_demo else ""
        standing = f'<p class="yl-site">{escape(show.standing)}</p>' if show.standing else ""
        return f'{said}<p class="yl-site">{escape(str(briefing.meeting.site))}{demo}</p>{standing}'
    wrong = _erratum(one.score, show)
    parts = [_figure(one), _picture(one, show), _table(one, show), _photos(one, show), _live(one)]
    return f'{said}{wrong}<div class="yl-body">{"".join(parts)}</div>'


def _notes(one: Slide) -> str:
    """What only the presenter sees: what to say, and a place for what comes next."""
    who = f'<p class="yl-presenter">{escape(one.presenter)}</p>' if one.presenter else ""
    return (
        f'<p class="yl-said">{escape(str(one.sentence))}</p>'
        f'<p class="yl-spoken">{escape(str(one.notes))}</p>{who}<p class="yl-next"></p>'
    )


def _figure(one: Slide) -> str:
    if not one.figure:
        return ""
    mark = _glyph(one.mark) if one.mark else ""
    return f'<div class="yl-figure">{escape(str(one.figure))}{mark}</div>'


def _glyph(mark: str) -> str:
    """The mark of a promise's state or of a verdict, in its colour; the words stand beside it anyway."""
    if mark in GLYPHS:
        glyph, verdict = GLYPHS[State(mark)]
    else:
        glyph, verdict = verdict_mark(mark).glyph, mark
    return f'<b class="yl-glyph" style="color:{verdict_ink(verdict)}" aria-hidden="true">{glyph}</b>'


def _table(one: Slide, show: Show) -> str:
    left = f'<p class="yl-more">{escape(wording.others(one.more))}</p>' if one.more else ""
    if not one.rows or one.is_drawn:
        return left
    heads = "".join(f"<th>{escape(str(head))}</th>" for head in one.heads)
    top = f"<thead><tr>{heads}</tr></thead>" if heads else ""
    if one.kind is SlideKind.MONEY:
        tiles = "".join(f"<li>{_cells(row, show, 'span')}</li>" for row in one.rows)
        return f'<ul class="yl-tiles">{tiles}</ul>{_legend(one.rows)}'
    lines = "".join(f"<tr>{_cells(row, show, 'td')}</tr>" for row in one.rows)
    return f"<div><table>{top}<tbody>{lines}</tbody></table>{left}</div>"


def _legend(rows: Sequence[Row]) -> str:
    """What the marks of empty numbers mean, said once."""
    marks = {
        row.mark: f"{_glyph(row.mark)} {escape(_(VERDICT_WORDS[Verdict(row.mark)]))}"
        for row in rows
        if row.mark
    }
    return f'<p class="yl-more yl-legend">{" · ".join(marks.values())}</p>' if marks else ""


def _cells(row: Row, show: Show, tag: str) -> str:
    told = [escape(str(cell)) for cell in row.cells]
    if row.mark:
        told[0] = f"{_glyph(row.mark)} {told[0]}"
    told[-1] += _erratum(row.score, show)
    return "".join(f"<{tag}>{cell}</{tag}>" for cell in told)


def _erratum(score: int | None, show: Show) -> str:
    """What the number is by now, beside the frozen one, never over it."""
    words = show.errata.get(score) if score is not None else None
    return f'<small class="yl-erratum">{escape(words)}</small>' if words else ""


def _photos(one: Slide, show: Show) -> str:
    seen = [photo for photo in one.photos if photo.id in show.photos]
    if not seen:
        return ""
    shown = "".join(
        f'<figure><img src="{escape(show.photos[photo.id])}" alt="{escape(str(photo.caption))}">'
        f"<figcaption>{escape(str(photo.caption))}</figcaption></figure>"
        for photo in seen
    )
    return f'<div class="yl-photos">{shown}</div>'


def _live(one: Slide) -> str:
    """The places that are filled while the meeting runs."""
    if one.kind is SlideKind.RESOLUTIONS:
        return '<div class="yl-live" data-live="resolutions"></div>'
    if one.kind is not SlideKind.MATTER:
        return ""
    told = [
        _("presented by {name}", name=one.presenter) if one.presenter else "",
        _("{n} minutes", n=one.minutes) if one.minutes else "",
    ]
    about = f'<p class="yl-about">{escape(" · ".join(filter(None, told)))}</p>'
    return f'{about}<div class="yl-live" data-live="matter:{one.item_id}"></div>'


def _picture(one: Slide, show: Show) -> str:
    """What is drawn, in place of the lines that tell the same where there is one."""
    if one.plots:
        return deck_pictures.plan(one.plots)
    if one.pairs or one.intervals or one.units:
        return _beside_errata(one, show)
    if one.works and one.day:
        return deck_pictures.works(one.works, one.day)
    if one.waiting:
        return deck_pictures.waiting(one.waiting)
    return deck_pictures.course(one.series) if one.series is not None else ""


def _beside_errata(one: Slide, show: Show) -> str:
    """Pictures of numbers, line by line with what has been put right since."""
    errata = ["" if row.score is None else show.errata.get(row.score, "") for row in one.rows]
    if one.pairs:
        return deck_pictures.pairs(one.pairs, errata=errata)
    if one.intervals:
        return deck_pictures.intervals(one.intervals, errata=errata)
    words = {"hit": _("in office"), "miss": _("empty")} if one.kind is SlideKind.POSTS else {}
    return deck_pictures.units(one.units, errata=errata, **words)


def _overview(slides: Sequence[Slide]) -> str:
    """All slides: the presenter changes their order there and leaves some out, in this browser alone."""
    out = escape(_("passed over"))
    items = "".join(
        f'<li data-go="{place}" data-out="{out}" tabindex="0" role="button"><small>{place + 1}</small> '
        f"{escape(str(one.title))}</li>"
        for place, one in enumerate(slides)
    )
    how = _keys("yl-arranging", ARRANGING)
    return f'<ol class="yl-index" aria-label="{escape(_("All slides"))}">{items}</ol>{how}'


def _keys(look: str, keys: Sequence[tuple[str, str]]) -> str:
    told = "".join(f"<li><kbd>{escape(key)}</kbd> {escape(_(text))}</li>" for key, text in keys)
    return f'<ul class="{look}">{told}</ul>'


def _bar(show: Show) -> str:
    """What stands at the lower edge for the presenter's hand: back, next, clock, leave."""
    over = escape(_("time is up"))
    ways = ((show.back, _("Leave")), (show.handout, _("Handout")))
    links = "".join(f'<a href="{escape(to)}" target="_self">{escape(words)}</a>' for to, words in ways if to)
    return (
        f'<div class="yl-bar">{links}'
        f'<span class="yl-clock" data-over="{over}"></span>'
        f'<span data-do="back" role="button" tabindex="0" aria-label="{escape(_("back"))}">‹</span>'
        f'<span data-do="next" role="button" tabindex="0" aria-label="{escape(_("next"))}">›</span></div>'
    )
