"""Word documents in the look of official papers: A4, named fonts, real headings, tables, page numbers.

The East Asian fonts are named by style and the language is said: a program without them (LibreOffice on a
server) then takes the nearest one with Chinese forms, a serif for a serif.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from dashboard.i18n import language

TEXT, HEADS, LATIN, LATIN_HEADS = "SimSun", "SimHei", "Times New Roman", "Arial"
WIDTH = 160
"""Millimetres between the margins."""
BLACK = RGBColor(0, 0, 0)
LEFT, RIGHT, CENTRE = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER
CELL, NOTE = "Cell", "Note"
COLON, SEMICOLON = {"zh": "：", "en": ": "}, {"zh": "；", "en": "; "}
UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML does not take."""


class Paper:
    """A document that is written from top to bottom; `bytes` gives the file."""

    def __init__(self, *, title: str, author: str, at: datetime, foot: str) -> None:
        self.file: Any = Document()
        _styles(self.file)
        _page(self.file.sections[0], foot)
        about = self.file.core_properties
        about.title, about.author, about.comments = clean(title)[:255], clean(author)[:255], ""
        about.created = about.modified = at.replace(tzinfo=None)
        about.language = "zh-CN" if language() == "zh" else "en"

    def title(self, text: str, under: str = "") -> None:
        """The title in the middle; a line under it where there is one."""
        self.file.add_paragraph(clean(text), style="Title")
        if under:
            self.file.add_paragraph(clean(under), style="Subtitle")

    def heading(self, text: str, level: int = 1) -> None:
        self.file.add_heading(clean(text), level)

    def text(self, text: str, *, lead: str = "", style: str = "Normal", keep: bool = False) -> None:
        """A paragraph; `lead` stands before it in bold with a colon, `keep` holds it with what follows."""
        made = self.file.add_paragraph(style=style)
        if lead:
            made.add_run(clean(lead) + COLON[language()]).bold = True
        made.add_run(clean(text))
        made.paragraph_format.keep_with_next = keep

    def note(self, text: str, *, keep: bool = False) -> None:
        """A small line about what stands above it, or with `keep` below it."""
        self.text(text, style=NOTE, keep=keep)

    def facts(self, rows: Iterable[tuple[str, str]], first: int = 36) -> None:
        """Names and values side by side, without lines."""
        rows = list(rows)
        table = _table(self.file, len(rows), (first, WIDTH - first), "Normal Table")
        for line, (name, value) in zip(table.rows, rows, strict=True):
            _cell(line.cells[0], name, bold=True, style="Normal")
            _cell(line.cells[1], value, style="Normal")

    def table(
        self,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[int],
        *,
        numbers: Sequence[int] = (),
        total: bool = False,
    ) -> None:
        """A table with lines whose head stands again on every page; `numbers` are columns set to the right.

        `widths` are shares of the page's width; the last row is bold where it is the `total`.
        """
        whole = sum(widths)
        table = _table(self.file, len(rows) + 1, [WIDTH * one / whole for one in widths], "Table Grid")
        _repeated(table.rows[0])
        for place, line in enumerate(table.rows):
            _unbroken(line)
            texts = rows[place - 1] if place else heads
            last = total and place == len(rows)
            for column, (cell, text) in enumerate(zip(line.cells, texts, strict=True)):
                side = RIGHT if column in numbers else LEFT
                _cell(cell, text, bold=not place or last, side=side, heads=not place)
        self.file.add_paragraph(style="Gap")

    def signatures(self, names: Sequence[str], day: str) -> None:
        """Lines to sign on: who, a line, the day."""
        table = _table(self.file, len(names), (46, 66, WIDTH - 112), "Normal Table")
        for line, name in zip(table.rows, names, strict=True):
            line.height = Mm(13)
            _unbroken(line)
            _underlined(line.cells[1])
            for cell, text in zip(line.cells, (name, "", day), strict=True):
                _cell(cell, text, style="Normal")
                cell.paragraphs[0].paragraph_format.keep_with_next = True
                cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
        self.file.add_paragraph(style="Gap")

    def bytes(self) -> bytes:
        made = BytesIO()
        self.file.save(made)
        return made.getvalue()


def listed(parts: Iterable[str]) -> str:
    """`a, b, c` / `甲、乙、丙`, without what is empty."""
    return ("、" if language() == "zh" else ", ").join(filter(None, parts))


def in_brackets(text: str, more: str) -> str:
    """`text (more)` with the brackets of the language; the text alone without more."""
    if not more:
        return text
    return f"{text}（{more}）" if language() == "zh" else f"{text} ({more})"


def clean(text: str) -> str:
    """Typed text without what XML does not take."""
    return UNWRITABLE.sub("", str(text))


