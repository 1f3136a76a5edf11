"""Files for spreadsheets: what they hold, and that nothing in them is a formula."""

import csv
import zipfile
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from dashboard.briefings.workbook import Sheet, csv_bytes, xlsx

DANGEROUS = ['=HYPERLINK("http://x","y")', "+1", "-1", "@SUM(A1)", "\tcmd", "\rcmd", '=cmd|"/C calc"!A0']
SHEET = Sheet("Rows", ["编号", "=1+1"], [["R2026-0001", 18], ["一", None], ["b", -0.5]])


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_formula_is_written_as_text(text):
    made = xlsx([Sheet("Rows", [text], [[text]])])
    page = load_workbook(BytesIO(made))["Rows"]
    for cell in (page["A1"], page["A2"]):
        assert cell.data_type == "s"
        assert cell.quotePrefix
        # XML has no bare carriage return: it comes back as a new line.
        assert cell.value == text.replace("\r", "\n") or cell.value == text
    with zipfile.ZipFile(BytesIO(made)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_formula_in_a_csv_begins_with_an_apostrophe(text):
    read = csv_bytes(Sheet("Rows", [text], [[text]])).decode("utf-8-sig")
    rows = list(csv.reader(StringIO(read, newline="")))
    assert rows == [[f"'{text}"], [f"'{text}"]]


def test_numbers_stay_numbers_and_heads_in_sight():
    page = load_workbook(BytesIO(xlsx([SHEET])))["Rows"]
    assert [[cell.value for cell in row] for row in page.iter_rows(min_row=2)] == [
        ["R2026-0001", 18],
        ["一", None],
        ["b", -0.5],
    ]
    assert page["B4"].data_type == "n"
    assert not page["B4"].quotePrefix
    assert page.freeze_panes == "A2"
    assert page["A1"].font.bold


def test_negative_numbers_in_a_csv_are_no_formula():
    assert "b,-0.5" in csv_bytes(SHEET).decode("utf-8-sig")


def test_a_csv_opens_as_utf8():
    assert csv_bytes(SHEET).startswith(b"\xef\xbb\xbf")


def test_characters_that_a_workbook_cannot_hold_are_left_out():
    page = load_workbook(BytesIO(xlsx([Sheet("Rows", ["a"], [["b\x00c"]])])))["Rows"]
    assert page["A2"].value == "bc"


def test_a_long_name_is_cut():
    assert load_workbook(BytesIO(xlsx([Sheet("x" * 40, ["a"], [])]))).sheetnames == ["x" * 31]
