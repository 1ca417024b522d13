"""Simulators of any size, and a third party's client of one."""

import pytest
from listing import picture, upload
from sdk import Sdk

from simulator import Config, running

INSTANT = {
    "tracking_delay": 0, "labels_delay": 0, "publish_delay": 0, "settle_delay": 0, "published_lag": 0,
}  # fmt: skip


@pytest.fixture
def sim(request):
    """A simulator of the test's own. Fields of ``Config``: ``@pytest.mark.parametrize("sim", [{…}],
    indirect=True)``."""
    settings = {"items": 24, "orders": 0, **INSTANT, **getattr(request, "param", {})}
    with running(Config(**settings)) as simulator:
        yield simulator


@pytest.fixture
def sdk(sim):
    """Authorised for the merchant and all its shops."""
    client = Sdk(sim.url)
    client.login(sim.authorise())
    return client


@pytest.fixture(scope="session")
def grown():
    """The simulator as it starts by default, for reading only, with a client."""
    with running(Config()) as simulator:
        client = Sdk(simulator.url)
        client.login(simulator.authorise())
        yield client


@pytest.fixture
def image_id(sdk):
    return upload(sdk, picture())["response"]["image_info"]["image_id"]
