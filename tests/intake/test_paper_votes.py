"""A vote on paper, from its file: counted, or every problem by its place."""

import json
from typing import Any

import pytest

from dashboard import cli
from dashboard.intake.paper_votes import read

OWNERS = 36
UNIT = {"id": "1-101", "owner": "a", "area": "56.20"}
BALLOT = {"unit": "1-101", "choice": "yes", "channel": "paper"}


def vote(**given: Any) -> dict[str, Any]:
    return {"matter": "ordinary", "held_on": "2026-10-18", "units": [UNIT], "ballots": [BALLOT]} | given


def hall(*, came: int, yes: int, matter: str = "ordinary") -> dict[str, Any]:
    """36 owners of a flat of 50 m² each, of whom so many came and agreed."""
    units = [{"id": f"1-{n}", "owner": f"o{n}", "area": "50.00"} for n in range(OWNERS)]
    said = ["yes"] * yes + ["no"] * (came - yes)
    ballots = [{"unit": f"1-{n}", "choice": one, "channel": "room"} for n, one in enumerate(said)]
    return vote(matter=matter, units=units, ballots=ballots)


def run(capsys: Any, tmp_path: Any, told: Any) -> tuple[int, str, str]:
    file = tmp_path / "vote.json"
    file.write_bytes(told if isinstance(told, bytes) else json.dumps(told).encode())
    code = cli.main(["vote", str(file)])
    return code, *capsys.readouterr()


@pytest.mark.parametrize(
    ("given", "result"),
    [
        (("ordinary", 24, 13), (True, True)),
        (("ordinary", 24, 12), (True, False)),
        (("ordinary", 23, 23), (False, False)),
        (("special", 24, 18), (True, True)),
        (("special", 24, 17), (True, False)),
        (("ordinary", 0, 0), (False, False)),
    ],
)
def test_thirty_six_owners(capsys, tmp_path, given, result):
    matter, came, yes = given
    code, out, err = run(capsys, tmp_path, hall(came=came, yes=yes, matter=matter))
    told = json.loads(out)
    assert (code, err) == (0, "")
    assert told["heads"] == {"all": 36, "took_part": came, "yes": yes}
    assert told["area"] == {"all": "1800.00", "took_part": f"{50 * came}.00", "yes": f"{50 * yes}.00"}
    assert (told["turnout_met"], told["passed"]) == result
    assert f"{came} of 36 owners (at least 24)" in told["why"]


def test_two_flats_of_one_owner_are_one_head_and_both_areas(capsys, tmp_path):
    units = [UNIT, UNIT | {"id": "1-102", "area": "43.81"}, UNIT | {"id": "1-201", "owner": "b"}]
    ballots = [BALLOT, BALLOT | {"unit": "1-102", "channel": "phone"}]
    _code, out, _err = run(capsys, tmp_path, vote(units=units, ballots=ballots))
    told = json.loads(out)
    assert told["heads"] == {"all": 2, "took_part": 1, "yes": 1}
    assert told["area"] == {"all": "156.21", "took_part": "100.01", "yes": "100.01"}
    assert not told["turnout_met"]
    assert "by head" in told["why"]


@pytest.mark.parametrize(
    ("told", "places"),
    [
        (b"", ["file"]),
        (b"[]", ["file"]),
        (b"{", ["file"]),
        ("票".encode("gb18030"), ["file"]),
        ({}, ["matter", "held_on", "units", "ballots"]),
        (vote(matter="consultative"), ["matter"]),
        (vote(held_on="2026-02-30"), ["held_on"]),
        (vote(held_on=20261018), ["held_on"]),
        (vote(held_on="2020-12-31"), ["held_on"]),
        (vote(units=[]), ["units"]),
        (vote(units=[UNIT | {"area": "56.205"}]), ["units[0].area"]),
        (vote(units=[UNIT | {"area": "-1"}]), ["units[0].area"]),
        (vote(units=[UNIT | {"area": "0"}]), ["units[0].area"]),
        (vote(units=[UNIT | {"area": "NaN"}]), ["units[0].area"]),
        (vote(units=[UNIT | {"area": True}]), ["units[0].area"]),
        (vote(units=[UNIT | {"owner": " "}]), ["units[0].owner"]),
        (vote(units=[UNIT, UNIT]), ["units[1].id"]),
        (vote(units=["1-101"]), ["units[0]"]),
        (vote(ballots=[BALLOT | {"unit": "9-999"}]), ["ballots[0].unit"]),
        (vote(ballots=[BALLOT | {"choice": "perhaps"}]), ["ballots[0].choice"]),
        (vote(ballots=[BALLOT | {"channel": "telegram"}]), ["ballots[0].channel"]),
        (vote(note="x"), ["note"]),
        (vote(matter="big", held_on="soon"), ["matter", "held_on"]),
    ],
)
def test_a_malformed_file_gets_a_line_for_each_problem(capsys, tmp_path, told, places):
    code, out, err = run(capsys, tmp_path, told)
    assert (code, out) == (2, "")
    assert [line.split(": ")[0] for line in err.splitlines()] == places


def test_a_second_ballot_is_told_with_the_first():
    found = read(json.dumps(vote(ballots=[BALLOT, BALLOT | {"choice": "no", "channel": "door"}])).encode())
    assert found.problems == ("ballots[1].unit: '1-101' has voted already: yes by paper",)


def test_an_area_may_be_written_as_a_number(capsys, tmp_path):
    code, out, _err = run(capsys, tmp_path, vote(units=[UNIT | {"area": 56.2}]))
    assert (code, json.loads(out)["area"]["all"]) == (0, "56.20")


def test_there_is_no_such_file(capsys):
    assert cli.main(["vote", "nowhere.json"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
