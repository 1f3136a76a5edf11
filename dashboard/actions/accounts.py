"""Accounts: invite, change, close, open again, reset. The trail names accounts by their number alone."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from dashboard.access import Action, Principal
from dashboard.actions import sessions
from dashboard.actions.passwords import NOUN, Code
from dashboard.actions.unit_of_work import Work, unit_of_work
from dashboard.errors import InvalidDraft, LastAdministrator, OutOfTurn, Problem
from dashboard.schema.accounts import Account, AccountDraft, AuditEvent, CodePurpose, OneTimeCode, PostDraft
from dashboard.schema.organisations import Organisation
from dashboard.schema.places import Courtyard

CODE_LASTS = timedelta(hours=48)


def invite(
    *, session: Session, draft: AccountDraft, code: Code, by: Principal, now: datetime, key: str
) -> Account:
    """Make an account that `code` opens; raises NotAllowed, AlreadyDone, InvalidDraft."""
    with unit_of_work(session, by=by, now=now, key=key) as work:
        work.require(Action.MANAGE_PEOPLE)
        if session.execute(select(col(Account.id)).where(col(Account.login) == draft.login)).first():
            raise InvalidDraft((Problem("login", "login_taken"),))
        _exists(session, draft)
        account = work.add(Account(**draft.model_dump()))
        _hand_out(work, account, code, CodePurpose.INVITE)
        return _done(work, account, "invite", **_post(account))


def change(
    *, session: Session, account_id: int, draft: PostDraft, by: Principal, now: datetime, version: int
) -> Account:
    """Give an account another role or place; open sessions have it at their next click."""
    with unit_of_work(session, by=by, now=now) as work:
        account = _opened(work, account_id, version, draft.model_dump())
        if not draft.is_admin:
            _not_the_last(session, account)
        _exists(session, draft)
        before = _post(account)
        for name, value in draft.model_dump().items():
            setattr(account, name, value)
        work.advance(account)
        return _done(work, account, "change", before=before, after=_post(account))


def disable(*, session: Session, account_id: int, by: Principal, now: datetime, version: int) -> Account:
    """Close an account: its sessions and codes end at once. Raises LastAdministrator."""
    with unit_of_work(session, by=by, now=now) as work:
        account = _opened(work, account_id, version)
        _not_the_last(session, account)
        if account.disabled_at is not None:
            raise OutOfTurn("disable")
        account.disabled_at = now
        sessions.end_all(session, account_id=account_id)
        _end_codes(work, account)
        return _done(work, account, "disable")


def enable(*, session: Session, account_id: int, by: Principal, now: datetime, version: int) -> Account:
    """Open a closed account again, with the password that it had."""
    with unit_of_work(session, by=by, now=now) as work:
        account = _opened(work, account_id, version)
        if account.disabled_at is None:
            raise OutOfTurn("enable")
        account.disabled_at = None
        return _done(work, account, "enable")


def reset(
    *, session: Session, account_id: int, code: Code, by: Principal, now: datetime, version: int
) -> Account:
    """Take an account's password and identity away; `code` opens it. One's own is changed at the door."""
    with unit_of_work(session, by=by, now=now) as work:
        account = _opened(work, account_id, version)
        if account.disabled_at is not None or account_id == by.account_id:
            raise OutOfTurn("reset")
        account.password_hash = account.subject = None
        work.advance(account)
        sessions.end_all(session, account_id=account_id)
        _hand_out(work, account, code, CodePurpose.RESET)
        return _done(work, account, "reset")


def see_names(*, session: Session, by: Principal, now: datetime) -> AuditEvent:
    """Note that somebody looks at the full names of those who have accounts."""
    with unit_of_work(session, by=by, now=now) as work:
        work.require(Action.MANAGE_PEOPLE)
        return work.event("see_names", noun=NOUN, changes_facts=False)


def _opened(work: Work, account_id: int, version: int, mine: Mapping[str, Any] | None = None) -> Account:
    work.require(Action.MANAGE_PEOPLE)
    account = work.row(Account, account_id)
    work.unchanged(account, version, mine)
    return account


def _exists(session: Session, draft: PostDraft) -> None:
    if draft.courtyard_id is not None and session.get(Courtyard, draft.courtyard_id) is None:
        raise InvalidDraft((Problem("courtyard_id", "no_such_courtyard"),))
    if draft.organisation_id is not None and session.get(Organisation, draft.organisation_id) is None:
        raise InvalidDraft((Problem("organisation_id", "no_such_organisation"),))


def _not_the_last(session: Session, account: Account) -> None:
    """Somebody else must be left who can sign in and manage accounts."""
    if not account.is_admin or account.disabled_at is not None:
        return
    others = select(func.count()).where(
        col(Account.is_admin),
        col(Account.disabled_at).is_(None),
        col(Account.password_hash).is_not(None),
        col(Account.id) != account.id,
    )
    if not session.execute(others).scalar_one():
        raise LastAdministrator


def _hand_out(work: Work, account: Account, code: Code, purpose: CodePurpose) -> None:
    """Keep a code; an earlier one no longer opens the account."""
    _end_codes(work, account)
    work.add(
        OneTimeCode(
            account_id=account.id or 0,
            purpose=purpose,
            code_hash=code.hash,
            made_at=work.now,
            expires_at=work.now + CODE_LASTS,
        )
    )


def _end_codes(work: Work, account: Account) -> None:
    work.session.execute(
        update(OneTimeCode)
        .where(col(OneTimeCode.account_id) == account.id, col(OneTimeCode.used_at).is_(None))
        .values(used_at=work.now)
    )


def _post(account: Account) -> dict[str, Any]:
    return {
        "role": account.role.value,
        "courtyard": account.courtyard_id,
        "organisation": account.organisation_id,
        "admin": account.is_admin,
    }


def _done(work: Work, account: Account, verb: str, **details: Any) -> Account:
    work.event(verb, noun=NOUN, ref=account.id, details=details, changes_facts=False)
    return account
