"""Who somebody is to us whom the identity provider has signed in: an account that exists, or nobody."""

from datetime import datetime

from sqlmodel import Session, col, select

from dashboard.access import Principal
from dashboard.actions import audit, sessions
from dashboard.actions.passwords import NOUN
from dashboard.actions.unit_of_work import unit_of_work
from dashboard.errors import UnknownPerson
from dashboard.schema.accounts import Account, same_login

LONGEST = 300


def enter(session: Session, *, subject: str, email: str | None, now: datetime) -> Principal:
    """The account behind `issuer|sub`; raises UnknownPerson, also where it is closed. Nobody is created.

    `email`, given only when the provider has verified it, links an account of that login once.
    """
    audit.locked_head(session)
    if not subject or len(subject) > LONGEST:
        raise UnknownPerson
    account = session.exec(select(Account).where(col(Account.subject) == subject)).first()
    if account is None and email:
        account = _linked(session, subject, email, now)
    if account is None or account.disabled_at is not None:
        raise UnknownPerson
    return sessions.user(account)


def _linked(session: Session, subject: str, email: str, now: datetime) -> Account | None:
    """The open account whose login is the address and that no identity holds yet; from now on this one."""
    unlinked = col(Account.subject).is_(None) & col(Account.disabled_at).is_(None)
    account = session.exec(select(Account).where(col(Account.login) == same_login(email), unlinked)).first()
    if account is None:
        return None
    with unit_of_work(session, by=sessions.user(account), now=now) as work:
        account.subject = subject
        work.event("link", noun=NOUN, ref=account.id, changes_facts=False)
        return account
