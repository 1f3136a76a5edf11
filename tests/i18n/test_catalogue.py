"""The interface in Chinese: complete, true to its placeholders, and free of English."""

import ast
import re
from string import Formatter

import pytest

from dashboard.i18n import _, _n, catalogue, language, speaking
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import THEME_NAMES, Indicator, Stat
from dashboard.indicators.scores import VALUED, Compared, Score, Verdict
from dashboard.indicators.sentences import (
    CHANGE_WORDS,
    completeness,
    period_words,
    sentence,
    target_words,
    verdict_words,
)
from tests.i18n import texts

ENGLISH = re.compile(r"[A-Za-z]")

NAMES = {
    "party_checkin_rate": "双报到率",
    "party_service_hours": "党员人均服务时长",
    "alliance_delivery": "共建项目兑现率",
    "cross_post_fill": "交叉任职到位率",
    "joint_meeting_on_time": "会议按季召开率",
    "committee_complete": "自治组织健全率",
    "seal_compliance": "用印合规率",
    "disclosure_on_time": "公开及时率",
    "consult_turnout": "协商到会率",
    "resolution_delivery": "议定事项按期办结率",
    "vote_compliance": "表决合规率",
    "station_visits": "驿站百户到访",
    "culture_reach": "文化活动覆盖率",
    "org_active_share": "社会组织活跃率",
    "mediation_success": "调解成功率",
    "mediation_fulfilment": "协议履行率",
    "household_participation": "居民参与率",
    "volunteer_rate": "活跃志愿者率",
    "response_rate": "响应率",
    "solve_rate": "解决率",
    "satisfied_rate": "满意率",
    "median_days": "办结中位天数",
    "repeat_request": "重复诉求率",
    "gain_share": "获得感",
    "wellbeing_mean": "幸福感均分",
    "safety_share": "安全感",
    "burglary_rate": "入户盗窃率",
    "hazard_rectified": "隐患按期整改率",
    "fee_collection": "物业费收缴率",
    "property_satisfaction": "物业满意率",
    "renovation_done": "改造完成率",
    "roof_leak_rate": "雨季漏水率",
}


def placeholders(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name is not None}


def made_up(one: Indicator, verdict: Verdict, compared: Compared | None = None) -> Score:
    """A score of 30 of 36 with every report in; a value and an interval where the verdict rests on one."""
    spread = {"value": 0.83, "low": 0.68, "high": 0.92} if verdict in VALUED else {}
    reports = {"expected": 12, "entered": 11, "on_time": 10}
    return Score(
        one.key, "", 1, "2026-Q3", 30, 36, 36, verdict=verdict, compared=compared, **spread, **reports
    )


def verdicts(one: Indicator) -> list[Verdict]:
    """The verdicts that an indicator can get; about a target only where it has something to judge by."""
    judged = one.target is not None or one.stat is Stat.CHANGE
    return [
        verdict for verdict in Verdict if judged != (verdict is Verdict.NO_TARGET) or verdict not in VALUED
    ]


def is_assembled(argument: ast.expr) -> bool:
    """Whether a text is put together where it is looked up: an f-string, a sum, a choice of two literals."""
    if isinstance(argument, ast.IfExp):
        return any(isinstance(branch, ast.Constant) for branch in (argument.body, argument.orelse))
    return isinstance(argument, ast.JoinedStr | ast.BinOp)


def test_every_text_is_translated_and_no_translation_is_left_over() -> None:
    """What fails here is mended by `make texts` and a translation."""
    used = {one.id for one in texts.used() if one.id}
    written = {one.id: one for one in texts.written() if one.id}
    assert used - written.keys() == set()
    assert written.keys() - used == set()
    assert not texts.written().obsolete
    assert [id_ for id_, one in written.items() if one.fuzzy or not any(one.string)] == []


def test_placeholders_agree() -> None:
    for message in texts.written():
        if not message.id:
            continue
        english = message.id if isinstance(message.id, tuple) else (message.id,)
        chinese = message.string if isinstance(message.string, tuple) else (message.string,)
        assert len(chinese) == 1, message.id
        wanted = [placeholders(text) for text in (*english, *chinese)]
        assert all(one == wanted[0] for one in wanted), message.id


def test_texts_stand_whole_in_the_code() -> None:
    """A text put together in the call would be looked up in vain."""
    for path in texts.sources():
        for call in texts.calls(path):
            assert not any(map(is_assembled, texts.given(call))), f"{path}:{call.lineno}"


