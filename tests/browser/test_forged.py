"""Frames that no browser of ours would send: they write nothing and bring nothing of somebody else's.

What a page is asked with is not believed: not its address, not the widgets that it is said to have drawn.
"""

from pathlib import Path
from uuid import uuid4

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.browser import wire
from tests.browser.forging import (
    NOT_YOURS,
    OTHER,
    OWN,
    PERSONAL,
    SECRET,
    UNKNOWN,
    kept,
    of,
    url,
)
from tests.browser.rows import written
from tests.pictures import picture

__all__ = ["kept", "url"]

NOT_FOR = {
    "guest": "todo enter register requests inspections surveys mediation incidents activities renovation"
    " money seal pledges offices meetings agenda votes present follow-up thread import quality people"
    " reveals audit export",
    "property": "todo enter register surveys mediation incidents activities seal pledges offices quality"
    " people reveals import audit export",
    "leader": "todo enter register surveys mediation incidents offices people reveals import audit export",
    "committee-3": "surveys pledges people reveals import audit export",
}
"""Persona → pages that it may not open, by hand (DOMAIN §2)."""
FORMS = (
    *("mediation?do=new", "incidents?do=new", "activities?do=new", "activities?part=station_visit&do=new"),
    *("renovation?do=new", "money?part=disclosure&do=new", "seal?do=new", "pledges?do=new", "offices?do=new"),
    *("pledges?part=check_in&do=new", "register", "inspections?do=report", "inspections?do=round"),
    "renovation?part=facility&do=new",
    *("meetings?do=record", "surveys?do=create", "follow-up?do=task", "follow-up?do=resolve"),
)
OFFICE_ALONE = ("renovation", "activities?part=station_visit", "pledges", "offices", "surveys")
RECORDS = {
    "mediation": "mediation",
    "incident": "incidents",
    "activity": "activities",
    "seal_use": "seal",
    "disclosure": "money",
    "hazard": "inspections",
    "meeting": "meetings",
    "resolution": "follow-up",
    "task": "follow-up",
    "renovation_item": "renovation",
    "facility": "renovation",
}
"""Noun → its page; each is asked for by `?noun=id`."""


@pytest.fixture(scope="module")
def drawn(url: str, kept: Path) -> dict[str, dict[str, str]]:
    """Address → the widgets that the office is drawn there: every form, and a record of each kind."""
    found = {}
    records = [f"{page}?{noun}={of(kept, noun, OTHER)}" for noun, page in RECORDS.items()]
    with wire.wired(url, wire.sign_in(url, "office")) as office:
        for address in (*FORMS, *records):
            found[address] = office.open(address).widgets
            assert any(id_.endswith(".save") for id_ in found[address]), address
    return found


def forged(widgets: dict[str, str]) -> list[WidgetState]:
    """Every button pressed, something typed into every line, the other courtyard chosen."""
    states = wire.pressed(id_ for id_, kind in widgets.items() if kind == "button")
    for id_, kind in widgets.items():
        if kind in ("text_input", "text_area"):
            states.append(WidgetState(id=id_, string_value="看错了"))
    return states


@pytest.mark.parametrize("persona", NOT_FOR)
def test_a_page_that_is_not_ones_own_draws_nothing(url: str, kept: Path, persona: str) -> None:
    before = written(kept)
    with wire.wired(url, wire.sign_in(url, persona)) as socket:
        socket.open("about")
        for name in NOT_FOR[persona].split():
            records = "&".join(
                f"{noun}={of(kept, noun, OTHER)}" for noun in ("mediation", "seal_use", "hazard")
            )
            for by_name in (True, False):
                told = socket.open(f"{name}?do=new&{records}", by_name=by_name)
                assert NOT_YOURS in told.text, name
                assert told.widgets == {}, name
                assert not SECRET.search(told.text), name
    assert written(kept) == before


@pytest.mark.parametrize("persona", NOT_FOR)
def test_forms_that_were_never_drawn_for_somebody_save_nothing(
    url: str, kept: Path, drawn: dict[str, dict[str, str]], persona: str
) -> None:
    cookie, before = wire.sign_in(url, persona), written(kept)
    for address, widgets in drawn.items():
        records = not address.startswith(FORMS)
        if persona == "committee-3" and not records and not address.startswith(OFFICE_ALONE):
            continue
        saves = {id_ for id_ in widgets if id_.endswith(".save")}
        with wire.wired(url, cookie) as socket:
            for by_name in (True, False):
                told = socket.open(address, forged(widgets), by_name=by_name)
                assert not saves & set(told.widgets), address
                assert not (SECRET if persona == "committee-3" else PERSONAL).search(told.text), address
    assert written(kept) == before


