"""Reads for pages, cached by the revision of the facts: a write anywhere shows everywhere at once."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any, TypeVar

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

import db
from dashboard import clock
from dashboard.access import Principal
from dashboard.indicators.changes import Change
from dashboard.indicators.scores import Score
from dashboard.jobs import freshness
from dashboard.queries import counted as counted_
from dashboard.queries import courtyard as courtyard_
from dashboard.queries import indicators, organisations, overview, places, requests, twelve_months
from dashboard.queries import map as map_
from dashboard.schema.accounts import Role
from dashboard.settings import settings

Found = TypeVar("Found")


def read(query: Callable[..., Found], **arguments: Any) -> Found:
    """Run one read in a session of its own, uncached."""
    with db.reading() as session:
        return query(session, **arguments)


At = tuple[str, int]
"""Which database at which revision: part of every key, so that a write makes all entries old."""
AT = "cached.at"
READER = "cached.reader"


@st.cache_resource(max_entries=32, show_spinner=False)
def _looked(at: At, day: date, today: date) -> overview.Overview:  # noqa: ARG001  # the cache's key
    return read(overview.load, day=day, today=today)


@st.cache_resource(max_entries=256, show_spinner=False)
def _trend(at: At, key: str, day: date, role: Role) -> list[Score]:  # noqa: ARG001  # the cache's key
    return read(overview.trend, key=key, day=day, role=role)


@st.cache_resource(max_entries=32, show_spinner=False)
def _structure(at: At, day: date) -> organisations.Structure:  # noqa: ARG001  # the cache's key
    return read(organisations.structure, day=day)


def structure(day: date) -> organisations.Structure:
    """One core and many bodies at the end of a day."""
    return _structure(at_revision(), day)


@st.cache_resource(max_entries=8, show_spinner=False)
def _places(at: At) -> tuple[dict[str, Any], list[dict[str, Any]]]:  # noqa: ARG001  # the cache's key
    return read(places.site), read(places.courtyards)


def around(key: str, day: date, by: Principal) -> Score | None:
    """The whole site's score of the period in which the courtyards are shown, None where none are."""
    return indicator(key, day, None, by).around


@st.cache_resource(max_entries=4, show_spinner=False)
def _planned(at: At) -> map_.Plan:  # noqa: ARG001  # the cache's key
    return read(map_.plan)


@st.cache_resource(max_entries=256, show_spinner=False)
def _counted(at: At, day: date, kind: str | None) -> dict[int, dict[str, int]]:  # noqa: ARG001  # the cache's key
    return read(map_.counts, day=day, kind=kind)


def plan() -> map_.Plan:
    """What stands where. It names flats: show of it what the reader may see."""
    return _planned(at_revision())


def counts(day: date, kind: str | None = None) -> dict[int, dict[str, int]]:
    """Open requests, hazards and renovation by courtyard at a day's end."""
    return _counted(at_revision(), day, kind)


@st.cache_resource(max_entries=256, show_spinner=False)
def _courtyard(at: At, courtyard_id: int, day: date, role: Role) -> courtyard_.View:  # noqa: ARG001  # the cache's key
    return read(courtyard_.view, courtyard_id=courtyard_id, day=day, role=role)


def courtyard(courtyard_id: int, day: date, by: Principal) -> courtyard_.View:
    """One courtyard as of a day, as the reader's role may see it."""
    return _courtyard(at_revision(), courtyard_id, day, by.role)


@st.cache_resource(max_entries=256, show_spinner=False)
def _indicator(at: At, key: str, day: date, courtyard_id: int | None) -> indicators.Detail:  # noqa: ARG001  # the cache's key
    return read(indicators.detail, key=key, day=day, courtyard_id=courtyard_id)


def indicator(key: str, day: date, courtyard_id: int | None, by: Principal) -> indicators.View:
    """One indicator of the site or a courtyard as of a day, as its reader may see it."""
    return indicators.view(
        _indicator(at_revision(), key, day, courtyard_id), role=by.role, courtyard_id=courtyard_id
    )


@st.cache_resource(max_entries=256, show_spinner=False)
def _counted_towards(at: At, table: str, day: date, today: date, role: Role) -> list[Score]:  # noqa: ARG001  # the cache's key
    return read(counted_.counted, table=table, day=day, today=today, role=role)


def counted(table: str, day: date, by: Principal) -> list[Score]:
    """The numbers that records of a table count towards, in the periods that hold a day."""
    return _counted_towards(at_revision(), table, day, clock.today(), by.role)


def load_overview(day: date, by: Principal) -> overview.Overview:
    """The overview as of a day, small cells of people withheld by role."""
    return overview.for_role(_looked(at_revision(), day, clock.today()), role=by.role)


def trend(key: str, day: date, by: Principal) -> list[Score]:
    """The last twelve periods of an indicator, as its reader may see them."""
    return _trend(at_revision(), key, day, by.role)


@st.cache_resource(max_entries=64, show_spinner=False)
def _changed(at: At, day: date, role: Role) -> list[Change]:  # noqa: ARG001  # the cache's key
    return read(twelve_months.changes, day=day, role=role)


def changes(day: date, by: Principal) -> list[Change]:
    """The shares of a year beside those of the year before, as their reader may see them."""
    return _changed(at_revision(), day, by.role)


def site() -> dict[str, Any]:
    """The site."""
    return _places(at_revision())[0]


def courtyards() -> list[dict[str, Any]]:
    """The courtyards in their fixed order."""
    return _places(at_revision())[1]


def listed(by: Principal, *, courtyard_id: int | None, only: str, find: str) -> list[dict[str, Any]]:
    """Requests in the reader's scope, read anew each time: they are personal."""
    where = {"courtyard_id": courtyard_id, "only": only, "find": find}
    return read(requests.listed, by=by, today=clock.today(), **where)


def renew(reader: str = "") -> None:
    """Settle at the start of a run which revision it shows this reader; all of a page shows the same."""
    st.session_state[READER] = reader
    st.session_state[AT] = settings().database_url, freshness.current(reader)


def wrote() -> None:
    """The reader has changed the facts: from now on they are shown no revision without it."""
    with suppress(SQLAlchemyError):  # what was written is there; the next look finds it
        freshness.wrote(st.session_state.get(READER, ""))


def is_old() -> bool:
    """Whether somebody has changed the facts since the page was drawn."""
    database, revision = at_revision()
    now = freshness.current(st.session_state.get(READER, ""))
    return database != settings().database_url or revision < now


def at_revision() -> At:
    """What everything on this page is read at: the database and its revision."""
    if AT not in st.session_state:
        renew()
    at: At = st.session_state[AT]
    return at
