"""What axe-core holds to be serious or critical on a page, without what only Streamlit could put right."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

MENU = '[data-testid="stSidebarNav"]'
EXCUSED = {
    # Streamlit puts a div between the list of its menu and the items.
    "list": MENU,
    "listitem": MENU,
    # The empty group in which Vega would mark points of a metric's small curve; the figure says the same.
    "svg-img-alt": '[data-testid="stMetricChart"]',
    # Its name is drawn by our rules (`::after`), for Streamlit writes English into it: browsers read it to
    # the user, axe does not look there.
    "button-name": '[data-testid="stFileUploaderDropzone"]',
}
"""Rule → within what it is not ours to keep: Streamlit's own page, which ours cannot reach."""
OPTIONS = {"resultTypes": ["violations"], "preload": False}
"""Style sheets and films are not fetched once more: only rules ask for them whose findings are moderate, or
that axe leaves out by itself."""
INSIDE = "([target, within]) => Boolean(document.querySelector(target)?.closest(within))"


def found(page: Page) -> list[str]:
    """The findings in words, empty where there are none."""
    told = []
    for violation in Axe().run(page, options=OPTIONS).response["violations"]:
        if violation["impact"] not in ("serious", "critical"):
            continue
        for node in violation["nodes"]:
            target = str(node["target"])
            within = EXCUSED.get(violation["id"])
            if not (within and page.evaluate(INSIDE, [node["target"][0], within])):
                told.append(
                    f"{violation['id']} {target} {node['html'][:200]} {node['failureSummary'][-260:]}"
                )
    return told
