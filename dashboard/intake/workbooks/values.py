"""What people type into cells → plain values: full-width digits, Chinese dates, yuan and ten thousands.

Every reader takes one cell that is not blank; raises Wrong with the code of its sentence.
"""

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from dashboard import clock
from dashboard.intake.workbooks.cells import Cell

EMPTY = frozenset(("-", "--", "—", "——", "/", "\\", "无", "暂无", "n/a", "none", "."))
"""What people write where there is nothing."""
BRACKETED = re.compile(r"[(\[【][^)\]】]*[)\]】]")
UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
DAY = re.compile(
    r"(\d{4})\s*[年./\-]\s*(\d{1,2})\s*[月./\-]\s*(\d{1,2})\s*[日号]?"
    r"(?:[\sT]*(上午|下午)?\s*(\d{1,2})[:时](\d{1,2})?(?:[:分]\d{0,2})?(?:\.\d+)?秒?)?"
)
MONTH = re.compile(r"(\d{4})\s*[年./\-]\s*(\d{1,2})\s*(?:月(?:份)?)?")
COMPACT = re.compile(r"(?:19|20)\d{6}")
SERIALS = range(10_000, 80_000)
"""Days since 30 December 1899, as Excel counts: 1927 to 2119."""
EPOCH = date(1899, 12, 30)
MONEY_UNITS = re.compile(r"^(?:人民币|rmb|cny|¥|￥)|(?:元整?|块|yuan)$", re.IGNORECASE)
AREA_UNITS = re.compile(r"(?:平方米|平米|平|㎡|m2|m²|sqm)$", re.IGNORECASE)
YES = frozenset(
    ("是", "有", "√", "✓", "\u2714", "\u2611", "对", "y", "yes", "true", "1", "t", "已", "o", "v")
)
NO = frozenset(
    ("否", "无", "×", "\u2717", "\u2718", "x", "\u2610", "不", "没有", "n", "no", "false", "0", "f", "未")
)
DIGITS = {one: number for number, one in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
ID_NUMBER = re.compile(
    r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)"
)
PHONE = re.compile(r"\+?\d{7,15}(?:转\d{1,6})?")
SHARES = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
TEN_THOUSAND = 10_000


class Wrong(Exception):
    """Why a cell cannot be taken, by the code of its sentence."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def text(cell: Cell) -> str:
    """The words of a cell on one line; a whole number without its `.0`."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return re.sub(r"\s+", " ", UNSEEN.sub("", str(cell))).strip()


def narrow(cell: Cell) -> str:
    """The words with full-width digits, letters and signs made plain."""
    return unicodedata.normalize("NFKC", text(cell)).strip()


def blank(cell: Cell) -> bool:
    """Whether nothing is meant by the cell."""
    return cell is None or (isinstance(cell, str) and (not text(cell) or narrow(cell).lower() in EMPTY))


def words(cell: Cell) -> str:
    """Free text; an ID number in it is refused."""
    said = text(cell)
    if holds_id_number(said):
        raise Wrong("holds_id_number")
    if said.startswith("#") and said.rstrip("!?").isupper():
        raise Wrong("formula_error")
    return said


def number(cell: Cell) -> Decimal:
    """A number, with or without thousands separators."""
    if isinstance(cell, bool | date):
        raise Wrong("no_number")
    said = str(cell) if isinstance(cell, int | float) else BRACKETED.sub("", narrow(cell))
    try:
        found = Decimal(said.replace(",", "").replace(" ", ""))
    except InvalidOperation:
        raise Wrong("no_number") from None
    if not found.is_finite():
        raise Wrong("no_number")
    return found


def whole(cell: Cell) -> int:
    """A whole number; `3楼`, `第3` and `三` count too."""
    if isinstance(cell, str):
        said = re.sub(r"^第|[号楼层栋幢座单元户人次院份个f]+$", "", narrow(cell).lower())
        counted = chinese(said)
        cell = said if counted is None else counted
    found = number(cell)
    if abs(found) > 10**9 or found != found.to_integral_value():
        raise Wrong("no_whole_number")
    return int(found)


def chinese(said: str) -> int | None:
    """`十一` -> 11; None for anything else."""
    if not said or any(one not in DIGITS and one != "十" for one in said) or len(said) > 3:
        return None
    if "十" not in said:
        return DIGITS[said] if len(said) == 1 else None
    tens, _ten, ones = said.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return None
    return (DIGITS[tens] if tens else 1) * 10 + (DIGITS[ones] if ones else 0)


def money(cell: Cell, *, unit: int = 1) -> int:
    """Fen. `unit` is what the heading says (万元: 10 000 yuan); a unit in the cell comes before it."""
    if isinstance(cell, str):
        said = MONEY_UNITS.sub("", BRACKETED.sub("", narrow(cell)).strip())
        if said.endswith("万"):
            said, unit = said[:-1], TEN_THOUSAND
        elif said != BRACKETED.sub("", narrow(cell)).strip():
            unit = 1
        cell = said
    return _hundredths(number(cell) * unit)


