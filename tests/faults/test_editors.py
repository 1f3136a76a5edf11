"""Many at once: fifty editors of one record, twenty clicks on one form."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import SQLAlchemyError

import db
from dashboard import clock
from dashboard.actions import requests
from dashboard.errors import StaleVersion
from dashboard.queries import audit
from dashboard.schema.requests import Request, RequestStep, StepDraft, StepKind
from tests.actions import loop
from tests.faults.forked import save
from tests.faults.scale import times
from tests.setting_up import setting_up
from tests.sites import OFFICE, START, build

EDITORS, SAVES = 50, 20


def test_nobody_overwrites_what_somebody_else_saved(database: Engine) -> None:
    with setting_up() as session:
        hamlet = build(session)
        ref = loop.register(session, hamlet, START).id or 0
        first = session.get_one(Request, ref).version
    saves, stale, again = times(SAVES), [], []

    def edit(editor: int) -> int:
        done = 0
        while done < saves:
            version = versioned(ref)
            given = {"kind": StepKind.NOTE, "at": clock.now(), "note": f"{editor}-{done}"}
            draft = StepDraft.check(request_id=ref, **given)
            how = {"by": OFFICE, "now": clock.now(), "key": f"{editor}-{done}-{version}"}
            try:
                with db.writing(patience=120_000) as session:
                    requests.step(session=session, draft=draft, version=version, **how)
                done += 1
            except StaleVersion as error:
                stale.append(error)
            except SQLAlchemyError as error:
                # Too many waited for a connection or the lock: the form says "please try again" and keeps
                # the words (test_disk.py).
                again.append(error)
        return done

    with ThreadPoolExecutor(EDITORS) as pool:
        assert sum(pool.map(edit, range(EDITORS))) == EDITORS * saves
    with db.reading() as session:
        assert session.get_one(Request, ref).version == first + EDITORS * saves
        notes = session.execute(select(RequestStep.note)).scalars().all()
        assert sorted(notes) == sorted(f"{one}-{done}" for one in range(EDITORS) for done in range(saves))
        assert audit.verify(session).trouble == ""
    assert stale
    assert all(error.mine and error.theirs for error in stale)
    print(f"{EDITORS * saves} saves, {len(stale)} saw both versions, {len(again)} tried again")  # noqa: T201


def versioned(ref: int) -> int:
    """The version that an editor's form opens with."""
    while True:
        try:
            with db.reading() as session:
                return session.get_one(Request, ref).version
        except SQLAlchemyError:
            continue


def test_twenty_clicks_make_one_record(database: Engine) -> None:
    with setting_up() as session:
        hamlet = build(session)
    with ThreadPoolExecutor(20) as pool:
        for form in range(times(50, few=5)):
            assert len(set(pool.map(lambda _click, form=form: save(hamlet, f"f{form}"), range(20)))) == 1
    with db.reading() as session:
        count = session.execute(select(func.count()).select_from(Request)).scalar_one()
    assert count == times(50, few=5)
