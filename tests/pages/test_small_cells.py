"""What pages tell of households: to who sees totals only no count from 1 to the role's limit (DOMAIN §2)."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.privacy.suppression import LIMITS
from dashboard.privacy.withholding import PEOPLE
from dashboard.schema.accounts import Role
from dashboard.schema.meetings import MeetingKind
from tests import lookups
from tests.pages.test_pages import told

Open = Callable[..., AppTest]
MOST = {"leader": LIMITS[Role.LEADER], "guest": LIMITS[Role.PUBLIC]}
MAP, COURTYARD, INDICATORS, MEETINGS = (
    *("overview/map.py", "overview/courtyard.py", "overview/indicators.py"),
    "meetings/meetings.py",
)
PAGES = {
    "overview": ("overview/home.py", {}),
    **{f"map {key}": (MAP, {"show": key}) for key in PEOPLE},
    **{f"courtyard {no}": (COURTYARD, {"no": str(no)}) for no in range(1, 11)},
    **{key: (INDICATORS, {"key": key}) for key in PEOPLE},
    **{f"{key} in 5": (INDICATORS, {"key": key, "no": "5"}) for key in PEOPLE},
    "meetings": (MEETINGS, {}),
}
FEW_CAME = """
    select no from household_attendance
    join household on household.id = household_id join courtyard on courtyard.id = household.courtyard_id
    where meeting_id = :meeting group by no having count(*) <= :most order by no
"""
"""A courtyard of which so few households came to a meeting."""
WHOLE_FIRST = re.compile(r"(\d+)户次?(?:中|到会)(\d+)户")
PART_FIRST = re.compile(r"(\d+) of (\d+) (?:invitations to )?households")


def everything(test: AppTest) -> str:
    """What a page says, and what it sends to be drawn."""
    drawn = [one.proto.spec for one in test.get("vega_lite_chart")]
    drawn += [one.proto.json for one in test.get("deck_gl_json_chart")]
    plain = [json.dumps(json.loads(one), ensure_ascii=False) for one in drawn]
    return " ".join([told(test), *plain, *(str(one.value) for one in test.get("dataframe"))])


def households(words: str) -> list[tuple[int, int]]:
    """The pairs (how many, of how many) households that the words name."""
    words = words.replace(",", "")
    pairs = [(int(part), int(whole)) for whole, part in WHOLE_FIRST.findall(words)]
    return pairs + [(int(part), int(whole)) for part, whole in PART_FIRST.findall(words)]


def small(words: str, most: int) -> list[tuple[int, int]]:
    return [
        (part, whole)
        for part, whole in households(words)
        if any(0 < count <= most for count in (part, whole - part, whole))
    ]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("persona", MOST)
def test_no_small_number_of_households_is_told(app: Open, persona: str, page: str) -> None:
    where, query = PAGES[page]
    for lang in ("zh", "en"):
        test = app(persona, where, lang=lang, **query)
        assert not test.exception
        assert small(everything(test), MOST[persona]) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_office_is_told_small_numbers_and_everybody_large_ones(
    app: Open, filled: Path, lang: str
) -> None:
    """That the search finds what it looks for, in the words of either language."""
    meeting = lookups.meeting_held(filled, MeetingKind.CONSULTATION)
    no = lookups.answer(filled, FEW_CAME, meeting=meeting, most=MOST["leader"])
    words = everything(app("office", COURTYARD, lang=lang, no=str(no)))
    assert small(words, MOST["leader"])
    whole = everything(app("guest", INDICATORS, lang=lang, key="household_participation"))
    assert households(whole)
    assert households(everything(app("office", MEETINGS, lang=lang)))
    assert not households(everything(app("leader", MEETINGS, lang=lang)))


def test_the_search_knows_small_numbers() -> None:
    assert small("56户到会16户（29%） 56户中52户", 4) == [(52, 56)]
    assert small("365户次中361户次到会", 4) == [(361, 365)]
    assert small("3 of 40 households; 12 of 40 households", 10) == [(3, 40)]
    assert small("应到40户次中40户次到会 and 0 of 40 households", 10) == []
