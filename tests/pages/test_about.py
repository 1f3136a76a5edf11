"""About and method: every fact, every indicator, every rule, for everybody and in both languages."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import i18n
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.intake import facts as article
from dashboard.schema.accounts import Role
from dashboard.ui import cache
from dashboard.ui.components import definitions
from dashboard.ui.views.about import method, rulebook
from tests.pages.test_pages import PERSONAS, told

Open = Callable[..., AppTest]
SECTIONS = ["story", "definitions", "glossary", "rules", "method", "demo"]
LANGUAGES = ["zh", "en"]

PRIVACY = {
    "P0": ["suppressed", "yes", "yes", "yes", "yes"],
    "P1": ["no", "open task only", "yes", "yes", "no"],
    "P2": ["no", "open task only", "masked", "masked", "no"],
    "P3": ["no", "no", "no", "reason", "no"],
}
"""DOMAIN's table, written out: public, property company, committee (own courtyard), office, leader."""


def section(app: Open, part: str, lang: str, persona: str = "guest") -> AppTest:
    test = app(persona, "system/about.py", lang=lang, part=part)
    assert not test.exception
    return test


def words(test: AppTest) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", told(test)))


def links(test: AppTest) -> dict[str, str]:
    """Label → query of every link to another page."""
    return {one.proto.label: one.proto.query_string for one in test.get("page_link")}


def rows(test: AppTest) -> list[list[str]]:
    """The cells of every row of every table."""
    html = " ".join(element.proto.body for element in test.get("html"))
    return [
        [unescape(cell) for cell in re.findall(r"<td>(.*?)</td>", row)]
        for row in re.findall(r"<tr>(.*?)</tr>", html)
    ]


