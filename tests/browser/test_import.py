"""An office brings in a register: every problem named, its workbook with comments, then in, then undone."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser import axe, reader
from tests.intake.workbooks import books

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def given(page: Page, name: str, data: bytes) -> None:
    """Choose a file on the import page."""
    page.locator('input[type="file"]').set_input_files({"name": name, "mimeType": XLSX, "buffer": data})
    reader.idle(page)


def mended() -> bytes:
    """A register of a courtyard that is not there yet, with a title, a sum and a column never stored."""
    rows = [
        ["海棠苑住户登记表"],
        ["院落", "楼栋", "单元", "房号", "建筑面积（㎡）", "业主姓名", "身份证号码"],
        ["11号院", "A栋", "1单元", "１０１", "56.5", "张某某", "11010519491231002X"],
        ["11号院", "A栋", "1单元", "102", "６０", "李某某", None],
        ["合计", None, None, "2户", 116.5, None, None],
    ]
    return books.xlsx({"住户登记": rows}, ("住户登记", "A1:G1"))


def test_a_messy_register_is_told_mended_brought_in_and_taken_back(
    signed_in: Callable[..., Page], tmp_path: Path
) -> None:
    page = signed_in("office", "/import")
    given(page, "住户登记.xlsx", books.broken_register())
    told = page.get_by_test_id("stAlert").filter(has_text="没有导入任何内容")
    expect(told).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载带批注的表格").click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert file.name == "problems-住户登记.xlsx"
    sheet = load_workbook(BytesIO(file.read_bytes())).worksheets[0]
    comments = {
        cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment
    }
    assert {"B4", "C5", "D6"} <= set(comments)
    assert "约50" in [cell.value for cell in sheet["C"]]
    assert axe.found(page) == []

    given(page, "海棠苑.xlsx", mended())
    expect(page.get_by_test_id("stAlert").filter(has_text="身份证号码")).to_be_visible()
    expect(page.get_by_text("跳过的内容").first).to_be_visible()
    expect(page.get_by_test_id("stAlert").filter(has_text="每一行都没有问题：共 6 条记录")).to_be_visible()
    page.get_by_role("button", name="导入", exact=True).click()
    row = page.get_by_test_id("stMain").get_by_text("海棠苑.xlsx · ").first
    expect(row).to_be_visible()

    page.goto("/map")
    reader.idle(page)
    expect(page.get_by_text("11号院").first).to_be_visible()

    page.goto("/import")
    page.get_by_role("button", name="撤回整批").first.click()
    expect(page.get_by_text("已于 ").first).to_be_visible()
    page.goto("/map")
    reader.idle(page)
    expect(page.get_by_text("10号院").first).to_be_visible()
    expect(page.get_by_text("11号院")).to_have_count(0)


def test_a_hostile_file_is_refused_in_words(signed_in: Callable[..., Page]) -> None:
    page = signed_in("office", "/import")
    given(page, "register.xlsx", b"PK\x03\x04" + b"\x00" * 200)
    expect(page.get_by_test_id("stAlert").first).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)
