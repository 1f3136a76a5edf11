"""Who may take which step where, asked of the verbs themselves for every role and place in the policy."""

from datetime import date, timedelta

import pytest

from dashboard.access import POLICY, Action, Principal, Scope
from dashboard.clock import at
from dashboard.errors import NotAllowed
from dashboard.schema.accounts import AuditEvent, Head, PrincipalKind, Role
from dashboard.schema.requests import StepKind
from tests.actions import loop

NOW = at(date(2026, 9, 1))
STEPS = {
    Action.ANSWER_REQUEST: loop.step,
    Action.CLOSE_REQUEST: loop.close,
    Action.CALL_BACK: loop.call_back,
    Action.REOPEN_REQUEST: loop.reopen,
    Action.TURN_AWAY_REQUEST: loop.turn_away,
}
"""The verb by which each right is used on a request that is there already."""

WHERE = {"own": {Scope.ANY, Scope.OWN, Scope.ASSIGNED}, "other": {Scope.ANY}}


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("action", STEPS)
@pytest.mark.parametrize("role", Role)
def test_a_step_is_open_to_whom_the_policy_says(session, hamlet, role, action, where):
    request = _standing(session, hamlet, action)
    by = _somebody(hamlet, role, which=0 if where == "own" else 1)
    before, version = session.get_one(Head, 1).seq, request.version
    if POLICY[action].get(role) in WHERE[where]:
        STEPS[action](session, request, NOW + timedelta(days=2), by=by)
        event = session.get(AuditEvent, before + 1)
        assert (event.actor, event.courtyard_id) == (by.label, hamlet.courtyards[0])
    else:
        with pytest.raises(NotAllowed):
            STEPS[action](session, request, NOW + timedelta(days=2), by=by)
        assert (session.get_one(Head, 1).seq, request.version) == (before, version)


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("role", Role)
def test_registering_is_open_to_whom_the_policy_says(session, hamlet, role, where):
    by = _somebody(hamlet, role, which=0 if where == "own" else 1)
    if POLICY[Action.REGISTER_REQUEST].get(role) in WHERE[where]:
        assert loop.register(session, hamlet, NOW, by=by).id
    else:
        with pytest.raises(NotAllowed):
            loop.register(session, hamlet, NOW, by=by)
        assert session.get_one(Head, 1).seq == 0


def test_the_company_handles_what_was_handed_to_it_until_it_is_handed_on(session, hamlet):
    request = loop.register(session, hamlet, NOW)
    with pytest.raises(NotAllowed):
        loop.step(session, request, NOW, by=hamlet.company())
    loop.hand_over(session, request, NOW, hamlet.companies[0])
    loop.step(session, request, NOW, by=hamlet.company())
    loop.hand_over(session, request, NOW, hamlet.companies[1])
    with pytest.raises(NotAllowed):
        loop.close(session, request, NOW, by=hamlet.company())
    loop.close(session, request, NOW, by=hamlet.company(1))
    with pytest.raises(NotAllowed):
        loop.call_back(session, request, NOW, by=hamlet.company(1))


def test_a_rejection_is_the_keepers_decision(session, hamlet):
    request = loop.register(session, hamlet, NOW)
    loop.hand_over(session, request, NOW, hamlet.companies[0])
    with pytest.raises(NotAllowed):
        loop.turn_away(session, request, NOW, kind=StepKind.TRANSFER, by=hamlet.company())


def _somebody(hamlet, role: Role, *, which: int) -> Principal:
    """Somebody in that role at home in the first courtyard (0) or the second, or at one of the companies."""
    return Principal(
        PrincipalKind.USER,
        role,
        courtyard_id=hamlet.courtyards[which] if role is Role.COMMITTEE else None,
        organisation_id=hamlet.companies[which] if role is Role.PROPERTY else None,
    )


def _standing(session, hamlet, action: Action):
    """A request of the first courtyard, handed to the first company, where that right can be used."""
    request = loop.register(session, hamlet, NOW)
    loop.hand_over(session, request, NOW, hamlet.companies[0])
    if action in (Action.CALL_BACK, Action.REOPEN_REQUEST):
        loop.close(session, request, NOW + timedelta(days=1))
    return request
