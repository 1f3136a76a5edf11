"""From the first administrator's code to a request that a committee member registers on a phone."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dashboard.actions.throttle import MOST
from tests.browser import reader, wire
from tests.browser.server import ROOT, serving

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
ADMIN, MEMBER = "seven ginkgo trees", "六盏灯笼挂在三号院 lanterns"
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def environment(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A demo of its own: what is done here changes who may come in."""
    own = tmp_path_factory.mktemp("accounts") / "own.db"
    shutil.copy(demo, own)
    return {"DATABASE_URL": f"sqlite:///{own}", "YUANLUO_TODAY": "2026-10-31"}


@pytest.fixture(scope="module")
def here(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server on it."""
    log = tmp_path_factory.mktemp("accounts-log") / "log"
    with serving(ROOT / "streamlit_app.py", env=environment, log=log, fresh=False) as url:
        yield url


def added(environment: dict[str, str], *arguments: str) -> str:
    """Make an account on the command line; gives its code."""
    done = subprocess.run(
        [sys.executable, "-m", "dashboard", "user", "add", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        check=True,
        capture_output=True,
        text=True,
    )
    return digits(done.stdout)


def digits(text: str) -> str:
    found = re.search(r"\d{5} \d{5}", text)
    assert found, text
    return found[0]


def use_code(page: Page, login: str, code: str, password: str) -> None:
    """The way of somebody who was told a code: from the sign-in page to the first page."""
    page.goto("/sign-in?lang=zh")
    page.get_by_role("link", name="我有一次性码").click()
    page.get_by_label("登录名").fill(login)
    page.get_by_label("一次性码").fill(code)
    page.get_by_label("新密码", exact=True).fill(password)
    page.get_by_label("再输一次新密码").fill(password)
    page.get_by_role("button", name="保存并登录").click()
    reader.idle(page)


def enter(page: Page, login: str, password: str, path: str = "/") -> None:
    page.goto(path)
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录", exact=True).click()


def invite(page: Page, name: str, login: str, courtyard: str) -> str:
    """Invite a committee member; gives the code that is shown."""
    page.goto("/people")
    reader.idle(page)
    page.get_by_role("radio", name="新增账号").click()
    reader.idle(page)
    for choice in ("院落自治小组", courtyard):
        page.get_by_role("radio", name=choice, exact=True).click()
        reader.idle(page)
    page.get_by_role("textbox", name="姓名").fill(name)
    page.get_by_role("textbox", name="登录名").fill(login)
    page.get_by_role("button", name="保存并显示一次性码").click()
    expect(page.get_by_text("请现在念给对方听")).to_be_visible()
    return digits(page.get_by_test_id("stMain").inner_text())


def overflows(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))


def test_from_the_first_code_to_a_request_of_a_new_member(
    new_page: Open, here: str, environment: dict[str, str]
) -> None:
    code = added(environment, "li", "--name", "李主任", "--role", "office", "--admin")
    admin = new_page(server=here, viewport=DESK)
    use_code(admin, "li", code, ADMIN)
    expect(admin.get_by_text("社区办公室").first).to_be_visible()
    admin.goto("/sign-out")
    admin.click("main button")
    enter(admin, "li", ADMIN)
    reader.idle(admin)
    code = invite(admin, "赵晓梅", "zhao", "3号院")
    admin.get_by_role("button", name="念完了").click()
    reader.idle(admin)
    expect(admin.get_by_text(code)).to_have_count(0)

    member = new_page(server=here, viewport=PHONE, has_touch=True)
    use_code(member, "zhao", code, MEMBER)
    assert not overflows(member)
    member.goto("/sign-out")
    member.click("main button")
    enter(member, "zhao", MEMBER, "/register")
    reader.idle(member)
    assert member.url.endswith("/register")
    for choice in ("水管", "院内"):
        member.get_by_role("radio", name=choice).first.click()
        reader.idle(member)
    member.get_by_role("button", name="保存诉求").click()
    expect(member.get_by_test_id("stAlert").filter(has_text="R2026-")).to_be_visible()

    admin.goto("/people")
    reader.idle(admin)
    expect(admin.get_by_role("link", name=re.compile("zhao"))).to_contain_text("使用中")
    assert admin.get_by_text("赵晓梅").count() == 0


def test_a_password_is_changed_and_the_other_device_is_out(
    new_page: Open, here: str, environment: dict[str, str]
) -> None:
    code = added(environment, "chen", "--name", "陈", "--role", "committee", "--courtyard", "5")
    phone, desk = new_page(server=here, viewport=PHONE), new_page(server=here, viewport=DESK)
    use_code(phone, "chen", code, ADMIN)
    enter(desk, "chen", ADMIN)
    reader.idle(desk)
    desk.get_by_role("link", name="修改密码").click()
    expect(desk.get_by_label("登录名")).to_have_value("chen")
    desk.get_by_label("现在的密码").fill(ADMIN)
    desk.get_by_label("新密码", exact=True).fill(MEMBER)
    desk.get_by_label("再输一次新密码").fill(MEMBER)
    desk.get_by_role("button", name="保存").click()
    desk.get_by_role("link", name="继续").click()
    reader.idle(desk)
    expect(desk.get_by_text("5号院").first).to_be_visible()
    phone.wait_for_url("**/sign-in?ended=1**")


def test_who_was_locked_out_by_another_comes_in_where_they_came_in_before(
    new_page: Open, here: str, environment: dict[str, str]
) -> None:
    code = added(environment, "ma", "--name", "马", "--role", "leader")
    own = new_page(server=here, viewport=DESK)
    use_code(own, "ma", code, MEMBER)

    def elsewhere(password: str) -> int:
        return wire.answer(wire.post(f"{here}/sign-in", "", login="ma", password=password))[0]

    guessed = [elsewhere(ADMIN) for _ in range(MOST["both"])]
    assert [*guessed, elsewhere(MEMBER)] == [403] * (MOST["both"] - 1) + [429] * 2
    own.goto("/sign-out")
    own.click("main button")
    enter(own, "ma", MEMBER)
    reader.idle(own)
    expect(own.get_by_role("heading", level=1)).to_be_visible()


def test_a_closed_account_is_out_within_seconds(
    new_page: Open, here: str, environment: dict[str, str]
) -> None:
    code = added(environment, "sun", "--name", "孙", "--role", "leader")
    leader, office = new_page(server=here, viewport=DESK), new_page(server=here, viewport=DESK)
    use_code(leader, "sun", code, MEMBER)
    reader.sign_in(office, "office", "/people")
    office.get_by_role("link", name=re.compile("sun")).click()
    reader.idle(office)
    office.get_by_role("button", name="关闭账号").click()
    office.get_by_role("button", name="确认关闭").click()
    expect(office.get_by_role("button", name="重新启用账号")).to_be_visible()
    leader.wait_for_url("**/sign-in?ended=1**")


@pytest.mark.parametrize("width", [320, 390, 1440])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("path", ["/sign-in", "/code"])
def test_the_forms_fit_and_their_targets_are_large(
    new_page: Open, here: str, path: str, language: str, width: int
) -> None:
    page = new_page(server=here, viewport={"width": width, "height": 844}, java_script_enabled=False)
    page.goto(f"{path}?lang={language}")
    for one in (*page.locator("input:visible").all(), *page.locator("form button").all()):
        box = one.bounding_box()
        assert box
        assert box["height"] >= 60
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


def test_the_way_in_by_keyboard_alone(new_page: Open, here: str, environment: dict[str, str]) -> None:
    code = added(environment, "wu", "--name", "吴", "--role", "leader")
    page = new_page(server=here, viewport=DESK)
    page.goto("/code?lang=zh")
    page.get_by_label("登录名").focus()
    for typed in ("wu", code, MEMBER, MEMBER):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    reader.idle(page)
    expect(page.get_by_text("领导").first).to_be_visible()
