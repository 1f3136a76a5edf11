"""A whole joint meeting: a request of that morning, agenda, opening, slides by keys, attendance, a vote in
the room, resolution, task, close; and the resident's own word at the end of the thread."""

import re
import shutil
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import Locator, Page, expect

from tests.browser import measures, reader
from tests.browser.conftest import AS_OF
from tests.browser.server import ROOT, serving
from tests.browser.test_matter import answered, closed
from tests.browser.test_thread import register, tap

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
PROJECTOR = {"width": 1920, "height": 1080}
YARD = 7
"""A courtyard of 36 flats, each with an owner of its own, twelve to a stairwell."""
ROOMS = [f"{floor}0{door}" for floor in range(1, 7) for door in (1, 2)]
TASK = "补好三单元屋面"
RESOLVED = "由物业公司用维修资金补好屋面"
QUESTION = "是否同意使用维修资金补好屋面？"
AT = "[data-slide].yl-on"


@pytest.fixture
def town(demo: Path, tmp_path: Path) -> Iterator[str]:
    """A server on a copy of its own: opening a meeting changes what other tests look at."""
    copy = tmp_path / "meeting.db"
    shutil.copy(demo, copy)
    env = {"DATABASE_URL": f"sqlite:///{copy}", "YUANLUO_TODAY": AS_OF}
    with serving(ROOT / "streamlit_app.py", env=env, log=tmp_path / "meeting.log", fresh=False) as url:
        yield url


def test_a_whole_meeting_is_run_and_its_matter_followed_to_the_residents_word(
    town: str, ahead: int, new_page: Callable[..., Page]
) -> None:
    keeper = new_page(server=town, viewport=PHONE)
    reader.sign_in(keeper, f"committee-{YARD}", "/register")
    number = register(keeper, "3单元", "602")

    office = new_page(server=town, viewport=DESK)
    reader.sign_in(office, "office", f"/thread?number={number}")
    put_on_the_agenda(office, number, ahead)
    begun(office)
    presented(office, number, ahead)
    seated(office, ahead)
    open_vote(office, number, ahead)
    ballots(office)
    counted(office)
    resolved(office, number, ahead)
    promised(office, number)
    run(office, ahead)
    office.get_by_role("button", name="散会").click()
    expect(office.get_by_text("会议详情")).to_be_visible()
    read_afterwards(office, ahead)

    closed(office, number)
    answered(office, number, new_page(server=town, viewport=PHONE, java_script_enabled=False))
    told_in_order(office, number)


def run(page: Page, meeting: int) -> None:
    """The meeting's own page."""
    page.goto(f"/agenda?meeting={meeting}")
    reader.idle(page)


def matter(page: Page, number: str, meeting: int) -> Locator:
    """The card of our matter while the meeting runs."""
    run(page, meeting)
    return page.locator("[class*=st-key-decide-]").filter(has_text=number[1:])


def put_on_the_agenda(page: Page, number: str, meeting: int) -> None:
    tap(page, "列入议程")
    expect(page.locator("ol.yl-thread")).to_contain_text(f"列入议题：7号院 屋顶外墙漏水 T{number[1:]}")
    expect(page.get_by_role("button", name="列入议程")).to_have_count(0)
    run(page, meeting)
    card = page.locator("[class*=st-key-matter-]").filter(has_text=number[1:])
    card.get_by_role("button", name="提前").click()
    reader.idle(page)


def begun(page: Page) -> None:
    page.get_by_text("人已到齐，现在开始").click()
    reader.idle(page)
    page.get_by_role("button", name="现在开会").click()
    expect(page.get_by_role("button", name="散会")).to_be_visible()


def presented(page: Page, number: str, meeting: int) -> None:
    """From the first slide to the last by keys alone; our matter among them."""
    page.goto(f"/present?meeting={meeting}")
    page.wait_for_selector("[data-deck][data-ready]")
    whole = page.locator("[data-slide]").count()
    seen = []
    for _ in range(whole):
        shown = page.locator(AT)
        expect(shown).to_have_count(1)
        seen.append(shown.inner_text())
        page.keyboard.press("ArrowRight")
    assert whole > 10
    assert sum(f"T{number[1:]}" in text for text in seen) >= 1


def seated(page: Page, meeting: int) -> None:
    page.goto(f"/meetings?meeting={meeting}")
    reader.idle(page)
    for party in ("业主", "物业公司"):
        reader.unfold(page, "登记出席")
        page.get_by_role("radio", name=party, exact=True).click()
        reader.idle(page)
        bodies = page.get_by_test_id("stButtonGroup").filter(
            has=page.get_by_text("谁来了？可多选", exact=True)
        )
        bodies.get_by_role("button").first.click()
        reader.idle(page)
        page.get_by_role("button", name="登记", exact=True).click()
        expect(page.get_by_text("已保存。").first).to_be_visible()
        reader.idle(page)


def open_vote(page: Page, number: str, meeting: int) -> None:
    matter(page, number, meeting).get_by_role("link", name="交付表决").click()
    reader.idle(page)
    page.get_by_role("textbox", name="表决什么").fill(QUESTION)
    page.keyboard.press("Tab")
    # Where the matter comes from is filled in; when it was announced is nobody's to guess.
    expect(page.get_by_role("radio", name=f"{YARD}号院", exact=True)).to_be_checked()
    for choice in ("业主", "一般事项", "全院"):
        page.get_by_role("radio", name=choice, exact=True).click()
        reader.idle(page)
    page.get_by_role("spinbutton", name="year, 哪一天书面公告全体表决人？").click()
    page.keyboard.type("20261010")
    page.keyboard.press("Tab")
    reader.idle(page)
    page.get_by_test_id("stMain").get_by_role("button", name="发起表决").click()
    reader.idle(page)
    page.get_by_role("link", name="下一步：录入选票").click()
    reader.idle(page)
    expect(page.get_by_text("应投36票，已投0票").first).to_be_visible()


