"""What has been kept long enough goes, what has not stays; nothing that is counted changes."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from dashboard.actions import audit, retention
from dashboard.actions.erasures import GONE
from dashboard.cli.kit import OPERATOR
from dashboard.clock import at
from dashboard.indicators import cells
from dashboard.queries import audit as chain
from dashboard.schema.accounts import PrincipalKind, Role, SavedForm, SignIn, Throttle
from dashboard.schema.cells import Cell
from dashboard.schema.history import RecordChange, Reveal, UnsentForm
from dashboard.schema.mediation import DisputeKind, Mediation, MediationResult
from dashboard.schema.people import Resident
from dashboard.schema.requests import Outcome, Request
from dashboard.settings import Settings
from tests.actions import loop
from tests.sites import OFFICE, START, Hamlet

NOW = at(date(2028, 11, 20))
"""Two years and a quarter after the hamlet's requests."""
OLD, FRESH = at(date(2028, 9, 30)), at(date(2028, 10, 1), hour=0)
"""With one month kept, the last moment that goes and the first that stays."""


def purge(session: Session, now: datetime = NOW, **keep: int) -> dict[str, int]:
    how = {"keep": Settings(**keep), "by": OPERATOR, "now": now}
    counted = retention.due(session, **how)
    gone = retention.purge(session=session, **how)
    assert gone == counted
    assert not any(retention.due(session, **how).values())
    assert chain.verify(session).trouble == ""
    return {kind: count for kind, count in gone.items() if count}


def column(session: Session, one: Any) -> list[Any]:
    """The values of a column by id."""
    return list(session.execute(select(one).order_by(one.class_.id)).scalars())


def test_what_lets_nobody_in_any_more_goes_after_a_month(session: Session) -> None:
    for name, moment in (("old", OLD), ("fresh", FRESH)):
        session.add(UnsentForm(owner=name, form="f", role=Role.OFFICE, saved_at=moment, values={}))
        session.add(Throttle(key=name, failures=5, since=moment))
        session.add(SavedForm(key=name, at=moment, noun="request", ref=1))
        who = {"kind": PrincipalKind.PERSONA, "role": Role.OFFICE}
        times = {"opened_at": moment, "seen_at": moment, "ends_at": moment}
        session.add(SignIn(token_hash=name, **who, **times))
    session.flush()
    assert set(purge(session)) == {
        *("unsent forms", "failed sign-ins", "keys of saved forms", "sessions that ended"),
    }
    for table, name in ((UnsentForm, "owner"), (Throttle, "key"), (SavedForm, "key"), (SignIn, "token_hash")):
        assert session.execute(select(getattr(table, name))).scalars().all() == ["fresh"]


def test_of_an_ended_request_goes_who_made_it_and_nothing_else(session: Session, hamlet: Hamlet) -> None:
    ended, running = (loop.register(session, hamlet, START) for _ in range(2))
    loop.close(session, ended, START)
    loop.call_back(session, ended, START, Outcome.SOLVED)
    seq = audit.locked_head(session).seq
    values = {"phone": ["13900001111", None]}
    for row in (ended, running):
        told = {"noun": "request", "ref": row.id, "verb": "correct", "values": values, "said_by": "甲"}
        session.add(RecordChange(seq=seq, **told))
    session.flush()
    before = [tuple(row) for row in session.execute(select(Cell.__table__))]
    version = ended.version
    assert purge(session, keep_changes=0)["people behind ended requests"] == 1
    assert (ended.said_by, ended.phone, ended.version) == (None, None, version + 1)
    assert running.said_by
    assert running.phone
    changes = session.execute(select(RecordChange).order_by(col(RecordChange.id))).scalars().all()
    assert [bool(one.values) for one in changes if one.verb == "correct"] == [False, True]
    cells.rebuild(session, now=START)
    assert sorted(before) == sorted(tuple(row) for row in session.execute(select(Cell.__table__)))


def test_a_request_that_moved_lately_keeps_who_made_it(session: Session, hamlet: Hamlet) -> None:
    request = loop.register(session, hamlet, START)
    late = START + timedelta(days=300)
    loop.close(session, request, late)
    loop.call_back(session, request, late, Outcome.SOLVED)
    assert "people behind ended requests" not in purge(session, at(date(2028, 9, 1)))
    assert session.get_one(Request, request.id).said_by
    assert "people behind ended requests" in purge(session, at(date(2029, 9, 1)))


@pytest.mark.parametrize(("until", "gone"), [(None, False), ("2026-11-01", False), ("2026-10-31", True)])
def test_residents_are_forgotten_two_years_after_they_moved(
    session: Session, hamlet: Hamlet, until: str | None, gone: bool
) -> None:
    left = date.fromisoformat(until) if until else None
    marks = {"hardship": True, "disability": True, "lives_alone_elderly": True}
    who = {"household_id": hamlet.households[0][0], "since": date(2026, 7, 1), "until": left}
    for born in (1950, 2020):
        session.add(Resident(name="甄可疑", phone="13900001111", born_year=born, **who, **marks))
    session.flush()
    assert bool(purge(session)) == gone
    rows = session.execute(select(Resident).order_by(col(Resident.id))).scalars().all()
    assert {row.name for row in rows} == {None if gone else "甄可疑"}
    assert {row.hardship for row in rows} == {not gone}
    assert [row.born_year for row in rows] == [1900 if gone else 1950, 2020]


def test_parties_former_values_and_words_of_looks_go_after_three_years(
    session: Session, hamlet: Hamlet
) -> None:
    yard = hamlet.courtyards[0]
    case = {"courtyard_id": yard, "kind": DisputeKind.NOISE, "opened_on": date(2025, 1, 1)}
    for ended in (date(2025, 10, 31), date(2025, 11, 1)):
        end = {"concluded_on": ended, "result": MediationResult.AGREED}
        session.add(Mediation(parties="甲与乙", **case, **end))
    for moment in (at(date(2025, 10, 31)), at(date(2025, 11, 1))):
        event = audit.record(session, by=OFFICE, verb="correct", noun="hazard", now=moment, ref=1)
        told = {"noun": "hazard", "ref": 1, "verb": "correct", "values": {"note": ["甲", "乙"]}}
        session.add(RecordChange(seq=event.seq, said_by="丙", **told))
        session.add(Reveal(seq=event.seq, reason="other: 给甲送饭"))
    session.flush()
    kinds = {"parties of settled disputes", "former values of records", "words about looks behind masks"}
    assert purge(session) == dict.fromkeys(kinds, 1)
    assert column(session, Mediation.parties) == [
        GONE,
        "甲与乙",
    ]
    assert column(session, RecordChange.said_by) == [
        None,
        "丙",
    ]
    assert column(session, Reveal.reason) == [
        "other",
        "other: 给甲送饭",
    ]


def test_nought_keeps_for_good(session: Session) -> None:
    session.add(Throttle(key="old", failures=5, since=at(date(2000, 1, 1))))
    session.flush()
    assert purge(session, keep_attempts=0) == {}
    assert session.get(Throttle, "old")


def test_every_kind_has_its_setting_and_every_setting_its_kind() -> None:
    settings = {name for name in Settings.model_fields if name.startswith("keep_")}
    assert {rule.months for rule in retention.RULES} == settings
