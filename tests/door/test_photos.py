"""GET /photo/{id}: for the keepers of its place; for everybody else 404, or the door."""

from datetime import date
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import Engine
from sqlmodel import Session, select

from dashboard.access import Principal
from dashboard.actions import hazards, photos
from dashboard.clock import at
from dashboard.rules.photos import cleaned
from dashboard.schema.accounts import PrincipalKind, Role
from dashboard.schema.places import Courtyard
from dashboard.schema.requests import Place
from dashboard.schema.safety import HazardDraft, HazardKind
from tests.door.visitor import sign_in
from tests.pictures import with_gps

NOW = at(date(2026, 9, 20))
OFFICE = Principal(PrincipalKind.USER, Role.OFFICE)
NOT_THERE = ["4711", "0", "-1", "01", "1.0", "x", "99999999999999999999", "%C2%B2", "1%20or%201"]


@pytest.fixture
def photo(client, database: Engine) -> int:
    """A photo of a hazard in courtyard 3, planted with a place."""
    with Session(database) as session, session.begin():
        where = session.exec(select(Courtyard.id).where(Courtyard.no == 3)).one()
        given = {
            "kind": HazardKind.CLUTTER,
            "place": Place.YARD,
            "found_on": NOW.date(),
            "due_on": NOW.date(),
        }
        how = {"session": session, "by": OFFICE, "now": NOW}
        hazard = hazards.report(draft=HazardDraft.check(courtyard_id=where, **given), key="1", **how)
        told = {"noun": "hazard", "ref": hazard.id, "stage": "before", "nobody_shown": True}
        return photos.add(picture=cleaned(with_gps()), key="2", **told, **how).id


@pytest.mark.parametrize("persona", ["office", "committee-3"])
def test_its_keepers_get_the_picture(client, photo, persona):
    sign_in(client, persona)
    answer = client.get(f"/photo/{photo}")
    assert answer.status_code == 200
    image = Image.open(BytesIO(answer.content))
    assert (image.format, dict(image.getexif())) == ("JPEG", {})
    assert b"Canary" not in answer.content
    wanted = {
        "content-type": "image/jpeg",
        "cache-control": "private, no-store",
        "content-disposition": "inline",
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'",
        "cross-origin-resource-policy": "same-origin",
    }
    assert {name: answer.headers.get(name) for name in wanted} == wanted


@pytest.mark.parametrize("persona", ["leader", "guest", "property", "committee-1"])
def test_for_others_it_is_not_there(client, photo, persona):
    sign_in(client, persona)
    hidden, unknown = client.get(f"/photo/{photo}"), client.get("/photo/4711")
    assert hidden.status_code == unknown.status_code == 404
    assert hidden.content == unknown.content
    assert hidden.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("number", NOT_THERE)
def test_what_is_no_number_of_a_photo_is_not_there(client, photo, number):
    sign_in(client, "office")
    assert client.get(f"/photo/{number}").status_code == 404


def test_strangers_are_sent_to_the_door(client, photo):
    assert client.get(f"/photo/{photo}").status_code == 401
    page = client.get(f"/photo/{photo}", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["location"]) == (303, f"/sign-in?next=%2Fphoto%2F{photo}")


def test_a_session_that_ended_opens_nothing(client, photo):
    sign_in(client, "office")
    client.cookies.set("__Host-yl", "x" * 43, domain="testserver.local", path="/")
    assert client.get(f"/photo/{photo}").status_code in (401, 404)


def test_nothing_is_changed_by_any_other_method(client, photo):
    sign_in(client, "office")
    assert client.post(f"/photo/{photo}").status_code == 405
    assert client.delete(f"/photo/{photo}").status_code == 405
