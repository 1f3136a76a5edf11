"""Minutes as LibreOffice prints them: every word, every glyph, on A4."""

from io import BytesIO

import pytest
from docx import Document

from dashboard.briefings import minutes, minutes_facts
from dashboard.i18n import speaking
from tests import lookups, office
from tests.briefings.test_minutes import WRITTEN
from tests.sites import OFFICE

A4 = (595, 842)
"""In points."""
PAGES = {lookups.meeting_held: range(3, 6), lookups.meeting_that_voted: range(2, 4)}
"""How a meeting is looked up, and how many pages its minutes may have."""


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("find", PAGES)
def test_every_word_arrives_on_paper_with_its_glyph(met, tmp_path, find, language):
    with speaking(language):
        told = minutes_facts.read(met, by=OFFICE, meeting_id=find(met), now=WRITTEN)
        made = minutes.docx(told)
    printed = office.pdf(made, "minutes.docx", tmp_path)
    assert len(printed) in PAGES[find]
    assert {(round(page.rect.width), round(page.rect.height)) for page in printed} == {A4}
    document = Document(BytesIO(made))
    foot = "".join(document.sections[0].footer.paragraphs[0].text.split("\t")[0].split())
    said = office.text(printed)
    for page in range(1, len(printed) + 1):
        said = said.replace(f"{foot}{page}/{len(printed)}", "")
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    lines = [one.text for one in document.paragraphs] + [line for cell in cells for line in cell.split("\n")]
    for line in lines:
        assert "".join(line.split()) in said
    assert office.missing(printed) == []


def test_a_glyph_that_no_font_has_would_be_found(tmp_path):
    document = Document()
    document.add_paragraph("会议 \U00013000")
    made = BytesIO()
    document.save(made)
    assert set(office.missing(office.pdf(made.getvalue(), "odd.docx", tmp_path))) == {"\U00013000"}
