"""The house rules that linters do not know: what stands where, how long it may be, who opens what."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.machinery import PathFinder
from importlib.metadata import packages_distributions
from pathlib import Path
from statistics import median

import pytest
from streamlit import config

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PAGES = sorted((ROOT / "pages").rglob("*.py"))

NEEDED = {"streamlit_app.py", "db.py", "pages", "dashboard", "data", "tests", "requirements.txt", "README.md"}
BESIDE = {
    *("README.zh-CN.md", "CHANGELOG.md", "Makefile", "pyproject.toml", "bench", "deploy", "docs"),
    *("requirements.in", "requirements-dev.in", "requirements-dev.txt"),
}
ABSOLUTE = re.compile(r"(?<![\w.:)}\]/-])/(?:home|root|Users|work|farm)/")
REGISTRY = re.compile(r"pypi\.org|pythonhosted|index-url|find-links|npmjs\.org|/simple/")
MAKING_OF = re.compile(
    r"co-authored-by|generated (?:by|with) an?\b|\blanguage model\b|\bAI[- ](?:agent|assistant|written)"
    r"|\bissue #?\d|\bhelper agent\b",
    re.IGNORECASE,
)


def kept() -> list[Path]:
    """Every file that is or would be committed."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in names.splitlines() if (ROOT / name).is_file()]


def texts() -> Iterator[tuple[str, str]]:
    """Name and text of every kept file that is text, but for this one, which spells out what it forbids."""
    for path in kept():
        if path != Path(__file__) and path.suffix not in {".woff2", ".otf", ".png", ".xlsx", ".mo"}:
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> set[str]:
    """The dotted names that a file imports, at any depth."""
    names = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def lines(path: Path) -> int:
    return path.read_text(encoding="utf-8").count("\n")


