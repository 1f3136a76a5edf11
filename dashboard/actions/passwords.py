"""Passwords and one-time codes: how they are kept and compared, and what a good one is."""

import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import update
from sqlmodel import Session, col, select

from dashboard.access import Principal
from dashboard.actions import audit, sessions
from dashboard.actions.unit_of_work import Work, nobodys_deed, unit_of_work
from dashboard.errors import InvalidDraft, Problem, WrongPassword
from dashboard.schema.accounts import Account, OneTimeCode, PrincipalKind, Role

NOUN = "account"
SHORTEST, LONGEST = 12, 128
DIGITS = 10
HARD = 3
"""Of zxcvbn's scores 0..4: more than 10^8 guesses."""
LOOKED_AT = 24
"""Characters that zxcvbn is given: its time grows with their square, 0.2 s for these and 2 s for 72."""
OURS = ("yuanluo", "taihe", "hepinglu", "shequ", "yuanzi")
"""What somebody would try first here."""
STRANGER = Principal(PrincipalKind.GUEST, Role.PUBLIC)

HASHER = PasswordHash((Argon2Hasher(time_cost=3, memory_cost=64 * 1024, parallelism=1),))
NOBODY = f"$argon2id$v=19$m={64 * 1024},t=3,p=1${'A' * 22}${'A' * 43}"
"""Compared for a login that does not exist, so that it takes as long; no password has a hash of zeros."""


@dataclass(frozen=True)
class Code:
    """A fresh one-time code: the digits to read out, and what the database keeps of them."""

    text: str
    hash: str


@dataclass(frozen=True)
class Known:
    """What the door compares: an account that may come in, its password's hash, its open code."""

    account_id: int
    password_hash: str | None
    code_id: int | None
    code_hash: str | None


def hashed(password: str) -> str:
    """The argon2id hash of a password (some 0.1 s and 64 MiB)."""
    return HASHER.hash(_same(password))


def fits(password: str, stored: str | None) -> tuple[bool, str | None]:
    """Whether it is the password, and its new hash where the stored one is too weak by now.

    Takes as long where there is nothing to compare with.
    """
    right, better = HASHER.verify_and_update(_same(password), stored or NOBODY)
    return right and stored is not None, better


def new_code() -> Code:
    """A code of ten digits in two groups, easy to read out and to type on a phone."""
    digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    return Code(f"{digits[:5]} {digits[5:]}", HASHER.hash(digits))


def code_fits(typed: str, stored: str | None) -> bool:
    """Whether it is the code; spaces and full-width digits do not matter."""
    digits = "".join(one for one in unicodedata.normalize("NFKC", typed) if one.isdecimal())
    return HASHER.verify(digits, stored or NOBODY) and stored is not None


def check(password: str, again: str) -> None:
    """Raise InvalidDraft unless the password is of a length that may be chosen, typed twice alike."""
    text = _same(password)
    if len(text) < SHORTEST:
        raise InvalidDraft((Problem("password", "password_too_short", {"shortest": SHORTEST}),))
    if len(text) > LONGEST:
        raise InvalidDraft((Problem("password", "password_too_long", {"longest": LONGEST}),))
    if text != _same(again):
        raise InvalidDraft((Problem("again", "password_differs"),))


def judge(password: str, *, login: str) -> None:
    """Raise InvalidDraft unless the password is hard to guess; slow, so asked after the right is proved."""
    if _is_common(_same(password), login):
        raise InvalidDraft((Problem("password", "password_too_common"),))


def known(session: Session, login: str, *, now: datetime) -> Known | None:
    """The account behind a login that may come in, None for any other."""
    row = session.exec(
        select(Account, OneTimeCode)
        .outerjoin(
            OneTimeCode,
            (col(OneTimeCode.account_id) == col(Account.id))
            & col(OneTimeCode.used_at).is_(None)
            & (col(OneTimeCode.expires_at) > now),
        )
        .where(col(Account.login) == login, col(Account.disabled_at).is_(None))
        .order_by(col(OneTimeCode.id).desc())
    ).first()
    if row is None:
        return None
    account, code = row
    return Known(
        account.id or 0, account.password_hash, code.id if code else None, code.code_hash if code else None
    )


def enter(session: Session, who: Known, *, better: str | None, now: datetime) -> Principal:
    """Whom the door lets in. Raises WrongPassword when the account has changed since it was compared."""
    with nobodys_deed(session, now=now):
        account = _unchanged(session, who)
        if better is not None:
            account.password_hash = better
        return sessions.user(account)


def choose(session: Session, who: Known, *, password_hash: str, now: datetime, verb: str) -> Principal:
    """Keep a new password; every session of the account ends. Raises WrongPassword as `enter` does."""
    account = _unchanged(session, who)
    with unit_of_work(session, by=sessions.user(account), now=now) as work:
        return _chosen(work, account, password_hash, verb)


def redeem(session: Session, who: Known, *, password_hash: str, now: datetime) -> Principal:
    """Use up a one-time code and keep the password chosen with it. Raises WrongPassword for a used one."""
    account = _unchanged(session, who)
    with unit_of_work(session, by=sessions.user(account), now=now) as work:
        used = session.execute(
            update(OneTimeCode)
            .where(col(OneTimeCode.id) == who.code_id, col(OneTimeCode.used_at).is_(None))
            .values(used_at=now)
            .returning(col(OneTimeCode.id))
        ).first()
        if used is None:
            raise WrongPassword
        return _chosen(work, account, password_hash, "use_code")


def lock_out(session: Session, who: Known | None, *, now: datetime) -> None:
    """Note in the trail that a login was locked after too many failures."""
    with unit_of_work(session, by=STRANGER, now=now) as work:
        work.event("lock_out", noun=NOUN, ref=who.account_id if who else None, changes_facts=False)


def _unchanged(session: Session, who: Known) -> Account:
    """The account as it stands now; who writes is known from it alone, so it is read before their unit."""
    audit.locked_head(session)
    account = session.get(Account, who.account_id, populate_existing=True)
    if account is None or account.disabled_at is not None or account.password_hash != who.password_hash:
        raise WrongPassword
    return account


def _chosen(work: Work, account: Account, password_hash: str, verb: str) -> Principal:
    account.password_hash, account.password_changed_at = password_hash, work.now
    sessions.end_all(work.session, account_id=account.id or 0)
    work.event(verb, noun=NOUN, ref=account.id, changes_facts=False)
    return work.by


def _same(password: str) -> str:
    """However it was typed: a Chinese keyboard gives full-width letters."""
    return unicodedata.normalize("NFKC", password)


def _is_common(password: str, login: str) -> bool:
    """Whether somebody would try it early; words that repeat are judged as if they were said once."""
    from zxcvbn import zxcvbn  # type: ignore[import-untyped]

    words = [word for word in re.split(r"[\W_]+", password.casefold()) if len(word) > 2]
    once = list(dict.fromkeys(words))
    given = [*OURS, *([login] if login else [])]
    texts = [password, *(["".join(once)] if len(once) < len(words) else [])]
    return any(int(zxcvbn(text[:LOOKED_AT], user_inputs=given)["score"]) < HARD for text in texts)
