"""Slides on screen: the frozen briefing, what was corrected since, and what happens in the room."""

from typing import Any

import streamlit as st

from dashboard import clock
from dashboard.access import Action, Principal, Scope, scope
from dashboard.briefings import compose, live
from dashboard.briefings.deck import Show, css, deck
from dashboard.briefings.model import Briefing, from_json
from dashboard.briefings.shown import told
from dashboard.i18n import _, language
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.sentences import figure, period_words
from dashboard.queries import frozen, meeting_live, meetings, photos
from dashboard.queries.frozen import Erratum
from dashboard.schema.meetings import Stage
from dashboard.ui import cache, formats, templates
from dashboard.ui.components import links
from dashboard.ui.forms import form
from dashboard.ui.shell.fragments import fragment

LIVE_EVERY = "2s"
SCRIPT = '<script src="/app/static/present.js"></script>'


def _photos(by: Principal, briefing: Briefing) -> dict[int, str]:
    """The photos of the frozen slides that the reader may see and nobody has taken away: id → address."""
    if scope(by, Action.SEE_FLATS) is not Scope.ANY:
        return {}
    frozen_ids = [photo.id for slide in briefing.slides for photo in slide.photos]
    return {one: f"/photo/{one}" for one in cache.read(photos.there, photo_ids=frozen_ids)}


def chosen() -> int | None:
    """The meeting in the address (`?meeting=70`)."""
    return form.record_in_address("meeting")


def choose(by: Principal) -> None:
    """Which meeting: those ahead can be rehearsed, past ones are shown as they were."""
    ahead = cache.read(meetings.ahead, by=by)
    past = cache.read(meetings.listed, by=by, kind="joint")
    if not ahead and not past:
        st.info(_("No meeting is recorded here yet."))
    for title, rows in ((_("Ahead"), ahead), (_("As they were"), past)):
        if rows:
            st.subheader(title)
        for one in rows:
            label = f"{links.plain(one['title'])} · {formats.when(one)}"
            links.to("present", label, meeting=one["id"])


def show(by: Principal, meeting_id: int) -> None:
    """The deck over the whole window; a meeting that is not open yet is rehearsed."""
    one = cache.read(meetings.one, by=by, meeting_id=meeting_id)
    kept = cache.read(frozen.kept, by=by, meeting_id=meeting_id)
    wanted = st.query_params.get("rehearse") == "1" and one["may_record"]
    if kept is not None and not wanted:
        _draw(by, one, from_json(kept.body), errata(by, from_json(kept.body)))
    elif one["stage"] == Stage.CALLED or wanted:
        briefing = cache.read(compose.briefing, meeting_id=meeting_id, at=clock.now())
        _draw(by, one, briefing, [], is_rehearsal=True)
    else:
        st.info(_("Nothing was frozen for this meeting: it was recorded after it was held."))
        links.to("meetings", _("To the meeting"), meeting=meeting_id)


def as_shown(by: Principal, meeting_id: int) -> None:
    """On the meeting's own page: its slides as they were, and beside them what was corrected since."""
    kept = cache.read(frozen.kept, by=by, meeting_id=meeting_id)
    if kept is None:
        return
    briefing = from_json(kept.body)
    st.subheader(_("What the meeting was shown"))
    st.caption(_("Numbers frozen at {at}.", at=formats.instant(kept.at)))
    links.to("present", _("The slides as they were"), meeting=meeting_id)
    found = errata(by, briefing)
    if not found:
        st.text(_("None of its numbers has changed since."))
        return
    lines = [{"name": _frozen(one), "words": told(one)} for one in found]
    templates.draw("views/meetings/named_lines.html", lines=lines)


def _frozen(one: Erratum) -> str:
    """The number as it was shown: indicator, courtyard, period, value."""
    names = {each["id"]: formats.courtyard(each) for each in cache.courtyards()}
    about = [names.get(one.was.scope, ""), _(CATALOGUE[one.was.key].name), period_words(one.was.period)]
    return _("{label}: {value}", label=" ".join(filter(None, about)), value=figure(one.was))


def errata(by: Principal, briefing: Briefing) -> list[Erratum]:
    """What has been found since a briefing was frozen."""
    return cache.read(
        frozen.errata, by=by, seq=briefing.seq, held_on=briefing.meeting.held_on, scores=briefing.scores
    )


def _draw(
    by: Principal,
    one: dict[str, Any],
    briefing: Briefing,
    found: list[Erratum],
    *,
    is_rehearsal: bool = False,
) -> None:
    page = "agenda" if one["stage"] != Stage.HELD else "meetings"
    shown = Show(
        errata={each.place: told(each) for each in found},
        is_rehearsal=is_rehearsal,
        photos=_photos(by, briefing),
        with_notes=st.query_params.get("notes") == "1",
        back=f"/{page}?meeting={one['id']}",
        handout=f"/handout/{one['id']}?lang={language()}",
    )
    st.html(f"<style>{css()}</style>{deck(briefing, shown)}")
    # Slides are turned by keys, of which the server hears nothing: who looks at an open meeting stays.
    is_open = one["stage"] == Stage.OPEN
    fragment(Action.SEE_MEETINGS, run_every=LIVE_EVERY, stays=is_open)(_room)(one["id"])
    st.html(SCRIPT, unsafe_allow_javascript=True)


def _room(by: Principal, meeting_id: int) -> None:
    """What is resolved and voted, drawn beside the deck; the page's script puts it into its slides."""
    resolved = cache.read(meeting_live.resolved, by=by, meeting_id=meeting_id)
    votes = cache.read(meeting_live.votes, by=by, meeting_id=meeting_id)
    st.html(live.source(resolved, votes))
