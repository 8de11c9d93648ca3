"""A lesson in JupyterLab as a learner meets it: in a real browser, started with ``dlcourse lab``.

Set DLCOURSE_SCREENSHOT to a path and the picture of the README is taken on the way.
"""

import os
import shutil

import pytest

from dlcourse import exercises

LESSON = "02_neurons_and_perceptron"
EXERCISE = exercises.load("heaviside")
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MILLISECONDS = 90_000  # the lesson itself takes some 15 s

WRONG = "import numpy as np\ndef heaviside(z):\n    return np.where(np.asarray(z) > 0, 1, 0)"
RIGHT = "import numpy as np\ndef heaviside(z):\n    return np.where(np.asarray(z) >= 0, 1, 0)"

IDLE = """() => {
  const panel = window.jupyterapp?.shell.currentWidget;
  const kernel = panel?.sessionContext?.session?.kernel;
  if (!kernel || kernel.status !== 'idle' || !panel.content.model) return false;
  const cells = [...panel.content.model.cells];
  return cells.every(c => c.type !== 'code' || c.executionState === 'idle' || c.executionCount);
}"""
READY = "() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
FIND = """([role, exercise]) => {
  const content = window.jupyterapp.shell.currentWidget.content;
  const about = cell => cell.model.getMetadata('dlcourse') ?? {};
  const index = content.widgets.findIndex(c => about(c).role === role && about(c).exercise === exercise);
  content.activeCellIndex = index;
  content.scrollToItem(index, 'start');
  return index;
}"""
PICTURE = ".widget-html-content img"
RUN = "id => window.jupyterapp.commands.execute(id)"

pytestmark = [
    pytest.mark.skipif(BROWSER is None, reason="no system browser (chromium) was found"),
    # Playwright leaves its event loop to the garbage collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture(scope="module")
def chromium():
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, jupyterlab, tmp_path):
    with jupyterlab(tmp_path / "lessons", "--LabApp.expose_app_in_browser=True") as lab:
        page = chromium.new_page(viewport={"width": 1280, "height": 860})
        page.set_default_timeout(MILLISECONDS)
        page.goto(lab.url(f"lab/tree/{LESSON}.ipynb"))
        page.wait_for_function(READY)
        yield page
        page.close()


def run_all(page):
    page.evaluate(RUN, "notebook:run-all-cells")
    page.wait_for_function(IDLE)


def answer(page, code):
    """Type an answer into the exercise's cell, run it and the check; returns what the check says."""
    assert page.evaluate(FIND, ["stub", EXERCISE.name]) >= 0
    page.evaluate(RUN, "notebook:enter-edit-mode")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(code)
    page.evaluate(RUN, "notebook:run-cell")
    page.evaluate(FIND, ["check", EXERCISE.name])
    page.evaluate(RUN, "notebook:run-cell")
    page.wait_for_function(IDLE)
    return page.locator(f'[aria-label="Result of {EXERCISE.name}"]').inner_text()


def progress(page):
    """Run the progress cell, the last code cell of the lesson; returns what it says."""
    page.evaluate("""() => {
      const content = window.jupyterapp.shell.currentWidget.content;
      const shows = cell => cell.model.sharedModel.getSource().startsWith('progress(');
      content.activeCellIndex = content.widgets.findLastIndex(shows);
      content.scrollToItem(content.activeCellIndex, 'start');
    }""")
    page.evaluate(RUN, "notebook:run-cell")
    page.wait_for_function(IDLE)
    return page.locator(".jp-Notebook .jp-Cell.jp-mod-active .jp-OutputArea").inner_text()


def test_a_learner_works_through_a_lesson(page):
    run_all(page)

    handle = page.locator(".noUi-handle").first
    handle.scroll_into_view_if_needed()
    before = page.locator(PICTURE).first.get_attribute("src")
    handle.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "([picture, before]) => document.querySelector(picture).src !== before", arg=[PICTURE, before]
    )

    assert "0 of" in progress(page)
    strict = next(each for each in EXERCISE.mistakes if "z = 0" in each.message)
    said = answer(page, WRONG)
    assert said.startswith("Not yet")
    assert strict.message.replace("`", "") in said
    if target := os.environ.get("DLCOURSE_SCREENSHOT"):
        page.screenshot(path=target)

    said = answer(page, RIGHT)
    assert said.startswith("Right")
    assert EXERCISE.why in said
    assert f"{EXERCISE.points} of" in progress(page)