@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.parametrize("part", SECTIONS)
def test_every_section_is_for_everybody(app: Open, part: str, persona: str) -> None:
    assert len(words(section(app, part, "zh", persona))) > 100


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_fact_is_told_with_its_mark(app: Open, lang: str) -> None:
    shown = "".join(
        element.proto.body
        for part in ("story", "rules", "demo")
        for element in section(app, part, lang).get("html")
    )
    for fact in article.facts():
        at = unescape(shown).find(fact[lang])
        assert at >= 0, fact["key"]
        tag = re.search(r'class="yl-tag"[^>]*>(\w)', unescape(shown)[at + len(fact[lang]) :])
        assert tag is not None
        assert tag[1] == fact["mark"], fact["key"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_places_keep_their_own_columns(app: Open, lang: str) -> None:
    html = next(e.proto.body for e in section(app, "story", lang).get("html") if "yl-time" in e.proto.body)
    html = unescape(html)
    for fact in article.facts():
        if fact["topic"] in ("rules", "demo", "idea"):
            continue
        side = max(
            ("taihe", html.rfind("yl-side yl-left", 0, html.find(fact[lang]))),
            ("shuguang", html.rfind('"yl-side"', 0, html.find(fact[lang]))),
            ("district", html.rfind("yl-across", 0, html.find(fact[lang]))),
            key=lambda one: one[1],
        )
        assert side[0] == fact["place"], fact["key"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_indicator_is_defined_and_leads_to_its_page(app: Open, lang: str) -> None:
    test = section(app, "definitions", lang)
    shown, asked = words(test), links(test)
    with i18n.speaking(lang):
        for key, one in CATALOGUE.items():
            assert f"key={key}" in asked[f"**{i18n._(one.name)}**"]
            for text in (one.meaning, one.part_means, one.whole_means):
                assert i18n._(text) in shown, key
    assert len(CATALOGUE) == 32


def test_a_theme_in_the_address_leaves_the_others_out(app: Open) -> None:
    test = app("guest", "system/about.py", lang="en", part="definitions", theme="safety")
    keys = {query.split("key=")[1] for query in links(test).values() if "key=" in query}
    assert keys == {"safety_share", "burglary_rate", "hazard_rectified"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_glossary_gives_every_term_in_both_languages(app: Open, lang: str) -> None:
    shown = rows(section(app, "glossary", lang))
    for term in article.known()["terms"]:
        assert [term["zh"], term["en"], term.get("help", {}).get(lang, "")] in shown
    national = "社会工作者" if lang == "zh" else "social workers"
    assert any(row and row[0] == "三社联动" and national in row[2] for row in shown)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_privacy_table_is_the_one_that_was_agreed(app: Open, lang: str) -> None:
    said = {
        "zh": {
            "yes": "是",
            "no": "否",
            "suppressed": "小数隐去",
            "masked": "脱敏；查看全部须留痕",
            "open task only": "仅限本单位在办事项",
            "reason": "须说明理由并留痕",
        },
        "en": {
            "yes": "yes",
            "no": "no",
            "suppressed": "small numbers suppressed",
            "masked": "masked; revealing is logged",
            "open task only": "own open task only",
            "reason": "with a reason, logged",
        },
    }[lang]
    shown = {row[0]: row[2:] for row in rows(section(app, "rules", lang)) if row and row[0] in PRIVACY}
    assert shown == {level: [said[one] for one in cells] for level, cells in PRIVACY.items()}
    assert list(rulebook.READERS) == [Role.PUBLIC, Role.PROPERTY, Role.COMMITTEE, Role.OFFICE, Role.LEADER]


def test_the_rules_give_their_numbers(app: Open) -> None:
    shown = words(section(app, "rules", "en"))
    assert "Of 36 owners at least 24 must take part" in shown
    assert "an ordinary matter needs 13 in favour, a special one 18" in shown
    assert "Refused (20)" in shown
    assert "Civil Code, art. 278, in force from 1 January 2021" in shown
    for row in (["2 hours", "Fire hazard"], ["24 hours", "Pipes"]):
        assert row in rows(section(app, "rules", "en"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_intervals_computed_are_the_published_ones(app: Open, lang: str) -> None:
    shown = [row[1:] for row in rows(section(app, "method", lang)) if len(row) == 3][-6:]
    published = ["69.9–97.2%", "74.4–96.5%", "82.6–94.5%", "0.00–3.69", "0.03–5.57", "2.81–14.42"]
    assert shown == [[one, one] for one in published]


def test_the_published_column_is_not_computed() -> None:
    assert method.PUBLISHED[0][3] == "69.9–97.2"
    assert method.computed("wilson", 18, 21) != "69.9–97.2"


def test_the_funnel_says_plainly_what_it_does(app: Open) -> None:
    shown = words(section(app, "method", "en"))
    assert "20 of 20 around 95%, although chance alone gives that 36% of the time. Ours does not." in (
        re.sub(r"\s+", " ", shown)
    )


def test_a_real_site_invents_nothing(app: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    known = cache.site
    monkeypatch.setattr(cache, "site", lambda: known() | {"is_demo": False})
    test = section(app, "demo", "en")
    assert "What the demonstration invents" not in words(test)
    assert "How two places got here" in words(test)


def test_every_statistic_has_its_words() -> None:
    assert {one.stat for one in CATALOGUE.values()} <= definitions.STATS.keys()


def test_the_method_tells_how_often_chance_alone_gives_an_alarm(app: Open) -> None:
    found = {row[0]: row[1:] for row in rows(section(app, "method", "en")) if len(row) == 4}
    compared, each, any_of_them = found["A share clearly another than a year ago"]
    assert int(compared) > 5
    assert 3 < float(each.removesuffix("%")) < 6
    assert 15 < float(any_of_them.removesuffix("%")) < 45
    clear, watch = (
        found[one]
        for one in ("A courtyard clearly apart from the site", "A courtyard to be watched, or clearly apart")
    )
    assert clear[0] == watch[0]
    assert int(clear[0]) > 20
    assert float(clear[1].removesuffix("%")) <= 0.2 < float(watch[1].removesuffix("%")) < 5
    assert float(clear[2].removesuffix("%")) < 10
