"""The embedded PostgreSQL: shared by its users, and started again whatever happened to the last one."""

import os

import psutil
import pytest

from tools import postgres, processes
from tools.console import Trouble

PG_VARIABLES = ("PGHOST", "PGPORT", "PGUSER", "PGPASSWORD")


@pytest.fixture(autouse=True)
def no_server_in_environment(monkeypatch):
    for name in PG_VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("server")


def test_the_last_user_stops_it(folder):
    server = postgres.EmbeddedServer(folder)
    with postgres.running(folder) as first:
        with postgres.running(folder) as second:
            assert first == second
            assert second.execute("SELECT current_user, inet_server_addr()") == [("odoo", None)]
        assert first.execute("SELECT 1") == [(1,)]
        assert server.is_running()
    assert not server.is_running()


@pytest.mark.parametrize("left_pid", ["of the killed server", "of another process"])
def test_it_starts_after_a_kill(folder, left_pid):
    server = postgres.EmbeddedServer(folder)
    server.start()
    server.connection.execute("CREATE TABLE IF NOT EXISTS kept (id int)")
    killed = psutil.Process(server.pid())
    killed.kill()
    assert not processes.wait_gone([killed], 10)
    pid_file = server.data / "postmaster.pid"
    assert pid_file.exists()
    if left_pid == "of another process":
        lines = pid_file.read_text().split("\n")
        pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]))
    with postgres.running(folder) as connection:
        assert connection.execute("SELECT count(*) FROM kept") == [(0,)]


def test_an_unfinished_set_up_is_done_again(folder):
    (folder / "created").unlink()
    with postgres.running(folder) as connection:
        assert connection.execute("SELECT to_regclass('kept')") == [(None,)]


def test_a_long_path_gets_its_socket_elsewhere(tmp_path):
    short = postgres.EmbeddedServer(tmp_path).connection.host
    long = postgres.EmbeddedServer(tmp_path / ("x" * 100)).connection.host
    assert short.startswith(str(tmp_path))
    assert len(long) <= postgres.SOCKET_PATH_LIMIT
    assert long != postgres.EmbeddedServer(tmp_path / ("y" * 100)).connection.host


def test_a_server_of_the_environment_is_used(folder, monkeypatch):
    with postgres.running(folder) as embedded:
        monkeypatch.setenv("PGHOST", embedded.host)
        monkeypatch.setenv("PGUSER", "odoo")
        with postgres.running(folder / "unused") as connection:
            assert connection.execute("SELECT 1") == [(1,)]
    assert not (folder / "unused").exists()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"PGHOST": "127.0.0.1", "PGPORT": "1"}, "127.0.0.1:1 cannot be reached"),
        ({"PGUSER": "postgres"}, "refuses the database user postgres"),
    ],
)
def test_what_is_wrong_with_a_server_of_the_environment_is_one_line(folder, monkeypatch, settings, message):
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(Trouble, match=message) as error, postgres.running(folder):
        pass
    assert "\n" not in str(error.value)
