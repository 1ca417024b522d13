"""What the tests outside the addon share.

Pure tests import the library as `odoo.addons.shopee_krsc_connector.lib` without a database. The fixtures
below start real servers; a test that uses none of them pays nothing for them.
"""

import os

import pytest

import odoo.addons

from tools import chromium
from tools.paths import BUILD, ROOT, demo_folder

odoo.addons.__path__.append(str(ROOT))

ARTEFACTS = BUILD / "tests"


@pytest.fixture(scope="session")
def databases():
    """`tools.databases.Databases` on a running PostgreSQL."""
    from tools import postgres
    from tools.databases import Databases

    with postgres.running(demo_folder() / "postgres") as connection:
        yield Databases(connection, demo_folder())


@pytest.fixture(scope="module")
def simulator(request):
    """Shopee, in this process: `.url`, `.config`, `.authorise()`.

    A module that needs another size or delays: `@pytest.mark.parametrize("simulator", [{...}],
    indirect=True)` with fields of `simulator.Config`.
    """
    from simulator import Config, running

    settings = {"items": 12, "orders": 30, **getattr(request, "param", {})}
    with running(Config(**settings)) as running_simulator:
        yield running_simulator


@pytest.fixture(scope="module")
def odoo_server(request, databases):
    """A real Odoo with queue_job on a copy of the template `ready`; see `tools.odoo_server.OdooServer`.

    One process with threads, or worker processes where a module asks for them:
    `@pytest.mark.parametrize("odoo_server", [2], indirect=True)`. `odoo_server.session(login)` is a
    logged-in `tools.rpc.Session`; the logins are those of `tools.prepare`.
    """
    from tools.odoo_server import OdooServer

    module = request.module.__name__.rpartition(".")[2].removeprefix("test_")
    folder = ARTEFACTS / module
    (folder / "odoo.log").unlink(missing_ok=True)
    name = f"shopee_e2e_{module}_{os.getpid()}"
    with (
        databases.temporary(databases.template("ready"), name) as database,
        OdooServer(
            databases.connection,
            database,
            folder,
            databases.data_dir,
            workers=getattr(request, "param", 0),
            channels="root:2",
        ) as server,
    ):
        yield server


@pytest.fixture(scope="session")
def browser():
    """Chromium driven by Playwright."""
    if not chromium.find():
        pytest.skip("no browser")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def page(request, browser):
    """A page of a fresh browser profile; a screenshot of a failed test is kept in build/tests."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US")
    opened = context.new_page()
    opened.set_default_timeout(30_000)
    yield opened
    if getattr(request.node, "failed", False):
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        opened.screenshot(path=ARTEFACTS / f"{request.node.name}.png")
    context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.when == "call":
        item.failed = report.failed
    return report
