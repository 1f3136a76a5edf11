"""The import page: a workbook with its problems named, a right one brought in, and taken back."""

import pytest
from sqlalchemy import func, select

import db
from dashboard.schema.money import Fee
from dashboard.schema.requests import Request
from dashboard.ui.views.imports import imports
from tests.intake.workbooks.books import BOOKS, xlsx

PAGE = "system/imports.py"
GOOD = xlsx(
    {
        "诉求": [
            ["受理日期", "院落", "类别", "内容", "电话"],
            ["2026.7.5", "3号院", "漏水", "表格里的漏水", ""],
        ]
    }
)


def give(test, data: bytes, name: str = "表.xlsx"):
    test.file_uploader[0].set_value((name, data, "application/octet-stream"))
    return test.run()


def count(table) -> int:
    with db.reading() as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


def said(test) -> str:
    return " ".join(
        str(one.value) for kind in ("error", "warning", "success", "info") for one in test.get(kind)
    )


@pytest.mark.parametrize("persona", ["guest", "leader", "committee-3"])
def test_the_page_is_the_offices(app, persona):
    test = app(persona, PAGE)
    assert not test.exception
    assert not test.file_uploader


def test_problems_are_listed_and_nothing_comes_in(app):
    before = count(Request)
    test = give(app("office", PAGE), BOOKS["requests_wrong"]())
    assert not test.exception
    table = test.dataframe[-1].value
    assert list(table["单元格"]) == ["A2", "E3", "E5", "A6", "C6"]
    assert "7月5日" in set(table["现有内容"])
    assert not [one for one in test.button if one.label == "导入"]
    assert count(Request) == before


def test_a_refused_file_says_what_to_do(app):
    test = give(app("office", PAGE), b"%PDF-1.7 ...", "表.xlsx")
    assert not test.exception
    assert "请选择 .xlsx 或 .csv" in said(test)


def test_a_right_workbook_comes_in_and_is_taken_back(app):
    before = count(Request)
    test = give(app("office", PAGE), GOOD)
    assert not test.exception
    assert "每一行都没有问题" in said(test), said(test)
    next(one for one in test.button if one.label == "导入").click().run()
    for _ in range(100):
        if imports.WORK not in test.session_state:
            break
        work = test.session_state[imports.WORK]
        assert work.done.wait(20)
        assert work.error is None, repr(work.error)
        test.run()
    assert not test.exception
    assert count(Request) == before + 1
    next(one for one in test.button if one.label == "撤回整批").click().run()
    assert not test.exception
    assert count(Request) == before
    assert count(Fee) > 0
