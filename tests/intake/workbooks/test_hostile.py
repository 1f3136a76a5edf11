"""Files that mean harm, or are no workbook: each is refused by name, in a child process with limits."""

import zipfile
from io import BytesIO

import pytest

from dashboard.i18n import speaking
from dashboard.intake import apart
from dashboard.intake.workbooks import guard, reader, words
from dashboard.intake.workbooks.cells import Refused, dumps, loads
from dashboard.intake.workbooks.kinds import kinds
from dashboard.intake.workbooks.lines import read
from dashboard.intake.workbooks.parser import parse
from dashboard.intake.workbooks.written import annotated, template
from tests.intake.workbooks.books import BOOKS, xlsx

GOOD = xlsx({"Sheet1": [["院落", "面积"], ["1号院", 50]]})


def changed(**parts: bytes) -> bytes:
    """The good workbook with parts of its own added or replaced; `_` stands for a slash, `__` for a point."""
    made = BytesIO()
    names = {name.replace("__", ".").replace("_", "/"): body for name, body in parts.items()}
    with zipfile.ZipFile(BytesIO(GOOD)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            if one.filename not in names:
                new.writestr(one, old.read(one))
        for name, body in names.items():
            new.writestr(name, body)
    return made.getvalue()


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
HOSTILE = {
    "book_too_large": b"," * (guard.LARGEST_FILE + 1),
    "book_is_empty": b"\r\n\r\n",
    "book_is_old_xls": guard.OLE + b"\x00" * 600,
    "book_is_encrypted": guard.OLE + "EncryptedPackage".encode("utf-16-le"),
    "book_is_no_table": b"%PDF-1.7\n",
    "book_is_web_page": b"\xef\xbb\xbf<html><table><tr><td>1</td></tr></table>",
    "book_is_broken": GOOD[: len(GOOD) // 2],
    "book_is_bomb": changed(xl_media_a__bin=b"\x00" * (guard.MEGABYTE * 20)),
    "book_has_macros": changed(xl_vbaProject__bin=b"x"),
    "book_is_unsafe": changed(xl_worksheets_sheet1__xml=ENTITIES),
    "book_text_unreadable": b"a,b\n\xff\xff\xff\x00",
    "book_has_too_many_rows": b"a,b\n" * 50_001,
}


@pytest.mark.parametrize("code", list(HOSTILE))
def test_a_hostile_file_is_refused_by_name(code):
    with pytest.raises(Refused) as refused:
        parse(HOSTILE[code])
    assert refused.value.code == code
    for language in ("zh", "en"):
        with speaking(language):
            assert "{" not in words.refusal(code, refused.value.values)


def test_a_good_file_goes_through_the_child_as_it_is():
    for data in (GOOD, BOOKS["fees_gb"](), BOOKS["register"]()):
        assert reader.read(data) == parse(data) == loads(dumps(parse(data)))


def test_the_child_says_why_it_refuses():
    with pytest.raises(Refused) as refused:
        reader.read(changed(xl_workbook__xml=b"<workbook"))
    assert refused.value.code == "book_is_broken"


def test_a_child_that_dies_of_its_limits_is_a_book_too_heavy(monkeypatch):
    def dies(*_arguments, **_how):
        raise apart.TooHeavy

    monkeypatch.setattr(apart, "answer", dies)
    with pytest.raises(Refused) as refused:
        reader.read(GOOD)
    assert refused.value.code == "book_too_heavy"


def test_a_reader_that_is_stopped_takes_nothing():
    rows = [["院落", "面积"], *([f"{one}号院", one] for one in range(9000))]
    with pytest.raises(Refused) as refused:
        reader.read(xlsx({"a": rows}), stopped=lambda: True)
    assert refused.value.code == "book_stopped"


@pytest.mark.parametrize("kind", [name for name in kinds() if name != "owners"])
def test_a_template_is_known_by_its_headings_and_has_lists(kind):
    found = parse(template(kind))
    for sheet in found.sheets:
        sheet.rows.append([1])
    with pytest.raises(Refused):
        read(parse(template(kind)), only=[kind])
    table = read(found, only=[kind]).tables[0]
    assert table.kind.name == kind
    assert not table.left_out


def test_the_annotated_workbook_has_the_cells_and_the_remedies():
    from openpyxl import load_workbook

    book = parse(BOOKS["requests_wrong"]())
    troubles = read(book).troubles
    made = load_workbook(BytesIO(annotated(book, troubles)))
    assert made["诉求"]["A6"].value == "7月5日"
    assert made["诉求"]["A6"].comment.text == words.remedy(next(one for one in troubles if one.column == "A"))
