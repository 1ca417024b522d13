"""The files for Docker name paths, ports, commands and versions that the repository has.

They are compared with the repository; no image is built here.
"""

import ast
import configparser
import re
import socket
import subprocess
import sys

import pytest
import yaml

from tools import demo, odoo_server
from tools.paths import ADDON, ROOT, addons

DOCKER = ROOT / "docker"


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((DOCKER / "compose.yaml").read_text())


@pytest.fixture(scope="module")
def dockerfile():
    return (DOCKER / "Dockerfile").read_text().replace("\\\n", " ")


@pytest.fixture(scope="module")
def odoo_conf():
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(DOCKER / "odoo.conf")
    return parser


@pytest.fixture(scope="module")
def manifest():
    return ast.literal_eval((ROOT / ADDON / "__manifest__.py").read_text())


def test_the_image_is_of_the_odoo_that_the_addon_is_for(dockerfile, manifest):
    version = re.search(r"^FROM odoo:(\S+)$", dockerfile, re.MULTILINE)[1]
    assert manifest["version"].startswith(f"{version}.0.")


def test_the_image_is_built_from_files_that_exist_and_are_sent(compose, dockerfile):
    build = compose["services"]["odoo"]["build"]
    context = (DOCKER / build["context"]).resolve()
    assert context == ROOT
    assert (context / build["dockerfile"]).samefile(DOCKER / "Dockerfile")
    sent = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = {
        source
        for line in re.findall(r"^COPY (.+)$", dockerfile, re.MULTILINE)
        for source in line.split()[:-1]
    }
    assert copied == sent
    assert all((ROOT / source).exists() for source in copied)


def test_the_image_has_what_addon_and_job_queue_import(dockerfile, manifest):
    from odoo.addons import queue_job

    installed = set()
    for line in re.findall(r"pip3 install (.+?)(?:&&|$)", dockerfile, re.MULTILINE):
        words = line.split()
        installed.update(word for word in words if not word.startswith(("-", "/")))
        for file in re.findall(r"-r /tmp/(\S+)", line):
            path = next(path for path in (ROOT / file, ROOT / "tools" / file) if path.exists())
            installed.update(re.findall(r"^([A-Za-z0-9_-]+)", path.read_text(), re.MULTILINE))
    queue_manifest = ast.literal_eval((ROOT / queue_job.__path__[0] / "__manifest__.py").read_text())
    needed = {
        *manifest["external_dependencies"]["python"],
        *queue_manifest["external_dependencies"]["python"],
        "odoo-addon-queue-job",
    }
    assert needed <= installed


def test_odoo_is_configured_as_everywhere_else(dockerfile, odoo_conf, compose):
    options = odoo_conf["options"]
    assert options["server_wide_modules"] == odoo_server.SERVER_WIDE_MODULES
    assert options["db_name"] == demo.DATABASE
    assert options["dbfilter"] == f"^{demo.DATABASE}$"
    for name in addons():
        assert f"COPY {name} {options['addons_path']}/{name}" in dockerfile.splitlines()
    assert "COPY docker/odoo.conf /etc/odoo/odoo.conf" in dockerfile
    assert odoo_conf["queue_job"]["channels"].startswith("root:")
    assert compose["services"]["odoo"]["volumes"] == [f"odoo:{options['data_dir']}"]


def test_commands_and_addresses_fit_together(compose, odoo_conf):
    services = compose["services"]
    odoo = services["odoo"]
    assert odoo["command"].split() == ["odoo", "--init", ADDON]
    postgres = services["postgres"]["environment"]
    assert odoo["environment"] == {
        "HOST": "postgres",
        "USER": postgres["POSTGRES_USER"],
        "PASSWORD": postgres["POSTGRES_PASSWORD"],
    }
    port = odoo_conf["options"]["http_port"]
    simulator_port = services["simulator"]["entrypoint"].split()[-1]
    assert odoo["ports"] == [f"127.0.0.1:{port}:{port}", f"127.0.0.1:{simulator_port}:{simulator_port}"]
    assert services["simulator"]["network_mode"] == "service:odoo"


def test_ports_are_those_of_the_demo(compose, monkeypatch):
    for name in ("ODOO_PORT", "SIMULATOR_PORT"):
        monkeypatch.delenv(name, raising=False)
    settings = demo.Settings.from_environment()
    published = [int(entry.split(":")[1]) for entry in compose["services"]["odoo"]["ports"]]
    assert published == [settings.odoo_port, settings.simulator_port]


def test_the_simulator_knows_its_command(compose, dockerfile):
    """Started on a port that is taken it reaches the point of listening, so its options were understood."""
    simulator = compose["services"]["simulator"]
    assert f"COPY simulator {simulator['working_dir']}/simulator" in dockerfile
    words = simulator["entrypoint"].split()
    assert words[0] == "python3"
    with socket.create_server(("0.0.0.0", 0)) as taken:
        words[-1] = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, *words[1:]], cwd=ROOT, capture_output=True, text=True, timeout=60
        )
    assert done.returncode == 1
    assert "cannot be used" in done.stderr
