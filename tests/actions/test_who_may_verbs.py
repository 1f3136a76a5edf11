"""Who may use the verbs that not every kind of record has, asked of each for every role and place."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from dashboard.access import Action
from dashboard.actions import (
    accounts,
    archives,
    batches,
    duties,
    erasures,
    exports,
    imports,
    retention,
    surveys,
)
from dashboard.clock import at
from dashboard.intake.outlines import Outline
from dashboard.schema.accounts import PostDraft, Role
from dashboard.schema.base import Privacy
from dashboard.schema.duties import DutyKind
from dashboard.schema.meetings import MeetingKind, Resolution, Task
from dashboard.schema.requests import Outcome
from dashboard.settings import settings
from tests.actions import (
    loop,
    test_accounts,
    test_answers,
    test_duties,
    test_fees,
    test_hazards,
    test_imports,
    test_meetings,
    test_participation,
    test_photos,
    test_places,
    test_reveals,
    test_sittings,
    test_supports,
    test_surveys,
    test_tasks,
    test_votes,
    village,
)
from tests.actions.village import DONE, IN_A_COURTYARD, REFUSED, WHERE, Do, Village, granted, tried
from tests.intake.workbooks.books import BOOKS
from tests.sites import OFFICE

Maker = Callable[[Village, int], Do]
"""Makes what a verb needs in the first courtyard (0), the second (1) or none (2); gives the verb."""


@pytest.fixture
def place(session, hamlet) -> Village:
    return village.settled(session, hamlet)


def confirmed(place: Village, which: int) -> Do:
    session, hamlet = place.session, place.hamlet
    request = loop.register(session, hamlet, NOW, which=which, courtyard_id=place.at(WHERE[which]))
    loop.close(session, request, NOW)
    loop.call_back(session, request, NOW, Outcome.SOLVED)
    return lambda by: loop.strike_off(session, request, NOW, by=by)


NOW = at(date(2026, 9, 1))


def asked_by_link(place: Village, which: int) -> Do:
    request = loop.register(place.session, place.hamlet, NOW, which=which)
    loop.close(place.session, request, NOW)
    return lambda by: test_answers.issue(place.session, request, by=by)


def supported(place: Village, which: int) -> Do:
    request = loop.register(place.session, place.hamlet, NOW, which=which)
    home = place.hamlet.households[which][1]
    return lambda by: test_supports.add(place.session, request.id, home, by=by)


def pictured(noun: str, stage: str) -> Maker:
    def made(place: Village, which: int) -> Do:
        makers = {"hazard": test_hazards.report, "request": loop.register}
        how = () if noun == "hazard" else (NOW,)
        ref = makers[noun](place.session, place.hamlet, *how, which=which).id
        return lambda by: test_photos.add(place.session, ref, noun=noun, stage=stage, by=by)

    return made


def removed(place: Village, which: int) -> Do:
    hazard = test_hazards.report(place.session, place.hamlet, which=which)
    photo = test_photos.add(place.session, hazard.id)
    return lambda by: test_photos.remove(place.session, photo, by=by)


def fixed(place: Village, which: int) -> Do:
    hazard = test_hazards.report(place.session, place.hamlet, which=which)
    return lambda by: test_hazards.fix(place.session, hazard, by=by)


def reopened(place: Village, which: int) -> Do:
    hazard = test_hazards.report(place.session, place.hamlet, which=which)
    test_hazards.fix(place.session, hazard)
    return lambda by: test_hazards.reopen(place.session, hazard, by=by)


def meeting(place: Village, which: int) -> Any:
    kind = MeetingKind.CONSULTATION if WHERE[which] == "site" else MeetingKind.COURTYARD
    where = {"courtyard_id": place.at(WHERE[which]), "kind": kind}
    return test_meetings.record(place.session, place.hamlet, **where)


def attended(place: Village, which: int) -> Do:
    held, homes = meeting(place, which), place.hamlet.households[which % 2][:1]
    return lambda by: test_meetings.attend(place.session, held, homes, by=by)


def seated(place: Village, which: int) -> Do:
    # A committee seats the bodies of its own courtyard.
    body = place.hamlet.companies[0] if WHERE[which] == "site" else place.bodies[WHERE[which]]
    sits = test_meetings.sitting(meeting(place, which), organisation_id=body)
    return lambda by: test_meetings.seat_all(place.session, sits, by=by)


def unseated(place: Village, which: int) -> Do:
    held = meeting(place, which)
    row = test_meetings.seat(place.session, held, organisation_id=place.hamlet.companies[0])
    return lambda by: test_meetings.unseat(place.session, row, by=by)


def sitting(place: Village, which: int, by: Any = OFFICE) -> Any:
    """A meeting called in that place."""
    kind = MeetingKind.CONSULTATION if WHERE[which] == "site" else MeetingKind.COURTYARD
    where = {"courtyard_id": place.at(WHERE[which]), "kind": kind}
    return test_sittings.call(place.session, place.hamlet, by=by, **where)


def called(place: Village, which: int) -> Do:
    return lambda by: sitting(place, which, by)


def sat(verb: Do, *, opened: bool = False) -> Maker:
    def made(place: Village, which: int) -> Do:
        ahead = sitting(place, which)
        if opened:
            test_sittings.open_(place.session, ahead)
        return lambda by: verb(place.session, ahead, by=by)

    return made


def about(verb: Do, **given: Any) -> Maker:
    def made(place: Village, which: int) -> Do:
        ahead = sitting(place, which)
        item = test_sittings.add(place.session, ahead)
        if verb is test_sittings.note:
            test_sittings.open_(place.session, ahead)
        return lambda by: verb(place.session, item, by=by, **given)

    return made


def ordered(place: Village, which: int) -> Do:
    called = sitting(place, which)
    items = [test_sittings.add(place.session, called, title=title).id for title in ("甲议题", "乙议题")]
    return lambda by: test_sittings.order(place.session, called, items[::-1], by=by)


def looked(place: Village, which: int) -> Do:
    request = loop.register(place.session, place.hamlet, NOW, which=which)
    draft = test_reveals.wish("request", request.id, Privacy.P2)
    return lambda by: test_reveals.look(place.session, draft, by)


def billed(place: Village, which: int) -> Do:
    row = test_fees.row(place.hamlet, which=which)
    return lambda by: test_fees.enter(place.session, place.hamlet, row, which=which, by=by)


def repeated(place: Village, which: int) -> Do:
    row = test_fees.row(place.hamlet, which=which)
    test_fees.enter(place.session, place.hamlet, row, month=test_fees.AUGUST, which=which)
    return lambda by: test_fees.repeat(place.session, place.hamlet, which=which, by=by)


def idle(place: Village, which: int) -> Do:
    kind = DutyKind.STATION if WHERE[which] == "site" else DutyKind.ACTIVITIES
    yard = None if WHERE[which] == "site" else which
    duty = test_duties.one(place.session, place.hamlet, kind, which=yard)
    return lambda by: test_duties.do(duties.nothing, place.session, duty, by=by)


def reported(place: Village, which: int) -> Do:
    duty = test_duties.one(place.session, place.hamlet, which=which)
    loop.register(place.session, place.hamlet, at(test_duties.LAST), which=which)
    return lambda by: test_duties.do(duties.complete, place.session, duty, by=by)


def judged(verb: Do, **given: Any) -> Maker:
    def made(place: Village, which: int) -> Do:
        duty = test_duties.completed(place.session, place.hamlet, which=which)
        return lambda by: test_duties.do(verb, place.session, duty, by=by, **given)

    return made


def approved_together(place: Village, which: int) -> Do:
    duty = test_duties.completed(place.session, place.hamlet, which=which)
    how = {"session": place.session, "versions": {duty.id: duty.version}, "now": test_duties.NOW}
    return lambda by: duties.approve_all(by=by, key=loop.key(), **how)


def surveyed(verb: Do) -> Maker:
    def made(place: Village, _which: int) -> Do:
        survey = test_surveys.create(place.session)
        return lambda by: verb(place.session, survey, by=by)

    return made


def asked_again(place: Village, _which: int) -> Do:
    survey = test_surveys.create(place.session)
    draft = test_surveys.draft(place.session, title="另一个名字")
    return lambda by: _survey(place, "correct", survey, by, draft=draft)


def closed(place: Village, _which: int) -> Do:
    survey = test_surveys.create(place.session)
    return lambda by: _survey(place, "close", survey, by)


def _survey(place: Village, verb: str, survey: Any, by: Any, **given: Any) -> Any:
    how = {"survey_id": survey.id, "now": test_surveys.NOW, "key": loop.key(), "version": survey.version}
    return getattr(surveys, verb)(session=place.session, by=by, **how, **given)


def outlined(place: Village, which: int) -> Do:
    no = which % 2 + 1
    return lambda by: test_places.place(place.session, Outline(no, None, test_places.RING), by=by)


def account(verb: Do, **given: Any) -> Maker:
    def made(place: Village, _which: int) -> Do:
        kept = test_accounts.invite(place.session, place.hamlet)
        how = {"session": place.session, "account_id": kept.id, "now": test_accounts.LATER, "version": 1}
        return lambda by: verb(by=by, **how, **given)

    return made


def invited(place: Village, _which: int) -> Do:
    return lambda by: test_accounts.invite(place.session, place.hamlet, by=by)


def taken_away(place: Village, _which: int) -> Do:
    return lambda by: archives.take(session=place.session, reason="move", by=by, now=village.NOW)


def tables_taken(*, personal: bool) -> Maker:
    what = {"tables": ["request"], "kind": "xlsx", "personal": personal, "reason": "for the audit"}
    return lambda place, _which: (
        lambda by: exports.take(session=place.session, by=by, now=village.NOW, **what)
    )


def arrived(place: Village, _which: int) -> Do:
    return lambda by: archives.arrive(session=place.session, head="1-0", by=by, now=village.NOW)


def erased(place: Village, _which: int) -> Do:
    resident = test_participation.resident(place.session, place.hamlet.households[0][0])
    why = {"reason": "asked for it", "now": village.NOW}
    return lambda by: erasures.erase(session=place.session, noun="resident", ref=resident, by=by, **why)


def purged(place: Village, _which: int) -> Do:
    how = {"session": place.session, "keep": settings(), "now": village.NOW}
    return lambda by: retention.purge(by=by, **how)


def names_seen(place: Village, _which: int) -> Do:
    return lambda by: accounts.see_names(session=place.session, by=by, now=test_accounts.LATER)


def came(place: Village, which: int) -> Do:
    row = activity(place, which)
    home = place.hamlet.households[which % 2][0]
    return lambda by: test_participation.take_part(place.session, row, [home], by=by)


def served(place: Village, which: int) -> Do:
    row = activity(place, which)
    person = test_participation.resident(place.session, place.hamlet.households[which % 2][0])
    return lambda by: test_participation.serve(place.session, row, person, 90, by=by)


def activity(place: Village, which: int) -> Any:
    at_site = WHERE[which] == "site"
    return test_participation.activity(place.session, place.hamlet, which=None if at_site else which)


def plain(verb: Do) -> Maker:
    """A verb that needs nothing to be there before."""
    return lambda place, which: lambda by: verb(place.session, place.hamlet, which=which, by=by)


def resolved(place: Village, which: int) -> Do:
    return lambda by: village.made(place, "resolution", WHERE[which], by)


def delivered(place: Village, which: int) -> Do:
    made = place.session.get_one(Resolution, village.made(place, "resolution", WHERE[which]))
    return lambda by: test_tasks.deliver(place.session, made, by=by)


def tasked(place: Village, which: int) -> Do:
    return lambda by: village.made(place, "task", WHERE[which], by)


def ended(verb: Do) -> Maker:
    def made(place: Village, which: int) -> Do:
        task = place.session.get_one(Task, village.made(place, "task", WHERE[which]))
        return lambda by: verb(place.session, task, by=by)

    return made


WORD = test_duties.WORD


def brought_in(place: Village, _which: int) -> Do:
    file = test_imports.opened(BOOKS["fees_gb"]())
    return lambda by: imports.bring_in(session=place.session, file=file, by=by, now=NOW, key="brought")


def taken_back(place: Village, _which: int) -> Do:
    batch = test_imports.bring(place.session, BOOKS["fees_gb"]())
    how = {"session": place.session, "batch_id": batch.id, "now": NOW, "key": "taken back"}
    return lambda by: batches.undo(by=by, **how)


def ballots(do: Do, *, cast: bool = False) -> Maker:
    """On a vote of its place; with `cast` one ballot of it is entered."""

    def made(place: Village, which: int) -> Do:
        at_ = None if WHERE[which] == "site" else which
        vote = test_votes.opened(place.session, place.hamlet, which=at_)
        if cast:
            test_votes.cast(place.session, vote, 0)
        return lambda by: do(place.session, vote, by=by)

    return made


def voted(place: Village, which: int) -> Do:
    at_ = None if WHERE[which] == "site" else which
    return lambda by: test_votes.opened(place.session, place.hamlet, which=at_, by=by)


CASES: dict[str, tuple[Action, tuple[str, ...], Maker]] = {
    "requests.strike_off": (Action.REOPEN_REQUEST, IN_A_COURTYARD, confirmed),
    "answers.issue": (Action.CALL_BACK, IN_A_COURTYARD, asked_by_link),
    "supports.add": (Action.REGISTER_REQUEST, IN_A_COURTYARD, supported),
    "photos.add: hazard before": (Action.RECORD_INSPECTION, IN_A_COURTYARD, pictured("hazard", "before")),
    "photos.add: hazard after": (Action.FIX_HAZARD, IN_A_COURTYARD, pictured("hazard", "after")),
    "photos.add: request before": (Action.REGISTER_REQUEST, IN_A_COURTYARD, pictured("request", "before")),
    # The company closes its tasks, but no photo is shown to it: it adds none either.
    "photos.add: request after": (Action.REGISTER_REQUEST, IN_A_COURTYARD, pictured("request", "after")),
    "photos.remove": (Action.REMOVE_PHOTO, IN_A_COURTYARD, removed),
    "hazards.report": (Action.RECORD_INSPECTION, IN_A_COURTYARD, plain(test_hazards.report)),
    "hazards.inspect": (Action.RECORD_INSPECTION, IN_A_COURTYARD, plain(test_hazards.inspect)),
    "hazards.fix": (Action.FIX_HAZARD, IN_A_COURTYARD, fixed),
    "hazards.reopen": (Action.FIX_HAZARD, IN_A_COURTYARD, reopened),
    "meetings.record": (Action.RECORD_MEETING, WHERE, lambda place, which: lambda by: village.made(
        place, "meeting", WHERE[which], by
    )),
    "meetings.attend": (Action.RECORD_MEETING, WHERE, attended),
    "meetings.seat_all": (Action.RECORD_MEETING, WHERE, seated),
    "meetings.unseat": (Action.RECORD_MEETING, WHERE, unseated),
    "sittings.call": (Action.RECORD_MEETING, WHERE, called),
    "sittings.open_meeting": (Action.RECORD_MEETING, WHERE, sat(test_sittings.open_)),
    "sittings.close_meeting": (Action.RECORD_MEETING, WHERE, sat(test_sittings.close, opened=True)),
    "postponing.move": (Action.RECORD_MEETING, WHERE, sat(test_sittings.move)),
    "postponing.call_off": (Action.RECORD_MEETING, WHERE, sat(test_sittings.call_off)),
    "agenda.add": (Action.RECORD_MEETING, WHERE, sat(test_sittings.add)),
    "agenda.change": (Action.RECORD_MEETING, WHERE, about(test_sittings.change, title="改过的议题")),
    "agenda.order": (Action.RECORD_MEETING, WHERE, ordered),
    "agenda.drop": (Action.RECORD_MEETING, WHERE, about(test_sittings.drop)),
    "agenda.note": (Action.RECORD_MEETING, WHERE, about(test_sittings.note)),
    "votes.open_vote": (Action.RUN_VOTE, WHERE, voted),
    "votes.cast": (Action.RUN_VOTE, WHERE, ballots(
        lambda session, vote, by: test_votes.cast(session, vote, 0, by=by)
    )),
    "votes.take_back": (Action.RUN_VOTE, WHERE, ballots(
        lambda session, vote, by: test_votes.take_back(session, vote, 0, by=by), cast=True
    )),
    "votes.close": (Action.RUN_VOTE, WHERE, ballots(test_votes.close)),
    "resolutions.resolve": (Action.RECORD_RESOLUTION, WHERE, resolved),
    "resolutions.deliver": (Action.RECORD_RESOLUTION, WHERE, delivered),
    "tasks.set_task": (Action.SET_TASK, WHERE, tasked),
    "tasks.done": (Action.FINISH_TASK, WHERE, ended(test_tasks.done)),
    "tasks.postpone": (Action.SET_TASK, WHERE, ended(test_tasks.postpone)),
    "tasks.drop": (Action.SET_TASK, WHERE, ended(test_tasks.drop)),
    "participation.take_part": (Action.RECORD_ACTIVITY, WHERE, came),
    "participation.serve": (Action.RECORD_ACTIVITY, WHERE, served),
    "reveals.look": (Action.REVEAL, IN_A_COURTYARD, looked),
    "fees.enter": (Action.RECORD_FEES, IN_A_COURTYARD, billed),
    "fees.repeat": (Action.RECORD_FEES, IN_A_COURTYARD, repeated),
    "duties.nothing": (Action.REPORT_DUTY, WHERE, idle),
    "duties.complete": (Action.REPORT_DUTY, IN_A_COURTYARD, reported),
    "duties.approve": (Action.APPROVE_DUTY, IN_A_COURTYARD, judged(duties.approve)),
    "duties.approve_all": (Action.APPROVE_DUTY, IN_A_COURTYARD, approved_together),
    "duties.send_back": (Action.APPROVE_DUTY, IN_A_COURTYARD, judged(duties.send_back, why=WORD)),
    "surveys.create": (Action.RUN_SURVEY, ("site",), lambda place, _which: lambda by: test_surveys.create(
        place.session, by=by
    )),
    "surveys.correct": (Action.RUN_SURVEY, ("site",), asked_again),
    "surveys.close": (Action.RUN_SURVEY, ("site",), closed),
    "surveys.issue": (Action.RUN_SURVEY, ("site",), surveyed(test_surveys.issue)),
    "survey_answers.enter": (Action.RUN_SURVEY, ("site",), surveyed(test_surveys.enter)),
    "imports.bring_in": (Action.IMPORT, ("site",), brought_in),
    "batches.undo": (Action.IMPORT, ("site",), taken_back),
    "exports.take": (Action.EXPORT, ("site",), tables_taken(personal=False)),
    "exports.take: personal": (Action.EXPORT_PERSONAL, ("site",), tables_taken(personal=True)),
    "places.outline": (Action.PLACE_OUTLINES, IN_A_COURTYARD, outlined),
    # The office itself may not, unless it is an administrator (test_accounts.py).
    "accounts.invite": (Action.MANAGE_PEOPLE, ("site",), invited),
    "archives.take": (Action.MANAGE_PEOPLE, ("site",), taken_away),
    "archives.arrive": (Action.MANAGE_PEOPLE, ("site",), arrived),
    "retention.purge": (Action.MANAGE_PEOPLE, ("site",), purged),
    "erasures.erase": (Action.MANAGE_PEOPLE, ("site",), erased),
    "accounts.see_names": (Action.MANAGE_PEOPLE, ("site",), names_seen),
    "accounts.disable": (Action.MANAGE_PEOPLE, ("site",), account(accounts.disable)),
    "accounts.enable": (Action.MANAGE_PEOPLE, ("site",), account(accounts.enable)),
    "accounts.reset": (Action.MANAGE_PEOPLE, ("site",), account(accounts.reset, code=test_accounts.CODE)),
    "accounts.change": (
        Action.MANAGE_PEOPLE,
        ("site",),
        account(accounts.change, draft=PostDraft(role=Role.LEADER)),
    ),
}  # fmt: skip
"""Verb (and what it is tried on) → the right that it asks for, where, and how it is tried."""


@pytest.mark.parametrize("case", CASES)
def test_a_verb_is_used_by_whom_the_table_says_and_by_nobody_else(place, case):
    action, places, maker = CASES[case]
    told, expected = {}, {}
    for where in places:
        do = maker(place, WHERE.index(where))
        for role in Role:
            told[where, role.value] = tried(place, do, role)
            expected[where, role.value] = DONE if granted(action, role, where) else REFUSED
    assert told == expected
