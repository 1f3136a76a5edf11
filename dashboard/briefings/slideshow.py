"""A meeting's slides to take away: a PPTX of real titles, tables, notes and charts that can be edited.

Frozen numbers, as in the browser; votes and resolutions as they stand when the file is made. The fonts are
named for Latin and East Asian letters: a program without them takes the nearest one with Chinese forms.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches
from sqlmodel import Session

from dashboard.access import Principal
from dashboard.briefings import native_chart, native_plan, room, wording
from dashboard.briefings.documents import clean, in_brackets
from dashboard.briefings.handout import glyph, legend
from dashboard.briefings.minutes_facts import Matter, Minutes
from dashboard.briefings.model import Photo, Row, Slide, SlideKind
from dashboard.briefings.native_text import font, rgb
from dashboard.charts.palette import palette
from dashboard.errors import NotAllowed, NotFound
from dashboard.i18n import _, _n, language
from dashboard.indicators.sentences import day_words
from dashboard.queries import photos as pictures
from dashboard.rules.vote_words import RULES, standing

WIDTH, HEIGHT, LEFT, ACROSS = 13.333, 7.5, 0.75, 11.83
"""Inches: the slide, its margin, what lies between the margins."""
TITLE_ONLY = 5
"""The layout of python-pptx's own template that has a title and nothing else."""
SIZES = (24, 22, 20, 18, 16, 14, 12, 11)
FOOT = HEIGHT - 0.6
"""Where the line about source and completeness stands, in inches."""


def photos(session: Session, by: Principal, told: Minutes) -> dict[int, bytes]:
    """The pictures on the meeting's slides that `by` may see, by their id."""
    found = {}
    for slide in told.shown.briefing.slides if told.shown.briefing else ():
        for one in slide.photos:
            with suppress(NotFound, NotAllowed):
                found[one.id] = pictures.body(session, by=by, photo_id=one.id)
    return found


def pptx(told: Minutes, seen: Mapping[int, bytes] | None = None) -> bytes:
    """The file, with the photos that are `seen`; without frozen numbers there are no slides (ValueError)."""
    briefing = told.shown.briefing
    if briefing is None:
        raise ValueError("nothing was frozen")
    file: Any = Presentation()
    file.slide_width, file.slide_height = Inches(WIDTH), Inches(HEIGHT)
    about = file.core_properties
    about.title, about.author, about.comments = clean(briefing.meeting.title), str(briefing.meeting.site), ""
    about.language = "zh-CN" if language() == "zh" else "en"
    about.created = about.modified = told.made_at.replace(tzinfo=None)
    for place, one in enumerate(briefing.slides, start=1):
        _Page(file, told, one, seen or {}).fill(f"{place}/{len(briefing.slides)}")
    made = BytesIO()
    file.save(made)
    return made.getvalue()


