"""The audit trail on screen: sentences, filters, the chain against a head on paper."""

from sqlalchemy import update
from sqlmodel import col

import db
from dashboard.queries import audit
from dashboard.schema.accounts import AuditEvent
from tests.setting_up import setting_up

PAGE = "system/audit.py"


def lines(test) -> str:
    return "\n".join(str(one.proto) for one in test.get("html"))


def verified(test, typed: str = ""):
    test.text_input(key="audit.head").input(typed)
    test.button(key="audit.verify").click().run()
    assert not test.exception
    return [one.value for one in (*test.success, *test.error)]


def test_the_trail_is_told_filtered_and_verified(app) -> None:
    test = app("office", PAGE, lang="en")
    assert not test.exception
    assert "Community office signed in" in lines(test) or "community office signed in" in lines(test)
    test.selectbox(key="audit.what").set_value("site").run()
    assert "filled in the demonstration data" in lines(test)
    with db.reading() as session:
        head = audit.head(session)
    assert str(head) in lines(test)
    assert "Verified to entry" in verified(test)[0]
    assert "Verified to entry" in verified(test, str(head))[0]
    assert "not on this trail" in verified(test, f"{head.seq}-{'0' * 16}")[0]
    assert "is written like this" in verified(test, "four")[0]
    with setting_up() as session:
        session.execute(update(AuditEvent).where(col(AuditEvent.seq) == 1).values(verb="erase"))
    assert "Entry 1 was changed" in verified(test)[0]