def _styles(file: Any) -> None:
    size = 11 if language() == "en" else 12
    lang = file.styles.element.find(f".//{qn('w:lang')}")
    # Of Chinese digits a program would break a number anywhere: what is Latin is said to be English.
    lang.set(qn("w:val"), "en-GB")
    lang.set(qn("w:eastAsia"), "zh-CN")
    _style(file, "Normal", size=size, after=3, line=1.55)
    _style(file, "Title", size=20, heads=True, bold=True, before=0, after=4, side=CENTRE)
    _style(file, "Subtitle", size=size, after=10, side=CENTRE)
    _style(file, "Heading 1", size=size + 3, heads=True, bold=True, before=12, after=4)
    _style(file, "Heading 2", size=size + 1, heads=True, bold=True, before=9, after=3)
    _style(file, "Header", size=9)
    _style(file, "Footer", size=9)
    _style(file, CELL, size=size - 1.5, line=1.5)
    _style(file, NOTE, size=size - 2, line=1.4, after=3)
    _style(file, "Gap", size=7, line=1)
    for name in ("Title", "Subtitle"):
        for ornament in ("w:pBdr", "w:rPr/w:spacing", "w:rPr/w:kern"):
            for found in file.styles[name].element.findall(f".//{_path(ornament)}"):
                found.getparent().remove(found)


def _path(names: str) -> str:
    return "/".join(qn(one) for one in names.split("/"))


def _style(
    file: Any,
    name: str,
    *,
    size: float,
    heads: bool = False,
    bold: bool = False,
    before: float = 0,
    after: float = 0,
    line: float = 1.4,
    side: Any = None,
) -> None:
    """One style: fonts by script, size in points, distances in points."""
    found = name in [one.name for one in file.styles]
    style = file.styles[name] if found else file.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    font = style.font
    font.size, font.bold, font.italic, font.color.rgb = Pt(size), bold, False, BLACK
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    latin, wide = (LATIN_HEADS, HEADS) if heads else (LATIN, TEXT)
    for script, face in (("ascii", latin), ("hAnsi", latin), ("cs", latin), ("eastAsia", wide)):
        fonts.set(qn(f"w:{script}"), face)
    if language() == "zh":
        # Quotation marks and dashes are Chinese ones here, not Latin.
        fonts.set(qn("w:hint"), "eastAsia")
    shape = style.paragraph_format
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    # In points, so that a line of digits alone is as high as one of characters.
    shape.line_spacing = Pt(round(size * line, 1))
    shape.alignment = side


def _page(section: Any, foot: str) -> None:
    """A4 with its margins, and the foot with the number of the page."""
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm((210 - WIDTH) / 2)
    section.top_margin, section.bottom_margin = Mm(25), Mm(22)
    line = section.footer.paragraphs[0]
    stops = line.paragraph_format.tab_stops
    stops.add_tab_stop(Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    # The style's own stops of letter paper would catch the tab.
    for stop in line.style.element.findall(f".//{qn('w:tabs')}"):
        stop.getparent().remove(stop)
    line.add_run(f"{clean(foot)}\t")
    _field(line, "PAGE")
    line.add_run(" / ")
    _field(line, "NUMPAGES")


def _field(line: Any, code: str) -> None:
    """A field that the program fills in: the number of a page, the count of pages."""
    for kind in ("begin", "code", "separate", "end"):
        run = line.add_run("1" if kind == "end" else "")
        part = OxmlElement("w:instrText" if kind == "code" else "w:fldChar")
        if kind == "code":
            part.text = code
        else:
            part.set(qn("w:fldCharType"), kind)
        run._r.append(part)


def _table(file: Any, lines: int, widths: Sequence[float], style: str) -> Any:
    table = file.add_table(lines, len(widths), style=style)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    return table


def _cell(
    cell: Any, text: str, *, bold: bool = False, side: Any = LEFT, style: str = CELL, heads: bool = False
) -> None:
    """Write a cell, a paragraph for every line of the text."""
    for place, one in enumerate(clean(text).split("\n")):
        line = cell.paragraphs[0] if not place else cell.add_paragraph()
        line.style, line.alignment = style, side
        line.add_run(one).bold = bold
    if heads:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", "EDEDED")):
            shade.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(shade)


def _repeated(line: Any) -> None:
    """The line is a head: it stands again on every page that the table reaches."""
    line._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _unbroken(line: Any) -> None:
    """No page ends within the line."""
    line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _underlined(cell: Any) -> None:
    borders = OxmlElement("w:tcBorders")
    edge = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("color", "000000")):
        edge.set(qn(f"w:{name}"), value)
    borders.append(edge)
    cell._tc.get_or_add_tcPr().append(borders)
