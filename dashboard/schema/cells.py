"""Additive cells: what the indicators read instead of the records."""

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from dashboard.schema.base import Base

NO_COURTYARD = 0
NO_DAYS = -1


class Cell(Base, table=True):
    """Sums of one indicator's evidence rows of one courtyard, period and stratum.

    `courtyard_id` is 0 for rows that belong to no courtyard, `days` -1 where the kind knows none.
    All values are integers, so cells rebuilt from nothing equal cells kept by writes exactly.
    """

    __table_args__ = (Index("ix_cell_period", "period", "key"),)

    key: str = Field(primary_key=True, max_length=40)
    period: str = Field(primary_key=True, max_length=10)
    courtyard_id: int = Field(primary_key=True)
    stratum: str = Field(primary_key=True, max_length=40, default="")
    days: int = Field(primary_key=True, default=NO_DAYS)
    n: int
    part: int = Field(sa_type=BigInteger)
    whole: int = Field(sa_type=BigInteger)
    squares: int = Field(sa_type=BigInteger)
