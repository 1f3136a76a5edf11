"""Files for spreadsheets: what they hold, and that nothing in them is a formula."""

import csv
import zipfile
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from dashboard.briefings.workbook import Sheet, csv_bytes, xlsx

DANGEROUS = [
    *("\n=1+1", " =1+1", "\u3000+1", "＝1+1", "＋1", "－1", "＠SUM(A1)", "\n＝1"),
    *('=HYPERLINK("http://x","y")', "+1", "-1", "@SUM(A1)", "\tcmd", "\rcmd", '=cmd|"/C calc"!A0'),
]
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


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("2026/09", "2026 09"),
        ("a\\b?c*d:e[f]g", "a b c d e f g"),
        ("'quoted'", "quoted"),
        ("x" * 30 + "'y", "x" * 30),
        ("///", "1"),
        ("", "1"),
    ],
)
def test_the_name_of_a_sheet_is_made_one_that_a_workbook_takes(name, written):
    assert load_workbook(BytesIO(xlsx([Sheet(name, ["a"], [])]))).sheetnames == [written]


def test_equal_names_are_told_apart():
    names = load_workbook(BytesIO(xlsx([Sheet("a/b", ["x"], []), Sheet("a b", ["y"], [])]))).sheetnames
    assert len(set(names)) == 2


def test_rows_are_written_in_a_time_that_grows_with_their_number(monkeypatch):
    """The row is counted along, never looked for: openpyxl finds the last one by going through all cells."""

    def looked_for(_page):
        raise AssertionError("max_row")

    rows = [[f"R{number}", number] for number in range(300)]
    with monkeypatch.context() as patched:
        patched.setattr(Worksheet, "max_row", property(looked_for))
        made = xlsx([Sheet("Rows", ["a", "b"], rows)])
    page = load_workbook(BytesIO(made))["Rows"]
    assert [[cell.value for cell in row] for row in page.iter_rows(min_row=2)] == rows