def ballots(page: Page) -> None:
    """24 of 36: all of stairwells 2 and 3, who have more than two thirds of the area too; four against."""
    cast(page, 2, ROOMS, "同意", then=12)
    cast(page, 3, ROOMS[:8], "同意", then=20)
    cast(page, 3, ROOMS[8:], "不同意", then=24)
    expect(page.get_by_text("应投36票，已投24票；参与的已够").first).to_be_visible()


def cast(page: Page, stairwell: int, rooms: list[str], said: str, *, then: int) -> None:
    """Ballots of one stairwell that say the same; `then` is how many count afterwards."""
    main = page.get_by_test_id("stMain")
    for name in (f"{stairwell}单元", said, "现场"):
        chosen = main.get_by_role("radio").filter(has_text=re.compile(rf"(?<!不){name}\s*$"))
        chosen.click()
        expect(chosen).to_be_checked()
        reader.idle(page)
    for room in rooms:
        # One after the other, as one reads them from the ballots: what is marked is seen before the next.
        flat = main.get_by_role("button", name=room, exact=True)
        flat.click()
        expect(flat).to_have_attribute("data-selected", "true")
        reader.idle(page)
    main.get_by_role("textbox", name="扫描件编号").fill(f"会场{stairwell}-{then}")
    page.keyboard.press("Tab")
    reader.idle(page)
    main.get_by_role("button", name="保存选票").click()
    expect(page.get_by_text(f"应投36票，已投{then}票").first).to_be_visible()
    reader.idle(page)


def counted(page: Page) -> None:
    reader.unfold(page, "计票并结束")
    page.get_by_role("button", name="结束表决").click()
    expect(page.get_by_text("通过", exact=True).first).to_be_visible()
    main = page.get_by_test_id("stMain")
    expect(main).to_contain_text("按人数 共36，参与24")
    expect(main).to_contain_text("参与24，同意20，需要13")


def resolved(page: Page, number: str, meeting: int) -> None:
    card = matter(page, number, meeting)
    reader.unfold(card, "记录议定事项")
    card.get_by_role("textbox", name="议定了什么").fill(RESOLVED)
    page.keyboard.press("Tab")
    reader.idle(page)
    reader.choose(card, "谁负责", "示范物业公司")
    card.get_by_role("button", name="保存议定事项").click()
    reader.idle(page)
    expect(card).to_contain_text(f"议定 {RESOLVED}")
    expect(card).to_contain_text("应投36票，已投24票")
    card = matter(page, number, meeting)
    card.get_by_role("radio", name="已议定").click()
    reader.idle(page)
    card.get_by_role("textbox", name="纪要内容").fill("业主表决通过，由物业公司施工，居委会监督。")
    page.keyboard.press("Tab")
    reader.idle(page)
    card.get_by_role("button", name="保存结果").click()
    reader.idle(page)


def promised(page: Page, number: str) -> None:
    """The resolution becomes a task of the company, with a day."""
    page.goto(f"/thread?number={number}")
    reader.idle(page)
    page.get_by_role("link", name="在这件事里派任务").click()
    reader.idle(page)
    page.get_by_role("textbox", name="要办什么").fill(TASK)
    page.keyboard.press("Tab")
    reader.idle(page)
    reader.choose(page, "谁来办", "示范物业公司")
    page.get_by_role("spinbutton", name="year, 什么时候办好").click()
    page.keyboard.type("20261120")
    page.keyboard.press("Tab")
    reader.idle(page)
    tap(page, "保存")
    expect(page.get_by_test_id("stAlert").filter(has_text="K2026-")).to_be_visible()


def read_afterwards(page: Page, meeting: int) -> None:
    """What the meeting came to stands on its page, and is read back on the last slide."""
    page.goto(f"/meetings?meeting={meeting}")
    reader.idle(page)
    main = page.get_by_test_id("stMain")
    expect(main).to_contain_text(TASK)
    with page.expect_download() as waiting:
        main.get_by_role("button", name="会议纪要（Word）").click()
    document = Document(BytesIO(Path(waiting.value.path()).read_bytes()))
    told = "".join(one.text for one in document.element.body.iter() if one.text)
    for words in (RESOLVED, QUESTION, TASK, "业主表决通过，由物业公司施工，居委会监督。", "24", "36"):
        assert words in told, words
    page.goto(f"/present?meeting={meeting}")
    page.wait_for_selector("[data-deck][data-ready]")
    page.wait_for_selector("[data-slide] .yl-votebar", state="attached")
    page.set_viewport_size(PROJECTOR)
    assert measures.small_texts(page) == []
    page.set_viewport_size(DESK)
    page.keyboard.press("End")
    expect(page.locator(AT)).to_contain_text(RESOLVED)


def told_in_order(page: Page, number: str) -> None:
    page.goto(f"/thread?number={number}")
    reader.idle(page)
    line = page.locator("ol.yl-thread")
    expect(line).to_contain_text("居民说：已解决")
    text = "\n".join(line.locator("li b").all_inner_texts())
    steps = (
        "居民诉求：屋顶外墙漏水",
        "列入议题",
        f"付诸表决：{QUESTION}",
        "表决结束：通过",
        RESOLVED,
        f"任务：{TASK}",
        "任务完成",
        "承办方办结",
        "居民说：已解决",
    )
    places = [text.find(step) for step in steps]
    assert -1 not in places, dict(zip(steps, places, strict=True))
    assert places == sorted(places), dict(zip(steps, places, strict=True))
