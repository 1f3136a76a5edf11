"""Numbers on the command line: scores, and the rows behind one."""

from dataclasses import asdict
from typing import Any

import db
from dashboard import clock
from dashboard.cli.kit import Commands, print_rows
from dashboard.errors import UnknownName
from dashboard.indicators import openings
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import Level
from dashboard.indicators.periods import parse
from dashboard.indicators.scores import Score, latest, score
from dashboard.indicators.sentences import sentence
from dashboard.queries import places
from dashboard.schema.cells import NO_COURTYARD


def add(commands: Commands) -> None:
    """`indicators`, `evidence`."""
    made = commands.add("indicators", _indicators, "the scores")
    made.add_argument("--key", choices=list(CATALOGUE), metavar="KEY")
    made.add_argument("--level", choices=[level.value for level in Level], default=Level.SITE.value)
    made.add_argument("--period", help="2026-09, 2026-Q3, 2026 or R2026-Q3")
    made.add_argument("--json", action="store_true")
    made = commands.add("evidence", _evidence, "the rows behind a number")
    made.add_argument("key", choices=list(CATALOGUE), metavar="KEY")
    made.add_argument("--period", required=True, help="2026-09, 2026-Q3, 2026 or R2026-Q3")
    made.add_argument("--courtyard", type=int, metavar="N")
    made.add_argument("--json", action="store_true")


def _indicators(asked: Any) -> None:
    level = Level(asked.level)
    keys = [asked.key] if asked.key else list(CATALOGUE)
    keys = [key for key in keys if level in CATALOGUE[key].shown]
    with db.reading() as session:
        if asked.period:
            period = parse(asked.period)
            scores = score(session, {key: [period] for key in keys}, level=level)
        else:
            scores = latest(session, day=clock.today(), keys=keys, level=level)
        courtyards = {row["id"]: row["no"] for row in places.courtyards(session)}
    print_rows([_told(one, courtyards) for one in scores if not one.stratum], asked.json, "sentence")


def _told(one: Score, courtyards: dict[int, int]) -> dict[str, Any]:
    scope = "none" if one.scope == NO_COURTYARD else courtyards.get(one.scope, "site")
    return {**asdict(one), "scope": str(scope), "sentence": sentence(one)}


def _evidence(asked: Any) -> None:
    period = parse(asked.period)
    with db.reading() as session:
        courtyards = {row["id"]: row["no"] for row in places.courtyards(session)}
        ids = {no: id_ for id_, no in courtyards.items()}
        if asked.courtyard is not None and asked.courtyard not in ids:
            raise UnknownName(f"courtyard {asked.courtyard}")
        rows = openings.evidence(
            session, asked.key, period, now=clock.now(), courtyard_id=ids.get(asked.courtyard)
        )
    print_rows([{**row, "courtyard": courtyards.get(row["courtyard"])} for row in rows], asked.json)
