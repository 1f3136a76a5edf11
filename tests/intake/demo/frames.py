"""The filled tables as data frames, so that tests count for themselves."""

from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
from sqlalchemy import select
from sqlmodel import Session

import db
from dashboard.intake.demo import fill
from dashboard.schema import METADATA

AS_OF = date(2026, 10, 31)


def made(as_of: date = AS_OF, *, seed: int = 278) -> "Site":
    """A site filled into a database of its own in memory."""
    engine = db.make_engine("sqlite://")
    METADATA.create_all(engine)
    with Session(engine) as session:
        fill(session, as_of, seed)
        site = Site(session)
    engine.dispose()
    return site


class Site:
    """Every table by name; dates are numpy days, instants are aware."""

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
        rows = self["request"].assign(month=self.month(self["request"]["accepted_on"]))
        rows["no"] = rows["courtyard_id"].map(self.yard)
        rows["top"] = rows["household_id"].map(homes["top_floor"])
        return rows

    @cached_property
    def verdicts(self) -> pd.DataFrame:
        """The last call-back of each closing that was reached."""
        calls = self["call_back"]
        rows = calls[(calls["last"] == True) & (calls["outcome"] != "unreached")]  # noqa: E712
        return rows.assign(
            no=rows["courtyard_id"].map(self.yard),
            month=self.month(rows["called_on"]),
            solved=rows["outcome"] == "solved",
            satisfied=(rows["satisfaction"] == "satisfied").where(rows["satisfaction"].notna()),
        )

    @cached_property
    def waits(self) -> pd.DataFrame:
        """Requests that were closed: days to the first closing."""
        closings = self["closing"][self["closing"]["no"] == 1].set_index("request_id")
        rows = self.requests.assign(closed_on=self.requests["id"].map(closings["closed_on"]))
        rows = rows.dropna(subset=["closed_on"])
        return rows.assign(days=(rows["closed_on"] - rows["accepted_on"]).dt.days)


def _frame(session: Session, table: object) -> pd.DataFrame:
    rows = session.execute(select(table)).mappings().all()  # type: ignore[call-overload]
    frame = pd.DataFrame(rows, columns=list(table.c.keys()))  # type: ignore[attr-defined]
    for column in table.c:  # type: ignore[attr-defined]
        if column.type.python_type is date:
            frame[column.name] = pd.to_datetime(frame[column.name])
        elif frame[column.name].dtype == object and column.name != "checklist":
            frame[column.name] = frame[column.name].map(lambda one: getattr(one, "value", one))
    return frame


def share(rows: pd.Series) -> float:
    return float(np.mean(rows.astype(float)))