@pytest.mark.parametrize("noun", ["mediation", "incident", "activity", "seal_use", "disclosure"])
def test_a_record_of_another_courtyard_is_not_found_whatever_is_pressed(
    url: str, kept: Path, drawn: dict[str, dict[str, str]], noun: str
) -> None:
    address = f"{RECORDS[noun]}?{noun}={of(kept, noun, OTHER)}"
    before = written(kept)
    with wire.wired(url, wire.sign_in(url, f"committee-{OWN}")) as socket:
        told = socket.open(address, forged(drawn[address]))
        assert UNKNOWN in told.text
        assert told.widgets == {}
        assert not SECRET.search(told.text)
        own = socket.open(f"{RECORDS[noun]}?{noun}={of(kept, noun, OWN)}")
        assert UNKNOWN not in own.text
    assert written(kept) == before


def test_a_file_of_somebody_who_may_not_is_not_kept(
    url: str, kept: Path, drawn: dict[str, dict[str, str]]
) -> None:
    before, cookie = written(kept), wire.sign_in(url, "leader")
    address = "inspections?do=report"
    uploader = next(id_ for id_, kind in drawn[address].items() if kind == "file_uploader")
    with wire.wired(url, cookie) as socket:
        socket.open(address)
        urls = BackMsg()
        urls.file_urls_request.request_id = "one"
        urls.file_urls_request.file_names.append("photo.jpg")
        (given,) = socket.ask(urls, "file_urls_response").file_urls_response.file_urls
        path = f"{url}/{given.upload_url.lstrip('/')}"
        assert wire.upload(path, "", picture()) == 401
        wire.upload(path, cookie, picture())
        state = WidgetState(id=uploader)
        told = state.file_uploader_state_value.uploaded_file_info.add()
        told.name, told.size, told.file_id = "photo.jpg", len(picture()), given.file_id
        told.file_urls.CopyFrom(given)
        socket.open(address, [state, *forged(drawn[address])])
    assert written(kept) == before


STRANGE = ("bool_value", "double_value", "string_array_value", "json_value", "string_trigger_value")
"""Kinds of values that a browser can send for any widget."""


def strange(id_: str, kind: str) -> WidgetState:
    state = WidgetState(id=id_)
    if kind == "string_array_value":
        state.string_array_value.data.append("x")
    elif kind == "string_trigger_value":
        state.string_trigger_value.data = "x"
    else:
        setattr(state, kind, {"bool_value": True, "double_value": 7.5, "json_value": "x"}[kind])
    return state


@pytest.mark.parametrize("address", ["register", "mediation?do=new"])
def test_a_value_of_a_wrong_kind_costs_a_line_and_the_next_run_is_as_if_it_had_not_come(
    url: str, kept: Path, address: str
) -> None:
    log = kept.with_suffix(".log")
    with wire.wired(url, wire.sign_in(url, "committee-3")) as socket:
        drawn = socket.open(address).widgets
        for id_ in {kind: id_ for id_, kind in drawn.items()}.values():
            for kind in STRANGE:
                before = len(log.read_text().splitlines())
                socket.open(address, [strange(id_, kind)])
                told = socket.open(address)
                assert told.widgets == drawn, (id_, kind)
                lines = log.read_text().splitlines()[before:]
                unread = [line for line in lines if "not of its kind" in line or "once more" in line]
                assert len(lines) == len(unread) <= 1 or "Uncaught app execution" in lines[0], (id_, kind)


def test_nobody_stops_the_server_empties_its_caches_or_has_it_write_files(url: str) -> None:
    """The gate leaves such frames out: what comes back is the answer to what was asked afterwards."""
    orders = [
        BackMsg(debug_shutdown_runtime=True),
        BackMsg(debug_disconnect_websocket=True),
        BackMsg(clear_cache=True),
        BackMsg(set_run_on_save=True),
    ]
    for operation in ("install_skills", "dismiss_skills_nudge"):
        order = BackMsg()
        order.backend_operation_request.request_id = uuid4().hex
        getattr(order.backend_operation_request, operation).SetInParent()
        orders.append(order)
    with wire.wired(url, wire.sign_in(url, "guest")) as guest:
        guest.open("about")
        for order in orders:
            guest.socket.send(order.SerializeToString())
        guest.socket.send("text")
        told = guest.open("about")
    assert not told.redirects
    assert "backend_operation_response" not in {one.WhichOneof("type") for one in told.messages}
    assert not PERSONAL.search(told.text)
