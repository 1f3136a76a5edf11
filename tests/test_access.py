"""The policy table: what each role may do and read, written out once more by hand."""

from itertools import product

import pytest

from dashboard.access import (
    PERSONAL,
    POLICY,
    Action,
    FieldAccess,
    Principal,
    Scope,
    allows,
    field_access,
    limited_to_courtyard,
    may_name,
    require,
    scope,
)
from dashboard.errors import NotAllowed
from dashboard.schema import METADATA
from dashboard.schema.accounts import PrincipalKind, Role
from dashboard.schema.base import Privacy

HERE, ELSEWHERE = 1, 2
PLACES = {
    "own": {"courtyard_id": HERE, "handler_id": HERE},
    "other": {"courtyard_id": ELSEWHERE, "handler_id": ELSEWHERE},
    "nowhere": {},
}
MAY = {
    Action.SEE_TOTALS: {"leader": "*", "committee": "*", "office": "*", "property": "*", "public": "*"},
    Action.SEE_EVIDENCE: {"leader": "*", "committee": "own", "office": "*"},
    Action.SEE_REQUESTS: {"leader": "*", "committee": "own", "office": "*", "property": "own"},
    Action.REGISTER_REQUEST: {"committee": "own", "office": "*"},
    Action.ANSWER_REQUEST: {"committee": "own", "office": "*", "property": "own"},
    Action.CLOSE_REQUEST: {"committee": "own", "office": "*", "property": "own"},
    Action.REMOVE_PHOTO: {"office": "*"},
    Action.CALL_BACK: {"committee": "own", "office": "*"},
    Action.REOPEN_REQUEST: {"committee": "own", "office": "*"},
    Action.TURN_AWAY_REQUEST: {"committee": "own", "office": "*"},
    Action.SEE_FLATS: {"committee": "own", "office": "*"},
    Action.SEE_HAZARDS: {"leader": "*", "committee": "own", "office": "*", "property": "*"},
    Action.RECORD_INSPECTION: {"committee": "own", "office": "*"},
    Action.FIX_HAZARD: {"committee": "own", "office": "*"},
    Action.SEE_MEETINGS: {"leader": "*", "committee": "*", "office": "*", "property": "*"},
    Action.RECORD_MEETING: {"committee": "own", "office": "*"},
    Action.SEE_VOTES: {"leader": "*", "committee": "*", "office": "*", "property": "*"},
    Action.RUN_VOTE: {"committee": "own", "office": "*"},
    Action.SEE_QUALITY: {"leader": "*", "committee": "own", "office": "*"},
    Action.PLACE_OUTLINES: {"office": "*"},
    Action.MANAGE_PEOPLE: {},
    Action.CORRECT_REQUEST: {"committee": "own", "office": "*"},
    Action.SEE_MEDIATION: {"committee": "own", "office": "*"},
    Action.RECORD_MEDIATION: {"committee": "own", "office": "*"},
    Action.SEE_INCIDENTS: {"committee": "own", "office": "*"},
    Action.RECORD_INCIDENT: {"committee": "own", "office": "*"},
    Action.RECORD_ACTIVITY: {"committee": "own", "office": "*"},
    Action.RECORD_DISCLOSURE: {"committee": "own", "office": "*"},
    Action.RECORD_SEAL: {"committee": "own", "office": "*"},
    Action.SEE_OFFICES: {"committee": "own", "office": "*"},
    Action.SEE_DUTIES: {"committee": "own", "office": "*"},
    Action.REPORT_DUTY: {"committee": "own", "office": "*"},
    Action.IMPORT: {"office": "*"},
    Action.REVEAL: {"committee": "own", "office": "*"},
    Action.RECORD_STATION: {"office": "*"},
    Action.RECORD_RENOVATION: {"office": "*"},
    Action.SEE_FEES: {"office": "*"},
    Action.RECORD_FEES: {"office": "*"},
    Action.RECORD_PLEDGE: {"office": "*"},
    Action.RECORD_CHECK_IN: {"office": "*"},
    Action.RECORD_OFFICE: {"office": "*"},
    Action.SEE_SURVEYS: {"office": "*"},
    Action.RUN_SURVEY: {"office": "*"},
    Action.APPROVE_DUTY: {"office": "*"},
    Action.SEE_REVEALS: {"office": "*"},
    Action.SEE_AUDIT: {"office": "*"},
    Action.EXPORT: {"office": "*"},
    Action.EXPORT_PERSONAL: {},
    Action.SEE_ACTIVITIES: {"leader": "*", "committee": "own", "office": "*"},
    Action.SEE_SEAL: {"leader": "*", "committee": "own", "office": "*"},
    Action.SEE_RENOVATION: {"leader": "*", "committee": "own", "office": "*", "property": "*"},
    Action.SEE_DISCLOSURES: {"leader": "*", "committee": "own", "office": "*", "property": "*"},
    Action.SEE_PLEDGES: {"leader": "*", "office": "*"},
    Action.SEE_THREADS: {"leader": "*", "committee": "own", "office": "*", "property": "own"},
    Action.SEE_TASKS: {"leader": "*", "committee": "own", "office": "*", "property": "own"},
    Action.RECORD_RESOLUTION: {"committee": "own", "office": "*"},
    Action.SET_TASK: {"committee": "own", "office": "*"},
    Action.FINISH_TASK: {"committee": "own", "office": "*", "property": "own"},
}

