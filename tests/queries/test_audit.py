"""The audit chain: six ways to tamper with it, each found with the head that was printed before."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text
from sqlmodel import Session, select

from dashboard.access import Principal
from dashboard.actions import audit as trail
from dashboard.clock import wall
from dashboard.queries import audit
from dashboard.rules.trail import GENESIS, Printed, digest, printed
from dashboard.schema.accounts import AuditEvent, Head, PrincipalKind, Role

BY = Principal(PrincipalKind.USER, Role.OFFICE)
EVENTS = 6


@pytest.fixture
def chain(session: Session) -> Session:
    """Six events."""
    for number in range(EVENTS):
        trail.record(
            session, by=BY, verb="look", noun="site", now=wall(), details={"n": number, "词": "院落"}
        )
    session.flush()
    return session


def edit(on: Connection) -> None:
    on.execute(text("UPDATE audit_event SET actor = 'user:leader' WHERE seq = 3"))


def delete(on: Connection) -> None:
    on.execute(text("DELETE FROM audit_event WHERE seq = 3"))


def insert(on: Connection) -> None:
    columns = "at, actor, verb, noun, ref, courtyard_id, details, previous"
    row = f"SELECT 7, {columns}, 'f00d' FROM audit_event WHERE seq = 6"
    on.execute(text(f"INSERT INTO audit_event (seq, {columns}, hash) {row}"))


def swap(on: Connection) -> None:
    for old, new in ((3, 99), (4, 3), (99, 4)):
        on.execute(text(f"UPDATE audit_event SET seq = {new} WHERE seq = {old}"))


def truncate(on: Connection) -> None:
    """Cut the end off and mend the head: without a printed head nothing shows."""
    on.execute(text("DELETE FROM audit_event WHERE seq > 4"))
    on.execute(text("UPDATE head SET seq = 4, hash = (SELECT hash FROM audit_event WHERE seq = 4)"))


def rebuild(session: Session) -> None:
    """Change an event and write every hash after it anew, the head's too."""
    last = GENESIS
    for event in session.exec(select(AuditEvent).order_by(AuditEvent.seq)):
        if event.seq == 3:
            event.actor = "user:leader"
        event.previous, event.hash = last, ""
        event.hash = last = digest(event)
    session.get_one(Head, 1).hash = last
    session.flush()


def test_a_chain_that_nobody_touched_is_unbroken(chain: Session) -> None:
    head = audit.head(chain)
    assert head.seq == EVENTS
    for known in (None, head, printed(str(head)), Printed(0, GENESIS)):
        found = audit.verify(chain, known=known)
        assert (found.trouble, found.events, found.head) == ("", EVENTS, head)
    trail.record(chain, by=BY, verb="look", noun="site", now=wall())
    assert audit.verify(chain, known=head).trouble == ""


@pytest.mark.parametrize(
    ("tamper", "trouble", "at"),
    [(edit, "content", 3), (delete, "gap", 4), (insert, "link", 7), (swap, "link", 3)],
)
def test_what_was_changed_is_found_by_itself(
    chain: Session, tamper: Callable[[Connection], None], trouble: str, at: int
) -> None:
    tamper(chain.connection())
    found = audit.verify(chain)
    assert (found.trouble, found.at) == (trouble, at)


@pytest.mark.parametrize("tamper", [edit, delete, insert, swap, truncate])
def test_with_the_printed_head_all_of_it_is_found(
    chain: Session, tamper: Callable[[Connection], None]
) -> None:
    head = printed(str(audit.head(chain)))
    tamper(chain.connection())
    chain.expire_all()
    assert audit.verify(chain, known=head).trouble


def test_a_chain_written_anew_is_found_by_the_printed_head_alone(chain: Session) -> None:
    head = printed(str(audit.head(chain)))
    rebuild(chain)
    assert audit.verify(chain).trouble == ""
    found = audit.verify(chain, known=head)
    assert (found.trouble, found.at) == ("printed", EVENTS)


def test_a_chain_cut_short_needs_the_printed_head_too(chain: Session) -> None:
    head = audit.head(chain)
    truncate(chain.connection())
    chain.expire_all()
    assert audit.verify(chain).trouble == ""
    assert audit.verify(chain, known=head).trouble == "printed"


def test_the_end_cut_off_without_mending_the_head_shows(chain: Session) -> None:
    chain.connection().execute(text("DELETE FROM audit_event WHERE seq > 4"))
    assert audit.verify(chain).trouble == "head"


def test_a_chain_longer_than_one_chunk(chain: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "CHUNK", 2)
    assert audit.verify(chain).events == EVENTS


@pytest.mark.parametrize("text_", ["", "12", "12-abc", "x-" + "0" * 16, "12-" + "g" * 16])
def test_what_is_no_head(text_: str) -> None:
    with pytest.raises(ValueError, match="as it is printed"):
        printed(text_)
