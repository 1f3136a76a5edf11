"""The map in Chromium: it is drawn, it answers a click, and a new leak stands on it in another session."""

import io
import json
import sqlite3
from collections.abc import Callable
from math import cos, radians, sin
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from dashboard.charts.map import Scene, draw
from dashboard.charts.palette import LIGHT
from dashboard.ui.shell.screen import Screen
from dashboard.ui.views.map.map import HIGHEST
from tests.browser import reader
from tests.browser.test_thread import DESK, PHONE, register

WINDOW = Screen(**DESK)


@pytest.fixture
def yards(demo: Path) -> list[dict[str, Any]]:
    """The demo's outlines, as the map is given them."""
    with sqlite3.connect(demo) as read:
        rows = read.execute("select no, outline from courtyard order by no").fetchall()
    quiet = {"step": None, "verdict": "", "clear": False, "hatched": False, "selected": False}
    return [{"no": no, "ring": json.loads(ring), "label": "", "tip": "", **quiet} for no, ring in rows]


def canvas(page: Page) -> Locator:
    """The map, once there is something on it."""
    found = page.get_by_test_id("stDeckGlJsonChart")
    expect(found.locator("canvas").first).to_be_visible()
    # deck.gl draws after the canvas is there, in software some seconds later.
    assert reader.until(page, lambda: len(colours(found)) > 30)
    return found


def colours(canvas: Locator) -> set[tuple[int, int, int]]:
    """The colours in the picture, by steps of 8."""
    picture = Image.open(io.BytesIO(canvas.screenshot())).convert("RGB")
    return {(r // 8, g // 8, b // 8) for _n, (r, g, b) in picture.getcolors(1 << 20) or []}


def near(colour: str) -> set[tuple[int, int, int]]:
    r, g, b = bytes.fromhex(colour.removeprefix("#"))
    return {(r // 8 + i, g // 8 + j, b // 8 + k) for i in (-1, 0, 1) for j in (-1, 0, 1) for k in (-1, 0, 1)}


@pytest.mark.parametrize("view", ["立体", "平面"])
def test_it_is_drawn_with_overdue_outlines(signed_in: Callable[..., Page], view: str) -> None:
    page = signed_in("leader", "/map")
    page.get_by_role("radio", name=view).click()
    reader.idle(page)
    assert reader.until(page, lambda: colours(canvas(page)) & near(LIGHT.worse))


def test_a_click_on_a_courtyard_opens_its_panel(
    new_page: Callable[..., Page], yards: list[dict[str, Any]]
) -> None:
    page = new_page(viewport=DESK)
    reader.sign_in(page, "leader", "/map")
    page.get_by_role("radio", name="平面").click()
    reader.idle(page)
    box = canvas(page).bounding_box()
    assert box["width"] == pytest.approx(WINDOW.page, abs=2)
    scene = Scene(yards=yards, solid=False, room=(WINDOW.page, int(WINDOW.height * HIGHEST)))
    view = json.loads(draw(scene, dark=False).to_json())["initialViewState"]
    ring = yards[7]["ring"]
    lon, lat = (sum(point[axis] for point in ring[:4]) / 4 for axis in (0, 1))
    pixels = 512 * 2 ** view["zoom"] / 360
    east, south = (lon - view["longitude"]) * pixels, (view["latitude"] - lat) * pixels / 0.9061
    turn = radians(view["bearing"])
    x = box["x"] + box["width"] / 2 + east * cos(turn) + south * sin(turn)
    y = box["y"] + box["height"] / 2 + south * cos(turn) - east * sin(turn)
    tip = page.locator(".deck-tooltip").filter(has_text="8号院")

    def told() -> bool:
        page.mouse.move(x - 1, y)
        page.mouse.move(x, y)
        return tip.is_visible()

    assert reader.until(page, told)  # the map is drawn and knows what is under the pointer
    page.mouse.click(x, y, delay=60)
    expect(page.get_by_role("heading", name="8号院")).to_be_visible()
    assert "no=8" in page.url
    page.get_by_role("link", name="8号院的页面").click()
    reader.idle(page)
    page.wait_for_url("**/courtyard?*no=8*")


def test_a_new_leak_stands_under_the_roof_in_another_session(new_page: Callable[..., Page]) -> None:
    office = new_page(viewport=DESK)
    frames: list[bytes] = []

    def heard(frame: Any) -> None:
        frames.append(frame if isinstance(frame, bytes) else frame.encode())

    office.on("websocket", lambda socket: socket.on("framereceived", heard))
    reader.sign_in(office, "office", "/map?no=3")
    office.get_by_role("radio", name="立体").click()
    canvas(office)
    committee = new_page(viewport=PHONE)
    reader.sign_in(committee, "committee-3", "/register")
    frames.clear()
    number = register(committee)
    expect(office.get_by_role("link", name=number)).to_be_visible(timeout=reader.PATIENCE)

    def sent() -> dict[str, Any] | None:
        return next((box for frame in frames for box in boxes(frame) if number in box["tip"]), None)

    box = reader.until(office, sent)  # the list is drawn before the map
    assert box
    assert box["tip"].startswith("3-2-601\n")
    assert {point[2] for point in box["p"]} == {15}


def boxes(frame: bytes) -> list[dict[str, Any]]:
    """The flats of a map's specification inside a message, none if it holds no map."""
    start = frame.find(b'{"initialViewState"')
    if start < 0:
        return []
    spec, _end = json.JSONDecoder().raw_decode(frame[start:].decode(errors="ignore"))
    return next((layer["data"] for layer in spec["layers"] if layer["id"] == "flats"), [])
