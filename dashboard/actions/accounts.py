"""Accounts: invite, change, close, open again, reset. The trail names accounts by their number alone."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from dashboard.access import Action, Principal, require
from dashboard.actions import audit, sessions
from dashboard.actions.passwords import NOUN, Code
from dashboard.errors import InvalidDraft, LastAdministrator, NotFound, OutOfTurn, Problem
from dashboard.schema.accounts import Account, AccountDraft, AuditEvent, CodePurpose, OneTimeCode, PostDraft
from dashboard.schema.organisations import Organisation
from dashboard.schema.places import Courtyard

CODE_LASTS = timedelta(hours=48)


def invite(
    *, session: Session, draft: AccountDraft, code: Code, by: Principal, now: datetime, key: str
) -> Account:
    """Make an account that `code` opens; raises NotAllowed, AlreadyDone, InvalidDraft."""
    require(by, Action.MANAGE_PEOPLE)
    audit.claim_key(session, key=key)
    if session.execute(select(col(Account.id)).where(col(Account.login) == draft.login)).first():
        raise InvalidDraft((Problem("login", "login_taken"),))
    _exists(session, draft)
    account = Account(**draft.model_dump())
    session.add(account)
    session.flush()
    _hand_out(session, account, code, CodePurpose.INVITE, now)
    audit.remember_key(session, key=key, noun=NOUN, ref=account.id or 0, now=now)
    return _done(session, account, by, "invite", now, **_post(account))


def change(
    *, session: Session, account_id: int, draft: PostDraft, by: Principal, now: datetime, version: int
) -> Account:
    """Give an account another role or place; open sessions have it at their next click."""
    account = _found(session, account_id, by)
    audit.check_version(account, version=version, mine=draft.model_dump())
    if not draft.is_admin:
        _not_the_last(session, account)
    _exists(session, draft)
    before = _post(account)
    for name, value in draft.model_dump().items():
        setattr(account, name, value)
    audit.bump_version(account)
    return _done(session, account, by, "change", now, before=before, after=_post(account))


def disable(*, session: Session, account_id: int, by: Principal, now: datetime, version: int) -> Account:
    """Close an account: its sessions and codes end at once. Raises LastAdministrator."""
    account = _found(session, account_id, by)
    audit.check_version(account, version=version, mine={})
    _not_the_last(session, account)
    if account.disabled_at is not None:
        raise OutOfTurn("disable")
    account.disabled_at = now
    audit.bump_version(account)
    sessions.end_all(session, account_id=account_id)
    _end_codes(session, account, now)
    return _done(session, account, by, "disable", now)


def enable(*, session: Session, account_id: int, by: Principal, now: datetime, version: int) -> Account:
    """Open a closed account again, with the password that it had."""
    account = _found(session, account_id, by)
    audit.check_version(account, version=version, mine={})
    if account.disabled_at is None:
        raise OutOfTurn("enable")
    account.disabled_at = None
    audit.bump_version(account)
    return _done(session, account, by, "enable", now)


def reset(
    *, session: Session, account_id: int, code: Code, by: Principal, now: datetime, version: int
) -> Account:
    """Take an account's password and identity away; `code` opens it. One's own is changed at the door."""
    account = _found(session, account_id, by)
    audit.check_version(account, version=version, mine={})
    if account.disabled_at is not None or account_id == by.account_id:
        raise OutOfTurn("reset")
    account.password_hash = account.subject = None
    audit.bump_version(account)
    sessions.end_all(session, account_id=account_id)
    _hand_out(session, account, code, CodePurpose.RESET, now)
    return _done(session, account, by, "reset", now)


def see_names(*, session: Session, by: Principal, now: datetime) -> AuditEvent:
    """Note that somebody looks at the full names of those who have accounts."""
    require(by, Action.MANAGE_PEOPLE)
    return audit.record(session, by=by, verb="see_names", noun=NOUN, now=now, changes_facts=False)


def _found(session: Session, account_id: int, by: Principal) -> Account:
    require(by, Action.MANAGE_PEOPLE)
    audit.locked_head(session)
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound(NOUN)
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


def _hand_out(session: Session, account: Account, code: Code, purpose: CodePurpose, now: datetime) -> None:
    """Keep a code; an earlier one no longer opens the account."""
    _end_codes(session, account, now)
    made = OneTimeCode(
        account_id=account.id or 0,
        purpose=purpose,
        code_hash=code.hash,
        made_at=now,
        expires_at=now + CODE_LASTS,
    )
    session.add(made)


def _end_codes(session: Session, account: Account, now: datetime) -> None:
    session.execute(
        update(OneTimeCode)
        .where(col(OneTimeCode.account_id) == account.id, col(OneTimeCode.used_at).is_(None))
        .values(used_at=now)
    )


def _post(account: Account) -> dict[str, Any]:
    return {
        "role": account.role.value,
        "courtyard": account.courtyard_id,
        "organisation": account.organisation_id,
        "admin": account.is_admin,
    }


def _done(
    session: Session, account: Account, by: Principal, verb: str, now: datetime, **details: Any
) -> Account:
    audit.record(
        session, by=by, verb=verb, noun=NOUN, now=now, ref=account.id, details=details, changes_facts=False
    )
    return account
