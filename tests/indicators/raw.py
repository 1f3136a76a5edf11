"""The raw tables of a database as frames, and the few words in which by_hand.py counts them.

Dates and instants stay the ISO texts that SQLite keeps, which sort like the days they name.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from sqlite3 import Connection
from typing import TypeAlias

import pandas as pd

SITE, NONE = -1, 0
TODAY = "2026-10-31"
NOW = "2026-10-31 15:59:59"
"""The last second of that day in Shanghai, as UTC."""

Counts: TypeAlias = "dict[tuple[int, str], tuple[int, int]]"


@dataclass(frozen=True)
class Stretch:
    """A period: its first and last day; `until` is the day that states are read at."""

    written: str
    first: str
    last: str

    @property
    def until(self) -> str:
        return min(self.last, TODAY)

    def holds(self, days: pd.Series) -> pd.Series:
        return days.between(self.first, self.last)


def stretch(written: str) -> Stretch:
    """The days of a period written 2026-09, 2026-Q3, 2026 or R2026-Q3."""
    year = int(re.findall(r"\d{4}", written)[0])
    if "Q" in written:
        month = 3 * int(written[-1])
        first = (year - 1, month + 1) if written[0] == "R" and month < 12 else (year, month - 2)
        first = (year, 1) if written[0] == "R" and month == 12 else first
    else:
        month = int(written[5:] or 12)
        first = (year, int(written[5:] or 1))
    return Stretch(written, f"{first[0]}-{first[1]:02}-01", f"{year}-{month:02}-{monthrange(year, month)[1]}")


class Town:
    """The raw tables by name, each read once."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.read: dict[str, pd.DataFrame] = {}

    def __getattr__(self, table: str) -> pd.DataFrame:
        if table not in self.read:
            found = pd.read_sql(f"SELECT * FROM {table}", self.connection)
            empty = [name for name in found if found[name].isna().all()]
            found[empty] = found[empty].astype("str")  # so that an empty date compares like the others
            self.read[table] = found.rename(columns={"courtyard_id": "courtyard"})
        return self.read[table]


def add_up(rows: pd.DataFrame, written: str) -> Counts:
    """The counts of the site, of each courtyard and of what belongs to none."""
    where = pd.to_numeric(rows["courtyard"]).fillna(NONE).astype(int)
    sums = rows[["part", "whole"]].astype(int).groupby(where).sum()
    counts = {(int(scope), written): (int(p), int(w)) for scope, p, w in sums.itertuples()}
    counts[SITE, written] = (int(sums["part"].sum()), int(sums["whole"].sum()))
    return counts


def rows(frame: pd.DataFrame, part: "pd.Series | int", whole: "pd.Series | int" = 1) -> pd.DataFrame:
    """The rows that count, with their courtyard where they have one."""
    return pd.DataFrame(
        {"courtyard": frame.get("courtyard"), "part": part, "whole": whole}, index=frame.index
    )


def in_force(frame: pd.DataFrame, day: str) -> pd.DataFrame:
    """What has begun by a day and not ended before it."""
    return frame[(frame["since"] <= day) & (frame["until"].isna() | (frame["until"] >= day))]


def on_time(frame: pd.DataFrame, done: str, days: Stretch) -> pd.DataFrame:
    """What fell due in the stretch, and of it what was done by the day it was due."""
    due = frame[days.holds(frame["due_on"]) & (frame["due_on"] <= TODAY)]
    return rows(due, due[done] <= due["due_on"])


def residents(town: Town, day: str) -> pd.DataFrame:
    """Who lives here on a day, with the courtyard."""
    homes = town.household[["id", "courtyard"]].rename(columns={"id": "household_id"})
    return in_force(town.resident, day).merge(homes, on="household_id")


def members(town: Town, day: str) -> pd.DataFrame:
    """Party members living here on a day; `id` is the membership's."""
    living = residents(town, day)[["id", "courtyard"]].rename(columns={"id": "resident_id"})
    return in_force(town.membership, day).merge(living, on="resident_id")


def serving(town: Town, day: str) -> pd.DataFrame:
    """Terms of office that hold on a day."""
    terms = in_force(town.term, day)
    return terms[terms["ended_on"].isna() | (terms["ended_on"] > day)]


def last_words(town: Town, days: Stretch) -> pd.DataFrame:
    """The last call-back of each closing, of those made in the stretch."""
    last = town.call_back.sort_values("no").groupby("closing_id").tail(1)
    return last[days.holds(last["called_on"])]


def answers(town: Town, days: Stretch, question: str) -> pd.DataFrame:
    """Who answered a question of a random-sample survey that closed in the stretch and before today."""
    sample = town.survey.query("mode == 'sample'")
    over = sample[days.holds(sample["closed_on"]) & (sample["closed_on"] < str(TODAY))]["id"]
    given = town.survey_answer
    return given[given["survey_id"].isin(over) & given[question].notna()]


def household_months(town: Town, days: Stretch) -> pd.DataFrame:
    """A row for each household and month of the stretch that has begun."""
    months = pd.date_range(days.first, days.until, freq="MS")
    kept = [in_force(town.household, min(_month_end(month), TODAY)) for month in months]
    return rows(pd.concat(kept, ignore_index=True), 0)


def _month_end(month: pd.Timestamp) -> str:
    return (month + pd.offsets.MonthEnd(0)).date().isoformat()
