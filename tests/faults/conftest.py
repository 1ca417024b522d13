"""A connected store whose jobs meet a platform and machines that fail."""

import pytest
from driving import Shopee, Store

from tools import store as tools_store


@pytest.fixture(scope="module")
def shopee(simulator):
    return Shopee(simulator.url)


@pytest.fixture(scope="module")
def store(odoo_server, shopee):
    """Connected, with its first sync behind it and goods in stock; nothing runs by cron."""
    connected = Store(odoo_server.session(), shopee)
    connected.connect()
    connected.finish_first_sync()
    tools_store.add_opening_stock(connected.session)
    connected.wait_idle()
    return connected


@pytest.fixture(scope="module")
def sql(odoo_server):
    """Run a statement on Odoo's database: for what a test lets happen without waiting for it."""

    def run(query, *parameters):
        return odoo_server.connection.execute(query, parameters, database=odoo_server.database)

    return run


@pytest.fixture(autouse=True)
def no_job_failed(request):
    """Every fault is survived: no job ends as failed, and every fault that was asked for has struck."""
    yield
    if "store" in request.fixturenames:
        connected = request.getfixturevalue("store")
        assert connected.shopee.faults() == []
        assert connected.failed_jobs() == []
