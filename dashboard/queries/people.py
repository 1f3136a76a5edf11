"""Who has an account: the list for administrators, and one's own login."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from dashboard.access import Action, Principal, require
from dashboard.errors import NotFound, UnknownName
from dashboard.privacy import masking
from dashboard.schema.accounts import Account, OneTimeCode, Role
from dashboard.schema.organisations import Organisation, OrganisationKind
from dashboard.schema.places import Courtyard


class State(StrEnum):
    """Whether an account can be used."""

    ACTIVE = "active"
    WAITING = "waiting"
    EXPIRED = "expired"
    DISABLED = "disabled"


ORDER = {role: place for place, role in enumerate((Role.OFFICE, Role.LEADER, Role.COMMITTEE, Role.PROPERTY))}


def accounts(session: Session, *, by: Principal, now: datetime, names: bool = False) -> list[dict[str, Any]]:
    """Every account, those in use first, by role and courtyard; names masked unless `names`.

    Whoever asks for names has noted so in the trail (`accounts.see_names`).
    """
    require(by, Action.MANAGE_PEOPLE)
    open_until = _open_codes(session, now)
    rows = [
        {
            "id": account.id,
            "version": account.version,
            "login": account.login,
            "name": account.name if names else masking.name(account.name),
            "role": account.role.value,
            "courtyard_id": account.courtyard_id,
            "courtyard_no": no,
            "organisation_id": account.organisation_id,
            "organisation_zh": zh,
            "organisation_en": en,
            "is_admin": account.is_admin,
            "code_until": open_until.get(account.id or 0),
            "state": _state(account, open_until).value,
        }
        for account, no, zh, en in session.execute(
            select(Account, col(Courtyard.no), col(Organisation.name_zh), col(Organisation.name_en))
            .outerjoin(Courtyard, col(Courtyard.id) == col(Account.courtyard_id))
            .outerjoin(Organisation, col(Organisation.id) == col(Account.organisation_id))
        )
    ]
    return sorted(rows, key=_place)


def one(
    session: Session, *, by: Principal, account_id: int, now: datetime, names: bool = False
) -> dict[str, Any]:
    """One account as the list has it; raises NotFound."""
    for row in accounts(session, by=by, now=now, names=names):
        if row["id"] == account_id:
            return row
    raise NotFound("account")


def by_login(session: Session, *, by: Principal, login: str, now: datetime) -> dict[str, Any]:
    """One account by its login; raises UnknownName."""
    for row in accounts(session, by=by, now=now):
        if row["login"] == login:
            return row
    raise UnknownName(f"login {login}")


def companies(session: Session, *, by: Principal) -> list[dict[str, Any]]:
    """The property companies that somebody with an account may belong to."""
    require(by, Action.MANAGE_PEOPLE)
    found = session.execute(
        select(Organisation)
        .where(col(Organisation.kind) == OrganisationKind.PROPERTY_COMPANY, col(Organisation.until).is_(None))
        .order_by(col(Organisation.id))
    ).scalars()
    return [{"id": row.id, "name_zh": row.name_zh, "name_en": row.name_en} for row in found]


def own_login(session: Session, *, by: Principal) -> str | None:
    """The login of the reader's own account; None for somebody without one."""
    account = session.get(Account, by.account_id) if by.account_id else None
    return account.login if account else None


def _open_codes(session: Session, now: datetime) -> dict[int, datetime]:
    codes = select(col(OneTimeCode.account_id), col(OneTimeCode.expires_at)).where(
        col(OneTimeCode.used_at).is_(None), col(OneTimeCode.expires_at) > now
    )
    return {row.account_id: row.expires_at for row in session.execute(codes)}


def _state(account: Account, open_until: dict[int, datetime]) -> State:
    if account.disabled_at is not None:
        return State.DISABLED
    if account.password_hash is not None:
        return State.ACTIVE
    return State.WAITING if account.id in open_until else State.EXPIRED


def _place(row: dict[str, Any]) -> tuple[Any, ...]:
    closed = row["state"] == State.DISABLED
    return closed, ORDER.get(Role(row["role"]), len(ORDER)), row["courtyard_no"] or 0, row["login"]
