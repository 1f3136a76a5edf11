"""A vote counted outside the app, to check one that was held on paper."""

import json
import sys
from pathlib import Path
from typing import Any

from dashboard.cli.kit import Commands
from dashboard.intake import paper_votes
from dashboard.rules.vote_words import square_metres, why
from dashboard.rules.votes import Tally, count


def add(commands: Commands) -> None:
    """`vote`."""
    made = commands.add("vote", _vote, "count an owners' vote from a JSON file by the Civil Code's art. 278")
    made.add_argument("file", type=Path, metavar="FILE.json")


def _vote(asked: Any) -> int:
    """The count as JSON; of a malformed file one line a problem, exit code 2."""
    found = paper_votes.read(asked.file.read_bytes())
    if found.vote is None:
        for one in found.problems:
            print(one, file=sys.stderr)
        return 2
    counted = count(found.vote.electorate)
    told = {
        "heads": _told(counted.heads, int),
        "area": _told(counted.area, square_metres),
        "turnout_met": counted.turnout_met,
        "passed": counted.passed(found.vote.matter),
        "why": why(counted, found.vote.matter),
    }
    print(json.dumps(told, ensure_ascii=False, indent=1))
    return 0


def _told(tally: Tally, write: Any) -> dict[str, Any]:
    return {name: write(getattr(tally, name)) for name in ("all", "took_part", "yes")}