ADMINISTRATORS = (Action.MANAGE_PEOPLE, Action.EXPORT_PERSONAL)


def somebody(role: Role, *, at_home: bool = True) -> Principal:
    where = HERE if at_home else None
    return Principal(PrincipalKind.USER, role, courtyard_id=where, organisation_id=where)


def test_every_role_may_do_what_the_table_says_and_nothing_else():
    assert set(MAY) == set(Action)
    expected = {
        (role, action, where): MAY[action].get(role, "") in ("*", where)
        for role, action, where in product(Role, Action, PLACES)
    }
    asked = {
        (role, action, where): allows(somebody(role), action, **PLACES[where])
        for role, action, where in expected
    }
    assert asked == expected


@pytest.mark.parametrize("role", Role)
def test_what_is_asked_for_and_not_allowed_is_refused(role):
    for action, place in product(Action, PLACES.values()):
        if allows(somebody(role), action, **place):
            require(somebody(role), action, **place)
        else:
            with pytest.raises(NotAllowed, match=action.value):
                require(somebody(role), action, **place)


@pytest.mark.parametrize("role", [Role.COMMITTEE, Role.PROPERTY])
def test_somebody_without_a_home_owns_nothing_not_even_what_has_no_place(role):
    by = somebody(role, at_home=False)
    for action in Action:
        everywhere = scope(by, action) is Scope.ANY
        for place in (*PLACES.values(), {"courtyard_id": None, "handler_id": None}):
            assert allows(by, action, **place) is everywhere, action


def test_the_company_is_never_judged_by_its_courtyard():
    by = somebody(Role.PROPERTY)
    assigned = [action for action in Action if scope(by, action) is Scope.ASSIGNED]
    assert assigned
    for action in assigned:
        assert not allows(by, action, courtyard_id=HERE, handler_id=ELSEWHERE), action
        assert allows(by, action, courtyard_id=ELSEWHERE, handler_id=HERE), action


@pytest.mark.parametrize("role", Role)
def test_an_administrator_manages_people_and_takes_names_away_and_nobody_else_does(role):
    for is_admin in (False, True):
        by = Principal(PrincipalKind.USER, role, courtyard_id=HERE, organisation_id=HERE, is_admin=is_admin)
        expected = is_admin and role is Role.OFFICE
        for action in ADMINISTRATORS:
            assert allows(by, action) is expected
        others = [action for action in Action if action not in ADMINISTRATORS]
        assert [scope(by, one) for one in others] == [scope(somebody(role), one) for one in others]


def test_the_table_knows_every_action_and_the_public_sees_totals_alone():
    assert set(POLICY) == set(Action)
    assert [action for action in Action if scope(somebody(Role.PUBLIC), action)] == [Action.SEE_TOTALS]


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.PUBLIC, (FieldAccess.NO, FieldAccess.NO, FieldAccess.NO)),
        (Role.LEADER, (FieldAccess.NO, FieldAccess.NO, FieldAccess.NO)),
        (Role.PROPERTY, (FieldAccess.OPEN_TASK, FieldAccess.OPEN_TASK, FieldAccess.NO)),
        (Role.COMMITTEE, (FieldAccess.YES, FieldAccess.MASKED, FieldAccess.NO)),
        (Role.OFFICE, (FieldAccess.YES, FieldAccess.MASKED, FieldAccess.WITH_REASON)),
    ],
)
def test_personal_columns_are_read_as_far_as_the_role_goes(role, expected):
    assert tuple(field_access(somebody(role), level) for level in Privacy) == expected


def test_every_class_of_a_column_has_its_rule():
    classes = {
        column.info["privacy"]
        for table in METADATA.sorted_tables
        for column in table.columns
        if "privacy" in column.info
    }
    assert classes <= set(PERSONAL) == set(Privacy)


def test_the_label_in_the_trail_names_no_person():
    by = Principal(PrincipalKind.USER, Role.COMMITTEE, courtyard_id=3, account_id=12)
    assert by.label == "user:committee-3-12"
    assert Principal(PrincipalKind.GUEST, Role.PUBLIC).label == "guest:public"


def test_one_is_kept_to_the_own_courtyard_to_all_or_to_none():
    at_large = {Role.OFFICE, Role.LEADER}
    for role in Role:
        by = somebody(role)
        if role in at_large:
            assert limited_to_courtyard(by, Action.SEE_QUALITY) is None
        elif role is Role.COMMITTEE:
            assert limited_to_courtyard(by, Action.SEE_QUALITY) == HERE
        else:
            with pytest.raises(NotAllowed):
                limited_to_courtyard(by, Action.SEE_QUALITY)
    with pytest.raises(NotAllowed):
        limited_to_courtyard(somebody(Role.COMMITTEE, at_home=False), Action.SEE_QUALITY)
    # What is handed over lies in no one courtyard.
    with pytest.raises(NotAllowed):
        limited_to_courtyard(somebody(Role.PROPERTY), Action.SEE_REQUESTS)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("place", [HERE, ELSEWHERE, None])
def test_the_office_names_everybody_and_a_committee_its_own(role, place):
    expected = role is Role.OFFICE or (role is Role.COMMITTEE and place == HERE)
    assert may_name(somebody(role), place) == expected
    assert not may_name(somebody(Role.COMMITTEE, at_home=False), place)
