"""The office's reference: every kind of record with its fields, who may what, and what it counts towards."""

import json

import pytest

from dashboard import cli
from dashboard.access import POLICY
from dashboard.records.catalogue import KINDS


@pytest.fixture
def kinds(capsys) -> dict[str, dict]:
    assert cli.main(["records", "--json", "--lang", "zh"]) == 0
    return {kind["noun"]: kind for kind in json.loads(capsys.readouterr().out)}


def test_every_kind_is_told_with_every_field(kinds):
    assert list(kinds) == list(KINDS)
    for noun, kind in KINDS.items():
        assert [field["name"] for field in kinds[noun]["fields"]] == list(kind.names)


def test_a_field_is_told_as_people_see_it(kinds):
    fields = {field["name"]: field for field in kinds["request"]["fields"]}
    assert (fields["type"]["label"], fields["type"]["choices"]["leak"]) == ("什么事？", "屋顶外墙漏水")
    assert (fields["type"]["needed"], fields["type"]["personal"]) == (True, None)
    assert (fields["phone"]["personal"], fields["phone"]["asked"]) == ("P2", "more")
    performed = next(field for field in kinds["mediation"]["fields"] if field["name"] == "performed_on")
    assert (performed["asked"], performed["needed"]) == ("later", False)


def test_who_may_is_the_policy_itself(kinds):
    for noun, kind in KINDS.items():
        for right, action in (("may_see", kind.see), ("may_enter", kind.enter), ("may_correct", kind.record)):
            assert kinds[noun][right] == {role.value: where.value for role, where in POLICY[action].items()}


@pytest.mark.parametrize(
    ("noun", "indicators"),
    [
        ("seal_use", ["seal_compliance"]),
        ("mediation", ["mediation_success", "mediation_fulfilment"]),
        ("meeting", ["joint_meeting_on_time", "consult_turnout", "household_participation"]),
        ("inspection", []),
    ],
)
def test_what_a_record_counts_towards_is_told(kinds, noun, indicators):
    assert kinds[noun]["counts_towards"] == indicators


def test_a_person_reads_it_without_json_and_without_a_database(capsys, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    assert cli.main(["records", "--lang", "zh"]) == 0
    out = capsys.readouterr().out
    assert "seal_use" in out
    assert "counts towards: mediation_success, mediation_fulfilment" in out
    assert "院落自治小组 (own)" in out
