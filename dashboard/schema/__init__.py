"""All tables and the drafts that validate them; importing this package defines every table."""

from dashboard.schema import (
    accounts,
    activities,
    cells,
    duties,
    history,
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
    votes,
)
from dashboard.schema.base import Base

METADATA = Base.metadata

__all__ = [
    "METADATA",
    "Base",
    "accounts",
    "activities",
    "cells",
    "duties",
    "history",
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
    "votes",
]
