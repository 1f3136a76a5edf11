"""The filled tables as data frames, so that tests count for themselves."""

import pickle
from datetime import date
from enum import Enum
from functools import cached_property, lru_cache
from pathlib import Path

import pandas as pd
from sqlalchemy import Table, select
from sqlmodel import Session

import db
from dashboard.intake.demo import fill
from dashboard.schema import METADATA
from tests import demo

AS_OF, SEED = date(2026, 10, 31), 278


class Site:
    """Every table by name; dates are whole days, enums their values."""

    def __init__(self, session: Session) -> None:
        self.tables = {table.name: _frame(session, table) for table in METADATA.sorted_tables}

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.tables[name]

    @cached_property
    def yard(self) -> dict[int, int]:
        """The number of each courtyard by id."""
        rows = self["courtyard"]
        return dict(zip(rows["id"], rows["no"], strict=True))

    @property
    def first(self) -> pd.Timestamp:
        return self["site"]["since"][0]

    @property
    def last(self) -> pd.Timestamp:
        return self.first + pd.DateOffset(months=24) - pd.Timedelta(days=1)

    def month(self, days: pd.Series) -> pd.Series:
        """The month of the window, counted from 0."""
        return (days.dt.year - self.first.year) * 12 + days.dt.month - self.first.month

    @cached_property
    def requests(self) -> pd.DataFrame:
        """Requests with courtyard number, month, and whether the household lives under the roof."""
        homes = self["household"].set_index("id")
        rows = self["request"]
        return rows.assign(
            no=rows["courtyard_id"].map(self.yard),
            month=self.month(rows["accepted_on"]),
            top=rows["household_id"].map(homes["top_floor"]),
            in_time=rows["first_contact_at"] <= rows["limit_at"],
        )

    @cached_property
    def verdicts(self) -> pd.DataFrame:
        """The last call-backs of closings that were answered, as 0 and 1."""
        rows = self["call_back"]
        rows = rows[rows["last"].astype(bool) & (rows["outcome"] != "unreached")]
        return rows.assign(
            no=rows["courtyard_id"].map(self.yard),
            month=self.month(rows["called_on"]),
            solved=(rows["outcome"] == "solved").astype(float),
            satisfied=rows["satisfaction"].map({"satisfied": 1.0, "unsatisfied": 0.0}),
        )

    @cached_property
    def closed(self) -> pd.DataFrame:
        """Requests that were closed, with the days to their first closing."""
        closings = self["closing"].query("no == 1").set_index("request_id")["closed_on"]
        rows = self.requests.assign(closed_on=self.requests["id"].map(closings)).dropna(subset=["closed_on"])
        return rows.assign(days=(rows["closed_on"] - rows["accepted_on"]).dt.days)

    def rolling(self, day: str) -> pd.DataFrame:
        """The verdicts of the twelve months that end on a day."""
        end = pd.Timestamp(day)
        called = self.verdicts["called_on"]
        return self.verdicts[(called > end - pd.DateOffset(years=1)) & (called <= end)]


@lru_cache
def made(as_of: date = AS_OF, *, seed: int = SEED) -> Site:
    """A site as it is filled, by whichever process needs it first; nobody changes it."""

    def fill(file: Path) -> None:
        file.write_bytes(pickle.dumps(newly_made(as_of, seed)))

    site: Site = pickle.loads(demo.once(f"site-{as_of}-{seed}", fill).read_bytes())
    return site


def newly_made(as_of: date, seed: int) -> Site:
    """A site filled into a database of its own in memory."""
    engine = db.make_engine("sqlite://")
    METADATA.create_all(engine)
    with Session(engine) as session:
        fill(session, as_of, seed)
        site = Site(session)
    engine.dispose()
    return site


def _frame(session: Session, table: Table) -> pd.DataFrame:
    frame = pd.DataFrame(session.execute(select(table)).mappings().all(), columns=list(table.c.keys()))
    for column in table.c:
        if column.type.python_type is date:
            frame[column.name] = pd.to_datetime(frame[column.name])
        else:
            frame[column.name] = frame[column.name].map(
                lambda one: one.value if isinstance(one, Enum) else one
            )
    return frame
