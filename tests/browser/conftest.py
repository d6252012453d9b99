"""A live site, and the system's Chromium to walk through it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer
from tests.browser.books import Site, fill

from sansfaute.desk.tests.factories import PASSWORD

ARGUMENTS = (
    "--no-sandbox", "--headless=new", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
)  # fmt: skip
SCREENSHOTS = Path(__file__).parents[2] / "docs" / "screenshots"
PATIENCE = 15_000  # milliseconds: for an act and for what is expected of it alike, on a machine that has much to do
expect.set_options(timeout=PATIENCE)

CROSSED = ("1440-dark-en", "390-light-fr")
"""Looks left to `make soak`: each page is always seen wide, light and French, and narrow, dark and English."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Everything here drives Chromium; a file stays in one process (`--dist loadfile`), whose tests share a site."""
    if os.environ.get("SANSFAUTE_ALL_LOOKS") != "1":
        left = [item for item in items if any(look in item.name for look in CROSSED)]
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db)  # without it no test database is made


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is not installed: apt-get install chromium")
        pytest.skip("Chromium is not installed")
    # Playwright runs an event loop in this thread, where Django would refuse its own plain calls.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        # A home of its own: nothing is written outside this checkout.
        home = {**os.environ, "HOME": str(tmp_path_factory.mktemp("browser"))}
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS), env=home)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="module")
def site(
    request: Any, django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The site over one set of books, for all tests of a module; they are removed afterwards.

    A module whose story needs other books names what writes them: `FILL`.
    """
    folder = tmp_path_factory.mktemp("site")
    with django_db_blocker.unblock(), override_settings(FILE_STORE=folder, STATIC_ROOT=folder):
        assert connection.settings_dict["NAME"].startswith("test_"), "these books are emptied afterwards"
        made = getattr(request.module, "FILL", fill)()
        server = LiveServer("127.0.0.1")
        try:
            yield Site(server.url, *made)
        finally:
            server.stop()
            _hang_up()
            call_command("flush", interactive=False, verbosity=0)
            _forget_jobs()
            connection.close()  # Playwright's loop gave this fixture a connection of its own


def _hang_up() -> None:
    """End the sessions of requests that a closing browser left unfinished; they would keep the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )


def _forget_jobs() -> None:
    """The queue is no table of Django's, so emptying the books leaves its jobs, about sellers who are no more."""
    with connection.cursor() as cursor:
        cursor.execute("truncate procrastinate_jobs cascade")


def loaded(page: Page) -> Page:
    """The page that a link or a button led to, once its scripts are there: nobody is as fast as a machine."""
    page.wait_for_load_state("load")
    return page


def press(page: Page, key: str) -> None:
    """Press a key once the page's scripts are there. A key leads on later: expect a sign of the next page then."""
    loaded(page).keyboard.press(key)


def again(page: Page) -> None:
    """Look again; a page that waits for work may be doing so by itself at this moment, and ours is then given up."""
    with suppress(Error):
        page.reload()
    loaded(page)


class Visitor:
    """Somebody in front of a screen; a page may not complain in the console."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.page: Page = context.new_page()
        self.url = url
        self.complaints: list[str] = []
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def go(self, path: str) -> Page:
        """Open an address of the site."""
        self.page.goto(self.url + path)
        return self.page

    def sign_in(self, username: str = "ada.martin", password: str = PASSWORD) -> None:
        """Fill in the form of the sign-in page."""
        self.page.fill("#id_login", username)
        self.page.fill("#id_password", password)
        with self.page.expect_navigation():
            self.page.click("main button[type=submit]")

    def keep(self, name: str) -> None:
        """Keep a picture for the documentation, when asked to."""
        if os.environ.get("SANSFAUTE_SCREENSHOTS") == "1":
            SCREENSHOTS.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=SCREENSHOTS / f"{name}.png", animations="disabled")


@pytest.fixture(scope="module")
def session(chromium: Browser, site: Site) -> Any:
    """The cookies of somebody signed in, so that each test need not sign in again."""
    context = chromium.new_context(locale="fr-FR")
    ada = Visitor(context, site.url)
    ada.go("/")
    ada.sign_in()
    cookies = context.storage_state()
    context.close()
    return cookies


@pytest.fixture
def visit(chromium: Browser, site: Site, session: Any) -> Iterator[Any]:
    """Make visitors: `visit(width=390, scheme="dark", language="en", signed_in=False)`."""
    contexts: list[BrowserContext] = []
    visitors: list[Visitor] = []

    def arrive(*, width: int = 1440, scheme: Any = "light", language: str = "fr", signed_in: bool = True) -> Visitor:
        height = 900 if width > 600 else 844
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            locale={"fr": "fr-FR", "en": "en-GB"}[language],
            reduced_motion="reduce",
            storage_state=session if signed_in else None,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        visitors.append(Visitor(context, site.url))
        return visitors[-1]

    yield arrive
    for context in contexts:
        context.close()
    assert [complaint for visitor in visitors for complaint in visitor.complaints] == []
