"""The menu calls a page what the page calls itself, to each of its readers."""

import pytest

from dashboard.access import Action, Principal, scope
from dashboard.i18n import _, speaking
from dashboard.schema.accounts import PrincipalKind, Role
from dashboard.ui.shell import menu
from dashboard.ui.views.money import money

TITLES = {address: title for pages in menu.MENU.values() for _file, address, title, _action in pages}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("role", Role)
def test_fees_are_named_to_those_alone_who_keep_them(role: Role, language: str) -> None:
    by = Principal(PrincipalKind.PERSONA, role, courtyard_id=1)
    with speaking(language):
        called = _(menu._called(by, "money", TITLES["money"]))
        assert called == money.head(by)[0]
        assert (called == _("Fees and disclosures")) == (scope(by, Action.SEE_FEES) is not None)


def test_every_other_page_has_one_name() -> None:
    by = Principal(PrincipalKind.PERSONA, Role.PUBLIC)
    called = {address: menu._called(by, address, title) for address, title in TITLES.items()}
    assert {address for address, title in called.items() if title != TITLES[address]} == {"money"}