class _Page:
    """One slide, written from top to bottom; `y` is where the next thing stands."""

    def __init__(self, file: Any, told: Minutes, one: Slide, photos: Mapping[int, bytes]) -> None:
        self.told, self.one, self.photos = told, one, photos
        self.page = file.slides.add_slide(file.slide_layouts[TITLE_ONLY])
        self.colours = palette()
        self.y = 0.45

    def fill(self, number: str) -> None:
        """Write everything that the slide tells; `number` is its place, like `3/16`."""
        one = self.one
        back = self.page.background.fill
        back.solid()
        back.fore_color.rgb = rgb(self.colours.paper)
        self._title()
        self.text(str(one.sentence), 24)
        if words := self.told.shown.beside(one.score):
            self.text(words, 16, self.colours.note_ink)
        if one.kind is SlideKind.TITLE:
            self._standing()
        self._middle()
        self._live()
        self.y = FOOT
        self.text(
            " · ".join(filter(None, [number, str(one.source), str(one.completeness)])), 12, self.colours.muted
        )
        notes = [str(one.sentence), str(one.notes), one.presenter]
        self.page.notes_slide.notes_text_frame.text = clean("\n".join(filter(None, notes)))

    def text(
        self,
        words: str,
        size: int,
        colour: str = "",
        *,
        bold: bool = False,
        left: float = LEFT,
        wide: float = ACROSS,
    ) -> None:
        """A paragraph at the place that is reached, as high as its lines are; inches."""
        high = room.lines(words, size, wide) * size * room.LINE / 72 + 0.1
        box = self.page.shapes.add_textbox(Inches(left), Inches(self.y), Inches(wide), Inches(high))
        _write(box.text_frame, words, size, colour or self.colours.ink, bold=bold)
        self.y += high

    def _title(self) -> None:
        """The title stands in the layout's own place, so that an outline and a reader find it."""
        holder, words = self.page.shapes.title, str(self.one.title)
        first = self.one.kind is SlideKind.TITLE
        size = 54 if first else 36
        self.y = 2.4 if first else self.y
        high = room.lines(words, size, ACROSS) * size * room.LINE / 72 + 0.1
        holder.left, holder.top = Inches(LEFT), Inches(self.y)
        holder.width, holder.height = Inches(ACROSS), Inches(high)
        _write(holder.text_frame, words, size, self.colours.ink, bold=True)
        self.y += high

    def _standing(self) -> None:
        """Whose meeting it is, and on which state of the data everything rests."""
        site, shown = self.told.site, self.told.shown
        demo = _("Demonstration data") if site["is_demo"] else ""
        self.text(" · ".join(filter(None, [site[f"name_{language()}"], demo])), 20, self.colours.muted)
        for words in filter(None, [shown.standing, shown.draft_words]):
            self.text(words, 16, self.colours.muted)

    def _middle(self) -> None:
        """Figure and chart, table, photos: two of them share the width."""
        one, top = self.one, self.y + 0.1
        photos = [each for each in one.photos if each.id in self.photos]
        if one.plots:
            self._table(LEFT, ACROSS * 0.52)
            place = (LEFT + ACROSS * 0.54, top, ACROSS * 0.46, FOOT - top)
            native_plan.draw(self.page, one.plots, place)
            return
        half = ACROSS * 0.62
        if one.figure or one.series is not None:
            self._figure_and_chart(top, half if one.rows else ACROSS)
        beside = bool(one.figure or one.series is not None)
        if one.rows:
            self.y = top
            left = LEFT + half + 0.3 if beside else LEFT
            wide = ACROSS - half - 0.3 if beside else half if photos else ACROSS
            self._table(left, wide)
        if photos and not beside:
            self._photos(photos, LEFT + half + 0.3, top, ACROSS - half - 0.3)

    def _figure_and_chart(self, top: float, wide: float) -> None:
        """The figure at the left of its course; above it where there is less room."""
        one, aside = self.one, wide == ACROSS
        left, high = LEFT, FOOT - top - 0.1
        if one.figure:
            self.y = top + max(high / 2 - 0.7, 0) if aside else top
            self.text(str(one.figure), 66, bold=True, wide=3.4 if aside else wide)
            left = LEFT + 3.6 if aside else LEFT
            top = top if aside else self.y
        if one.series is not None:
            place = (left, top, LEFT + wide - left, FOOT - top - 0.1)
            native_chart.draw(self.page, one.series, place)

    def _table(self, left: float, wide: float) -> None:
        """A table in the largest letters that let it stand above the foot, with what its marks mean."""
        one = self.one
        marks = legend(one.rows)
        heads = [[str(head) for head in one.heads]] if one.heads else []
        cells = heads + [self._cells(row) for row in one.rows]
        count = max(map(len, cells))
        cells = [line + [""] * (count - len(line)) for line in cells]
        below = 0.36 * (bool(one.more) + bool(marks))
        for size in SIZES:
            widths = room.widths(cells, size, wide)
            highs = [room.high(line, widths, size) for line in cells]
            if self.y + sum(highs) + below <= FOOT:
                break
        place = (left, self.y, sum(widths), sum(highs))
        shape = self.page.shapes.add_table(len(cells), count, *map(Inches, place))
        shape.name = clean(str(one.title))
        table = shape.table
        table.first_row, table.horz_banding = bool(heads), False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Inches(width)
        for no, (line, high) in enumerate(zip(cells, highs, strict=True)):
            table.rows[no].height = Inches(high)
            for column, words in enumerate(line):
                self._cell(table.cell(no, column), words, size, is_head=bool(heads) and no == 0)
        self.y += sum(highs) + 0.05
        if one.more:
            self.text(wording.others(one.more), 14, self.colours.muted, left=left, wide=wide)
        if marks:
            told = "   ".join(f"{glyph} {words}" for glyph, words in marks)
            self.text(told, 14, self.colours.muted, left=left, wide=wide)

    def _cells(self, row: Row) -> list[str]:
        told = [str(cell) for cell in row.cells]
        if row.mark:
            told[0] = f"{glyph(row.mark)} {told[0]}"
        if words := self.told.shown.beside(row.score):
            told[-1] = f"{told[-1]}\n{words}"
        return told

    def _cell(self, cell: Any, words: str, size: int, *, is_head: bool) -> None:
        cell.fill.solid()
        cell.fill.fore_color.rgb = rgb(self.colours.grid if is_head else self.colours.paper)
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        cell.margin_top = cell.margin_bottom = Inches(0.02)
        _write(cell.text_frame, words, size, self.colours.muted if is_head else self.colours.ink)

    def _photos(self, photos: Sequence[Photo], left: float, top: float, wide: float) -> None:
        """Photos one under the other, whole, each with what it shows."""
        high = (FOOT - top) / len(photos)
        for no, one in enumerate(photos):
            self.y = top + no * high
            shape = self.page.shapes.add_picture(
                BytesIO(self.photos[one.id]), Inches(left), Inches(self.y), width=Inches(wide)
            )
            if shape.height > Inches(high - 0.45):
                share = Inches(high - 0.45) / shape.height
                shape.height, shape.width = Inches(high - 0.45), int(shape.width * share)
            shape.name = clean(str(one.caption))
            self.y += shape.height / Inches(1)
            self.text(str(one.caption), 14, self.colours.muted, left=left, wide=wide)

    def _live(self) -> None:
        """What a matter came to, or everything that was resolved, as it is known now."""
        self.y += 0.15
        if self.one.kind is SlideKind.RESOLUTIONS:
            for row in self.told.resolved:
                self.text(resolution(row), 24)
        matter = next((each for each in self.told.matters if each.item["id"] == self.one.item_id), None)
        if self.one.kind is SlideKind.MATTER:
            about = [
                self.one.presenter,
                _n("{n} minute", "{n} minutes", self.one.minutes) if self.one.minutes else "",
            ]
            self.text(" · ".join(filter(None, about)), 20, self.colours.muted)
            for words in outcome(matter) if matter is not None else ():
                self.text(words, 24)


def outcome(matter: Matter) -> list[str]:
    """What a matter came to: each vote with its rule and count, each resolution."""
    told = []
    for vote in matter.votes:
        told += [vote["question"], _(RULES[str(vote["matter"])]), standing(vote)]
    return told + [resolution(row) for row in matter.resolved]


def resolution(row: dict[str, Any]) -> str:
    """`1. Mend the roof (property company, by 3 Oct 2026)`."""
    until = _("{owner}, by {day}", owner=row[f"owner_{language()}"] or "—", day=day_words(row["due_on"]))
    return f"{row['no']}. " + in_brackets(row["text"], until)


def _write(frame: Any, words: str, size: int, colour: str, *, bold: bool = False) -> None:
    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.TOP
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text = clean(words)
    font(run.font, size, colour, bold=bold)