def area(cell: Cell, *, unit: int = 1) -> int:  # noqa: ARG001  # a heading's unit is m² whatever it is called
    """0.01 m²."""
    if isinstance(cell, str):
        cell = AREA_UNITS.sub("", BRACKETED.sub("", narrow(cell)).strip())
    return _hundredths(number(cell), exact=False)


def _hundredths(found: Decimal, *, exact: bool = True) -> int:
    if abs(found) > 10**11:
        raise Wrong("no_number")
    times = found * 100
    near = times.to_integral_value()
    # What a spreadsheet computed ends in ...0000001; what somebody typed does not.
    if abs(times - near) > Decimal("0.0001") and exact:
        raise Wrong("more_than_two_places")
    return int(near)


def day(cell: Cell) -> date:
    """A civil date: a date, `2026年3月14日`, `2026.3.14`, `20260314` or Excel's number of a day."""
    found = _moment(cell)
    return found.date() if isinstance(found, datetime) else found


def moment(cell: Cell, *, hour: int = 9) -> datetime:
    """An instant (UTC) from a day in Shanghai with or without a time of day."""
    found = _moment(cell)
    if isinstance(found, datetime):
        return clock.at(found.date(), found.hour, found.minute)
    return clock.at(found, hour)


def _moment(cell: Cell) -> date:
    if isinstance(cell, date):
        return _possible(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if SERIALS.start <= cell < SERIALS.stop:
            return EPOCH + timedelta(days=int(cell))
        cell = text(cell)
    said = BRACKETED.sub("", narrow(cell)).strip() if isinstance(cell, str) else ""
    if COMPACT.fullmatch(said):
        said = f"{said[:4]}-{said[4:6]}-{said[6:]}"
    if found := DAY.fullmatch(said):
        return _dated(found)
    if MONTH.fullmatch(said):
        raise Wrong("day_missing")
    raise Wrong("no_day")


def _dated(found: re.Match[str]) -> date:
    year, month, day_, half, hour, minute = found.groups()
    try:
        if hour is None:
            return _possible(date(int(year), int(month), int(day_)))
        later = 12 if half == "下午" and int(hour) < 12 else 0
        return _possible(datetime(int(year), int(month), int(day_), int(hour) + later, int(minute or 0)))  # noqa: DTZ001  # the wall clock of Shanghai, made an instant by who asked
    except ValueError:
        raise Wrong("no_such_day") from None


def _possible(found: date) -> date:
    if not 1900 <= found.year <= 2100:
        raise Wrong("no_such_day")
    return found


def month(cell: Cell) -> date:
    """The first day of a month: `2026年3月`, `2026-03`, `202603`, a day of it."""
    if isinstance(cell, float) and 1900 <= cell < 2100 and not cell.is_integer():
        # A cell drops the nought: 2026.1 may be January or October.
        if narrow(cell).endswith(".1"):
            raise Wrong("month_unclear")
        cell = narrow(cell)
    said = narrow(cell) if isinstance(cell, str) or (isinstance(cell, int) and cell > 190_000) else ""
    if re.fullmatch(r"(?:19|20)\d{4}", said):
        said = f"{said[:4]}-{said[4:]}"
    if found := MONTH.fullmatch(said):
        if not 1 <= int(found[2]) <= 12:
            raise Wrong("no_such_day")
        return _possible(date(int(found[1]), int(found[2]), 1))
    return day(cell).replace(day=1)


def yes(cell: Cell) -> bool:
    """是/否/√/×."""
    said = narrow(cell).lower()
    if said in YES:
        return True
    if said in NO:
        return False
    raise Wrong("neither_yes_nor_no")


def phone(cell: Cell) -> str:
    """A telephone number, the spaces and dashes left out."""
    said = re.sub(r"[\s\-()]", "", narrow(cell))
    if holds_id_number(said):
        raise Wrong("holds_id_number")
    if not PHONE.fullmatch(said):
        raise Wrong("no_phone")
    return said


def minutes(cell: Cell, *, unit: int = 60) -> int:
    """Minutes of service; a bare number counts hours, unless the heading says minutes."""
    said = narrow(cell).lower()
    for pattern, times in ((r"(?:小时|钟头|h|hours?)$", 60), (r"(?:分钟|分|min(?:utes)?)$", 1)):
        if re.search(pattern, said):
            return _minutes(number(re.sub(pattern, "", said)), times)
    return _minutes(number(cell), unit)


def _minutes(found: Decimal, times: int) -> int:
    if not 0 <= found * times <= 24 * 60:
        raise Wrong("no_hours_of_a_day")
    return round(found * times)


def holds_id_number(said: str) -> bool:
    """Whether a citizen's ID number stands in the words; its check digit tells it from other numbers."""
    return any(_checks(one) for one in ID_NUMBER.findall(unicodedata.normalize("NFKC", said)))


def _checks(found: str) -> bool:
    total = sum(int(one) * share for one, share in zip(found, SHARES, strict=False))
    return "10X98765432"[total % 11] == found[-1].upper()
