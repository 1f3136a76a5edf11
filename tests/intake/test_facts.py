"""The article's facts as data: marked, in both languages, placed, without persons."""

import tomllib
from pathlib import Path

import pytest

FACTS = tomllib.loads(
    (Path(__file__).resolve().parents[2] / "data" / "facts.toml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("fact", FACTS["facts"], ids=lambda fact: fact["key"])
def test_each_fact_has_its_mark_place_and_both_languages(fact: dict[str, object]) -> None:
    assert fact["mark"] in {"A", "L", "K", "D"}
    assert fact["place"] in {place["key"] for place in FACTS["places"]}
    assert fact["zh"]
    assert fact["en"]


def test_keys_are_unique() -> None:
    keys = [fact["key"] for fact in FACTS["facts"]]
    assert len(keys) == len(set(keys))


def test_each_places_story_stands_under_its_own_name() -> None:
    told = {(fact["place"], fact["topic"]) for fact in FACTS["facts"] if fact["mark"] == "A"}
    for place in ("taihe", "shuguang"):
        assert {
            (place, topic) for topic in ("before", "turning_point", "bodies", "mechanism", "duties", "now")
        } <= told


@pytest.mark.parametrize("term", FACTS["terms"], ids=lambda term: term["zh"])
def test_each_term_of_the_glossary_has_both_languages(term: dict[str, object]) -> None:
    assert term["zh"]
    assert term["en"]
    assert set(term.get("help", {"zh": 1, "en": 1})) == {"zh", "en"}


def test_the_law_behind_a_rule_is_named_in_both_languages() -> None:
    laws = [fact for fact in FACTS["facts"] if "law" in fact]
    assert {fact["mark"] for fact in laws} <= {"L", "K"}
    assert all(fact["law"]["zh"] and fact["law"]["en"] for fact in laws)
