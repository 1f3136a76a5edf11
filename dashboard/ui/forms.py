"""What every form shares: the key of a drawn form, saving once, and problems by their field."""

import secrets
from collections.abc import Callable
from typing import Any

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

import db
from dashboard import clock
from dashboard.errors import AlreadyDone, InvalidDraft, StaleVersion, YuanluoError
from dashboard.i18n import _
from dashboard.schema.requests import Request
from dashboard.ui import who, words


def key(name: str) -> str:
    """The idempotency key of a drawn form, the same until it is saved."""
    return str(st.session_state.setdefault(f"form.{name}.key", secrets.token_hex(16)))


def save(name: str, write: Callable[..., Any]) -> Any:
    """Run one write in one transaction; gives what it made, or None after saying what is wrong.

    `write` is given session, by, now and key. Nothing typed is cleared unless it was saved.
    """
    st.session_state.pop(f"form.{name}.problems", None)
    try:
        with db.writing() as session:
            made = write(session=session, by=who.principal(session), now=clock.now(), key=key(name))
    except AlreadyDone as done:
        made = _again(done)
    except InvalidDraft as error:
        st.session_state[f"form.{name}.problems"] = {one.name: words.problem(one) for one in error.problems}
        st.error(_("Please look at the fields marked below. Nothing is lost."))
        return None
    except StaleVersion as error:
        _both_versions(error)
        st.session_state.pop(f"version.{name}", None)
        return None
    except YuanluoError as error:
        st.error(words.trouble(error))
        return None
    except SQLAlchemyError:
        st.error(_("Saving did not work just now. What you typed is still here: please try again."))
        return None
    st.session_state.pop(f"form.{name}.key", None)
    return made


def complaint(name: str, field: str) -> None:
    """The sentence about one field, below it."""
    told = st.session_state.get(f"form.{name}.problems", {}).get(field)
    if told:
        st.error(told)


def _again(done: AlreadyDone) -> Any:
    """The record that the same drawn form made before: the second click sees the first one's receipt."""
    with db.reading() as session:
        return session.get_one(Request, done.ref)


def _both_versions(error: StaleVersion) -> None:
    st.warning(words.trouble(error))
    st.table(
        [
            {
                _("Field"): _(words.FIELDS.get(name, name)),
                _("Stored now"): _shown(error.theirs.get(name)),
                _("What you entered"): _shown(mine),
            }
            for name, mine in error.mine.items()
        ]
    )
    st.caption(_("Look at both. Saving again adds yours to what is stored now."))


def _shown(value: Any) -> str:
    if value is None:
        return "—"
    return str(words.named(words.STATUS, value)) if str(value) in words.STATUS else str(value)