def settings() -> dict[str, object]:
    """The options of .streamlit/config.toml, flat: `theme.light.primaryColor`."""

    def flat(table: dict[str, object], prefix: str) -> Iterator[tuple[str, object]]:
        for key, value in table.items():
            if isinstance(value, dict):
                yield from flat(value, f"{prefix}{key}.")
            else:
                yield prefix + key, value

    return dict(flat(tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8")), ""))


def test_the_top_level_is_fixed() -> None:
    top = {path.relative_to(ROOT).parts[0] for path in kept()}
    assert top >= NEEDED
    assert {name for name in top if not name.startswith(".")} <= NEEDED | BESIDE


@pytest.mark.parametrize(
    ("name", "most"), [("streamlit_app.py", 40), ("db.py", 120), ("dashboard/main.py", 60)]
)
def test_the_entrances_are_short(name: str, most: int) -> None:
    assert lines(ROOT / name) <= most


def test_db_knows_only_the_settings() -> None:
    allowed = {"dashboard.settings", "sqlalchemy", "sqlmodel"}
    others = {name for name in imported(ROOT / "db.py") if name.split(".")[0] not in sys.stdlib_module_names}
    assert others <= allowed


def test_pages_stand_in_section_folders() -> None:
    assert PAGES
    assert not [*(ROOT / "pages").glob("*.py")]
    assert {path.parent.name for path in PAGES} <= {"overview", "work", "meetings", "system"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_begins_with_its_guard(page: Path) -> None:
    body = [node for node in tree(page).body if not isinstance(node, ast.Import | ast.ImportFrom)]
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    first = body[0]
    assert isinstance(first, ast.Expr | ast.Assign)
    assert isinstance(first.value, ast.Call)
    assert isinstance(first.value.func, ast.Name)
    assert first.value.func.id == "guard"
    sources = [node for node in tree(page).body if isinstance(node, ast.ImportFrom)]
    assert any(
        s.module == "dashboard.ui.shell.frame" and "guard" in {a.name for a in s.names} for s in sources
    )


def test_nothing_is_too_long_to_be_read_at_once() -> None:
    """A module holds one thing, a function does one: what grows beyond is two."""
    files = [file for file in (ROOT / "dashboard").rglob("*.py") if "versions" not in file.parts]
    assert {file.name: lines(file) for file in files if lines(file) > 300} == {}
    functions = [
        (node.name, (node.end_lineno or 0) - node.lineno + 1)
        for file in files
        for node in ast.walk(tree(file))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert [one for one in functions if one[1] > 40] == []
    assert median(length for _name, length in functions) <= 10


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_is_short_and_only_shows(page: Path) -> None:
    assert lines(page) <= 90
    assert not {name.split(".")[0] for name in imported(page)} & {"sqlalchemy", "sqlmodel", "db", "sqlite3"}
    nodes = [*ast.walk(tree(page))]
    arithmetic = (ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)
    assert not [
        node.lineno for node in nodes if isinstance(node, ast.BinOp) and isinstance(node.op, arithmetic)
    ]
    strings = [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    sql = re.compile(r"\b(SELECT\b.+\bFROM|INSERT INTO|UPDATE\b.+\bSET|DELETE FROM)\b", re.DOTALL)
    assert not [text for text in strings if sql.search(text)]


def test_every_module_of_the_dashboard_is_banned_by_its_bare_name() -> None:
    ruff = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
    banned = set(ruff["flake8-tidy-imports"]["banned-api"])
    assert modules() <= banned


def test_no_module_of_the_dashboard_hides_another() -> None:
    elsewhere = [
        place for place in sys.path if place and Path(place).resolve() not in {ROOT, ROOT / "dashboard"}
    ]
    assert not modules() & sys.stdlib_module_names
    assert not [name for name in modules() if PathFinder.find_spec(name, elsewhere)]


def modules() -> set[str]:
    """The names directly in dashboard/, which Streamlit makes importable without their package."""
    found = {path.stem for path in (ROOT / "dashboard").glob("*.py")}
    found |= {
        path.name for path in (ROOT / "dashboard").iterdir() if path.is_dir() and any(path.rglob("*.py"))
    }
    return found - {"__init__", "__main__"}


LEAKS = {
    "dashboard/schema/leak.py": "import pages.overview.leak",
    "dashboard/queries/leak.py": "import dashboard.ui",
    "dashboard/actions/leak.py": "import dashboard.queries.map",
    "dashboard/door/leak.py": "import streamlit",
    "dashboard/charts/leak.py": "import dashboard.schema",
    "dashboard/rules/leak.py": "import db",
    "dashboard/ui/forms/leak.py": "import dashboard.ui.views.map",
    "dashboard/ui/views/map/leak.py": "import dashboard.ui.views.votes",
    "dashboard/stray.py": "",
    "pages/overview/leak.py": "import sqlmodel",
}
"""One forbidden import for each contract, and a module that no contract places."""


def test_the_contracts_catch_what_they_forbid(tmp_path: Path) -> None:
    for folder in ("dashboard", "pages"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("static", "*.pyc"))
    for name in ("db.py", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    for name, text in LEAKS.items():
        (tmp_path / name).write_text(text + "\n", encoding="utf-8")
    linted = subprocess.run(
        [BIN / "lint-imports", "--no-cache", "--no-logo"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    assert linted.returncode == 1, linted.stdout
    for contract in contracts["contracts"]:
        assert f"{contract['name']} BROKEN" in linted.stdout
    for name in LEAKS:
        assert name.removesuffix(".py").replace("/", ".") in linted.stdout


def test_nothing_tells_where_or_how_it_was_made() -> None:
    for pattern in (ABSOLUTE, REGISTRY, MAKING_OF):
        found = [f"{name}: {hit.group()}" for name, text in texts() for hit in [pattern.search(text)] if hit]
        assert not found


def test_what_is_imported_is_asked_for_by_name() -> None:
    """A package that only another one brings along may be gone with that one's next release."""
    files = [*(ROOT / "dashboard").rglob("*.py"), *PAGES, ROOT / "db.py", ROOT / "streamlit_app.py"]
    tops = {name.split(".")[0] for path in files for name in imported(path)}
    tops -= {*sys.stdlib_module_names, "dashboard", "db", "pages"}
    asked = {
        canonical(re.split(r"[\[<>=]", line)[0]) for line in (ROOT / "requirements.in").read_text().split()
    }
    sold = packages_distributions()
    missing = {top for top in tops if not {canonical(one) for one in sold[top]} & asked}
    assert missing == set()


def canonical(name: str) -> str:
    """The name of a package as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_every_requirement_is_pinned_with_its_hash(name: str) -> None:
    pins = (ROOT / f"{name}.txt").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    pins = [line for line in pins if line and not line.lstrip().startswith("#")]
    assert all(re.match(r"[\w.-]+(\[[\w,]+\])?==\S+ .*--hash=sha256:[0-9a-f]{64}", pin) for pin in pins)
    pinned = {re.split(r"[\[=]", pin)[0] for pin in pins}
    wanted = (ROOT / f"{name}.in").read_text(encoding="utf-8").splitlines()
    names = {re.split(r"[\[<>=~ ]", line)[0].lower() for line in wanted if line[:1] not in "-#"}
    assert names <= pinned


def test_streamlit_knows_every_setting() -> None:
    assert settings().keys() <= config.get_config_options().keys()


def test_the_server_is_closed_by_default() -> None:
    wanted = {
        "server.address": "127.0.0.1",
        "server.allowedHosts": ["localhost", "127.0.0.1"],
        "server.enableAgentApi": False,
        "server.headless": True,
        "server.maxUploadSize": 10,
        "server.trustedUserHeaders": '{"x-yuanluo-holder": "holder"}',
        "client.allowedOrigins": [],
        "browser.gatherUsageStats": False,
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "client.toolbarMode": "minimal",
        "runner.postScriptGC": False,
    }
    assert {key: settings().get(key) for key in wanted} == wanted


def test_only_fonts_and_our_scripts_are_public() -> None:
    public = {path.suffix for path in (ROOT / "dashboard" / "static").rglob("*") if path.is_file()}
    assert public <= {".js", ".woff2", ".txt"}
    scripts = sorted(path.name for path in (ROOT / "dashboard" / "static").rglob("*.js"))
    assert scripts == ["links.js", "present.js", "unsent.js"]


TAG = re.compile(r"</?(?:p|div|span|ul|ol|li|table|tr|t[hd]|a|b|i|em|h[1-6]|br|svg|details|section)[ >]")


def test_pages_take_their_html_from_templates() -> None:
    """A tag in a Python string is one that nobody escapes for."""
    found = []
    for file in (ROOT / "dashboard" / "ui").rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        found += [
            f"{file}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told
            if TAG.search(node.value)
        ]
    assert found == []


def test_every_callback_asks_who_is_looking() -> None:
    """What a click does before the page is drawn runs without the page's guard."""
    found = []
    for file in [*(ROOT / "dashboard").rglob("*.py"), *PAGES]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            for given in node.keywords:
                asks = isinstance(given.value, ast.Constant) or "callback(" in ast.unparse(given.value)
                if given.arg in ("on_click", "on_change", "on_select", "on_submit") and not asks:
                    found.append(f"{file}:{node.lineno}")
    assert found == []
