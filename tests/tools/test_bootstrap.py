"""What a person sees when the set-up cannot work: one line that says what to do, and a non-zero exit."""

import os
import subprocess
import sys

import pytest

from tools import bootstrap, chromium, console, debian
from tools.console import Trouble
from tools.paths import ROOT


def run(code, **environment):
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        timeout=60,
    )


@pytest.mark.parametrize("version", ["(3, 8, 1)", "(3, 9, 18)"])
def test_an_old_python_is_refused_before_anything_is_imported(version):
    done = run(f"import sys; sys.version_info = {version}; import tools.bootstrap")
    assert done.returncode == 1
    assert done.stderr.startswith("error: Python 3.10 to 3.13 is needed")
    assert len(done.stderr.splitlines()) == 1


def test_a_python_that_is_too_new_is_refused():
    code = (
        "import sys; sys.version_info = (3, 14, 0)\n"
        "from tools import bootstrap; bootstrap.run_main(bootstrap.main)"
    )
    done = run(code)
    assert done.returncode == 1
    assert done.stderr.startswith("error: Python 3.10 to 3.13 is needed")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("release", "message"),
    [
        (None, "holds no Odoo"),
        ("version_info = (18, 0, 0, 'final', 0, '')\n", "is Odoo 18.0, this add-on needs 19.0"),
        ("nonsense", "is Odoo unknown"),
    ],
)
def test_a_wrong_odoo_home_is_named(tmp_path, monkeypatch, release, message):
    if release:
        (tmp_path / "odoo").mkdir()
        (tmp_path / "odoo" / "release.py").write_text(release)
    monkeypatch.setenv("ODOO_HOME", str(tmp_path))
    with pytest.raises(Trouble, match=f"ODOO_HOME .*{message}"):
        bootstrap.main()


def test_a_download_that_fails_is_one_line_with_the_reason(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(debian, "LOG", tmp_path / "log")
    monkeypatch.setattr(debian, "_mirror", lambda: "http://localhost:1/debian")
    with pytest.raises(Trouble, match="reading Debian's package lists failed") as error:
        debian.fetch(["odoo-19"])
    assert "\n" not in str(error.value)
    assert str(tmp_path / "log") in str(error.value)


def test_without_apt_the_way_out_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Trouble, match="set ODOO_HOME"):
        debian.fetch(["odoo-19"])


def test_a_command_that_is_not_there_is_named(tmp_path):
    with pytest.raises(Trouble, match="it failed: the command 'no-such-command' is not installed"):
        console.run_logged(["no-such-command"], tmp_path / "log", "it")


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("E: no network\nclosing", "E: no network"),
        ("Traceback\nImportError: cannot import x\n2026 INFO shutdown", "ImportError: cannot import x"),
        ("2026-11-24 LOG: start\n2026-11-24 FATAL:  no such role\nbye", "2026-11-24 FATAL:  no such role"),
        ("one\ntwo\n\n", "two"),
        ("", "$ "),
    ],
)
def test_a_failed_command_is_told_by_the_line_that_says_why(tmp_path, output, reason):
    log = tmp_path / "log"
    log.write_text("E: of an earlier command\n")
    script = tmp_path / "script"
    script.write_text(f"#!/bin/sh\ncat <<'END'\n{output}\nEND\nexit 1\n")
    script.chmod(0o755)
    with pytest.raises(Trouble) as error:
        console.run_logged([script], log, "it")
    assert str(error.value).startswith(f"it failed ({reason}")


def test_ctrl_c_has_no_traceback():
    code = "from tools.console import run_main\ndef main(): raise KeyboardInterrupt\nrun_main(main)"
    done = run(code)
    assert (done.returncode, done.stderr) == (130, "")


@pytest.mark.parametrize("is_build_machine", [True, False])
def test_without_a_browser_only_build_machines_stop(tmp_path, monkeypatch, is_build_machine):
    (tmp_path / "apt-get").write_text("#!/bin/sh\necho 'E: no network' >&2\nexit 100\n")
    (tmp_path / "apt-get").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(chromium, "LOG", tmp_path / "log")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setenv("CI", "true" if is_build_machine else "")
    if is_build_machine:
        with pytest.raises(Trouble, match="E: no network"):
            chromium.ensure()
    else:
        assert chromium.ensure() is None
