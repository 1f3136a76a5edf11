"""All tables and the drafts that validate them; importing this package defines every table."""

from dashboard.schema import (
    cells,
    duties,
    history,
    life,
    mediation,
    meetings,
    money,
    organisations,
    people,
    places,
    renovation,
    requests,
    safety,
    surveys,
    threads,
    trust,
    votes,
)
from dashboard.schema.base import Base

METADATA = Base.metadata

__all__ = [
    "METADATA",
    "Base",
    "cells",
    "duties",
    "history",
    "life",
    "mediation",
    "meetings",
    "money",
    "organisations",
    "people",
    "places",
    "renovation",
    "requests",
    "safety",
    "surveys",
    "threads",
    "trust",
    "votes",
]
