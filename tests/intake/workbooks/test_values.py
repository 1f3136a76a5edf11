"""What people type into cells, read as they meant it, or refused with the sentence that helps."""

from datetime import UTC, date, datetime, time

import pytest

from dashboard.intake.workbooks import addresses, values
from dashboard.intake.workbooks.addresses import Place
from dashboard.intake.workbooks.values import Wrong

MARCH = date(2026, 3, 14)


@pytest.mark.parametrize(
    "cell",
    [
        *("2026年3月14日", "2026.3.14", "2026-03-14", "2026/3/14", "２０２６．３．１４", "20260314"),
        *("2026年3月14号", " 2026 年 3 月 14 日 ", "2026-03-14 15:30", "2026.3.14（周六）"),
        *(46095, 46095.5, 20260314, MARCH, datetime.combine(MARCH, time(8))),
    ],
)
def test_days_are_read_however_they_are_written(cell):
    assert values.day(cell) == MARCH


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        *(("2026年3月", "day_missing"), ("2026.2.30", "no_such_day"), ("3/14/2026", "no_day")),
        *(("26.3.14", "no_day"), ("上周五", "no_day"), (3.5, "no_day"), ("1026-03-14", "no_such_day")),
    ],
)
def test_a_day_that_is_none_is_refused_with_its_reason(cell, code):
    with pytest.raises(Wrong) as refused:
        values.day(cell)
    assert refused.value.code == code


def test_an_instant_is_the_wall_clock_of_shanghai():
    assert values.moment("2026-03-14 15:30") == datetime(2026, 3, 14, 7, 30, tzinfo=UTC)
    assert values.moment("2026年3月14日 下午3时30分") == datetime(2026, 3, 14, 7, 30, tzinfo=UTC)
    assert values.moment("2026.3.14") == datetime(2026, 3, 14, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "cell", ["2026年3月", "2026-03", "2026.3", 202603, 2026.3, "2026年3月份", "2026.3.14"]
)
def test_months_are_read(cell):
    assert values.month(cell) == date(2026, 3, 1)


def test_a_month_that_lost_its_nought_is_asked_about():
    with pytest.raises(Wrong, match="month_unclear"):
        values.month(2026.1)
    assert values.month("2026.10") == date(2026, 10, 1)


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        *(
            ("1,234.50", 123450),
            ("￥88.5元", 8850),
            ("３．５万元", 3_500_000),
            (88.5, 8850),
            ("88元(含税)", 8800),
        ),
        *((0.1 + 0.2, 30), ("12万", 12_000_000), (0, 0), ("1，000", 100_000)),
    ],
)
def test_money_is_fen(cell, fen):
    assert values.money(cell) == fen


def test_a_heading_in_ten_thousands_holds_unless_the_cell_says_yuan():
    assert values.money("3.5", unit=10_000) == 3_500_000
    assert values.money("350元", unit=10_000) == 35_000


@pytest.mark.parametrize(
    ("cell", "code"), [("约50", "no_number"), (1.234, "more_than_two_places"), (True, "no_number")]
)
def test_money_that_is_none_is_refused(cell, code):
    with pytest.raises(Wrong, match=code):
        values.money(cell)


@pytest.mark.parametrize("cell", ["56.5", "５６．５㎡", "56.5平方米", 56.5, "56.50（含阳台）"])
def test_areas_are_hundredths_of_a_square_metre(cell):
    assert values.area(cell) == 5650


@pytest.mark.parametrize(
    ("cell", "number"),
    [("三", 3), ("十一", 11), ("二十", 20), ("第3单元", 3), ("３楼", 3), (4.0, 4), ("2", 2)],
)
def test_whole_numbers_are_read(cell, number):
    assert values.whole(cell) == number


def test_yes_and_no_are_read():
    assert all(values.yes(one) for one in ("是", "√", "有", "Y", 1, True))
    assert not any(values.yes(one) for one in ("否", "×", "无", "N", 0, False))
    with pytest.raises(Wrong, match="neither_yes_nor_no"):
        values.yes("大概")


def test_telephone_numbers_lose_their_dashes_and_their_point_nought():
    assert values.phone(13812345678.0) == "13812345678"
    assert values.phone("138 1234-5678") == "13812345678"
    assert values.phone("(0871)6312345") == "08716312345"
    with pytest.raises(Wrong, match="no_phone"):
        values.phone("见备注")


def test_an_id_number_is_known_by_its_check_digit():
    # The example of GB 11643-1999.
    found = "11010519491231002X"
    assert values.holds_id_number(f"张三{found}")
    assert not values.holds_id_number("110105194912310021")
    for reader in (values.words, values.phone):
        with pytest.raises(Wrong, match="holds_id_number"):
            reader(found)


def test_hours_are_minutes():
    assert values.minutes("1.5小时") == values.minutes("90分钟") == values.minutes(1.5) == 90
    assert values.minutes(90, unit=1) == 90
    with pytest.raises(Wrong, match="no_hours_of_a_day"):
        values.minutes(25)


@pytest.mark.parametrize(
    ("cell", "apart", "found"),
    [
        ("3-2-501", True, Place(None, "3", 2, "501")),
        ("3-2-501", False, Place(3, None, 2, "501")),
        ("3栋2单元501", False, Place(None, "3", 2, "501")),
        ("３栋２单元５０１室", False, Place(None, "3", 2, "501")),
        ("3号院2单元501室", False, Place(3, None, 2, "501")),
        ("3号院1栋2单元501", False, Place(3, "1", 2, "501")),
        ("2-501", False, Place(None, None, 2, "501")),
        ("3-A-2-501", False, Place(3, "A", 2, "501")),
        ("二单元501", True, Place(None, None, 2, "501")),
        ("501", True, Place(None, None, None, "501")),
        ("2单元5楼501室", True, Place(None, None, 2, "501")),
    ],
)
def test_addresses_are_taken_apart(cell, apart, found):
    assert addresses.place(cell, courtyard_apart=apart) == found


@pytest.mark.parametrize("cell", ["隔壁", "3栋", "和平路12号附近", ""])
def test_what_is_no_address_is_refused(cell):
    with pytest.raises(Wrong, match="no_address"):
        addresses.place(cell, courtyard_apart=True)


@pytest.mark.parametrize("cell", ["3号院", 3, "３", "三号院", "第3院", "3院", "Courtyard 3", 3.0])
def test_courtyards_are_known_by_their_number(cell):
    assert addresses.courtyard(cell) == 3


def test_floors_are_read_or_told_by_the_room():
    assert [addresses.floor(one) for one in ("3楼", "三层", 3, "B1", "负1层", "-1")] == [3, 3, 3, -1, -1, -1]
    assert [addresses.floor_of(one) for one in ("501", "1203", "601/602", "5", "A")] == [5, 12, 6, None, None]
