"""Import on the command line: problems as objects, exit code 1 when refused, a batch taken back."""

import json

import pytest

from dashboard import cli
from tests.intake.workbooks.books import BOOKS
from tests.setting_up import setting_up
from tests.sites import build


@pytest.fixture
def given(database, tmp_path, monkeypatch):
    """Writes one of the twelve workbooks beside a tiny site; gives its path."""
    monkeypatch.setenv("YUANLUO_TODAY", "2026-09-15")
    with setting_up() as session:
        build(session)

    def written(name: str, data: bytes | None = None) -> str:
        path = tmp_path / name
        path.write_bytes(data or BOOKS[name.split(".", maxsplit=1)[0]]())
        return str(path)

    return written


def test_problems_are_objects_with_their_remedy_and_the_exit_code_is_1(given, capsys):
    assert cli.main(["import", given("requests_wrong.xlsx"), "--json", "--lang", "zh"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert not told["taken"]
    assert told["problems"][0] == {
        "sheet": "诉求",
        "row": 2,
        "column": "A",
        "heading": "受理日期",
        "value": "2027.1.1",
        "code": "in_the_future",
        "remedy": "这一天还没有到：请核对年份。",
    }


def test_a_dry_run_changes_nothing_then_it_comes_in_and_is_taken_back(given, capsys):
    path = given("fees_gb.csv")
    assert cli.main(["import", path, "--kind", "fees", "--dry-run"]) == 0
    capsys.readouterr()
    assert cli.main(["import", path, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["taken"], told["lines"], told["problems"]) == (True, 3, [])
    assert cli.main(["import", path]) == 1
    assert "This very file came in" in capsys.readouterr().err
    assert cli.main(["import-undo", str(told["batch"])]) == 0
    assert "3 records taken back" in capsys.readouterr().out


def test_columns_that_are_never_stored_are_named(given, capsys):
    assert cli.main(["import", given("register.xlsx"), "--dry-run"]) == 0
    assert "never stored: 住户登记 H 身份证号码" in capsys.readouterr().out


def test_a_refused_file_is_one_line(given, capsys):
    assert cli.main(["import", given("picture.xlsx", b"\x89PNG....")]) == 1
    assert capsys.readouterr().err == "picture.xlsx: This is no table: choose an .xlsx or .csv file.\n"