def test_texts_are_found_inside_f_strings_and_other_calls(tmp_path) -> None:
    code = tmp_path / "code.py"
    code.write_text(
        """f"{safe(_('one'))}"; _(NAMES.get(key, N_("two"))); _n("{n} day", "{n} days", 3); _(name)"""
    )
    assert {texts.text(call) for call in texts.calls(code)} == {"one", "two", ("{n} day", "{n} days"), None}


def test_chinese_ends_as_the_english_does() -> None:
    """A sentence stays a sentence and a label a label."""
    ends = {".": "。", "?": "？", ":": "："}
    for message in texts.written():
        one = message.id[0] if isinstance(message.id, tuple) else message.id
        chinese = message.string[0] if isinstance(message.string, tuple) else message.string
        if one:
            assert chinese[-1] == ends.get(one[-1], chinese[-1]), one
            assert one[-1] in ends or chinese[-1] not in ends.values(), one


def test_every_indicator_has_its_chinese_name() -> None:
    with speaking("zh"):
        assert {key: _(one.name) for key, one in CATALOGUE.items()} == NAMES


@pytest.mark.parametrize("key", NAMES)
def test_chinese_sentences_hold_no_english(key: str) -> None:
    one = CATALOGUE[key]
    scores = [made_up(one, verdict) for verdict in verdicts(one)]
    scores += [made_up(one, verdicts(one)[0], compared) for compared in Compared]
    with speaking("zh"):
        told = [
            text for score in scores for text in (sentence(score), verdict_words(score), completeness(score))
        ]
        card = (one.name, one.meaning, one.why, one.part_means, one.whole_means, one.owner, one.reviewed_by)
        told += [_(text) for text in (*card, THEME_NAMES[one.theme], *one.beside.values())]
        told.append(target_words(one))
    assert [text for text in told if ENGLISH.search(text)] == []
    assert all(sentence_ends_well(text) for text in told)


def sentence_ends_well(text: str) -> bool:
    return not re.search(r"[，。]{2}|[{}?]| [，。]", text)


def test_a_sentence_reads_aloud_in_both_languages() -> None:
    score = made_up(CATALOGUE["gain_share"], Verdict.CANNOT_TELL, Compared.ALIKE)
    with speaking("zh"):
        assert sentence(score) == (
            "36位受访居民中30位觉得比一年前好，83%（68%–92%），能否达到80%的目标，证据不足，与全片区的差异可能出于偶然。"
        )
    with speaking("en"):
        assert sentence(score) == (
            "30 of 36 who answered say it is better than a year ago, 83% (68% to 92%), "
            "whether the target of 80% is met cannot be told, the difference from the site may be chance."
        )


@pytest.mark.parametrize(
    ("period", "chinese", "english"),
    [
        ("2026-10", "2026年10月", "Oct 2026"),
        ("2026-Q3", "2026年第3季度", "Q3 2026"),
        ("2026", "2026年", "2026"),
        ("R2026-Q3", "截至2026年9月的12个月", "12 months to Sep 2026"),
    ],
)
def test_periods_in_words(period: str, chinese: str, english: str) -> None:
    with speaking("zh"):
        assert period_words(period) == chinese
    with speaking("en"):
        assert period_words(period) == english


def test_a_season_is_compared_with_the_one_before() -> None:
    leaks = CATALOGUE["roof_leak_rate"]
    with speaking("zh"):
        for verdict, words in CHANGE_WORDS.items():
            assert _(words) in sentence(made_up(leaks, verdict))


@pytest.mark.parametrize(
    ("n", "chinese", "english"),
    [
        (1, "1处隐患逾期未整改。", "1 hazard is past its date."),
        (3, "3处隐患逾期未整改。", "3 hazards are past their date."),
    ],
)
def test_one_and_many(n: int, chinese: str, english: str) -> None:
    forms = ("{n} hazard is past its date.", "{n} hazards are past their date.")
    with speaking("zh"):
        assert _n(*forms, n) == chinese
    with speaking("en"):
        assert _n(*forms, n) == english


def test_speaking_nests_and_gives_the_language_back() -> None:
    before = language()
    with speaking("zh"):
        with speaking("en"):
            assert _("Solved rate") == "Solved rate"
        assert (language(), _("Solved rate")) == ("zh", "解决率")
    assert language() == before


def test_english_needs_no_catalogue_and_an_unknown_text_stays_as_it_is() -> None:
    assert catalogue("en") == {}
    with speaking("zh"):
        assert _("No such text, {name}", name="你好") == "No such text, 你好"
        assert _("") == ""
