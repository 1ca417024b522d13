"""How the test runner counts: nothing that went wrong may look like a pass."""

import pytest

from tools import testrun
from tools.console import Trouble

REPORT = """<testsuites><testsuite>
<testcase classname="a" name="good"/>
<testcase classname="a" name="bad"><failure message="no"/></testcase>
<testcase classname="a" name="broken in teardown"><error message="no"/></testcase>
<testcase classname="a" name="skipped"><skipped message="{reason}"/></testcase>
</testsuite></testsuites>"""


def read(tmp_path, reason, has_browser):
    junit = tmp_path / "report.xml"
    junit.write_text(REPORT.format(reason=reason))
    return testrun.read_report("part", junit, has_browser)


@pytest.mark.parametrize(
    ("reason", "has_browser", "line"),
    [
        ("no browser", False, "1 passed, 2 failed, 1 skipped"),
        ("no browser", True, "1 passed, 3 failed, 0 skipped"),
        ("not today", False, "1 passed, 3 failed, 0 skipped"),
    ],
)
def test_a_skip_counts_as_failed_unless_the_browser_is_missing(tmp_path, reason, has_browser, line):
    assert read(tmp_path, reason, has_browser).line() == line


def test_a_run_without_report_has_failed(monkeypatch, tmp_path):
    (tmp_path / "test_crash.py").write_text("import os; os._exit(3)")
    monkeypatch.setattr(testrun, "REPORTS", tmp_path)
    monkeypatch.setitem(testrun.FOLDERS, "pure", [str(tmp_path)])
    result = testrun.run_pytest("pure", ["-p", "no:odoo", "-p", "no:cacheprovider"], has_browser=True)
    assert result.line() == "0 passed, 1 failed, 0 skipped"
    assert "exit code 3" in result.problems[0]


def test_sums_are_the_last_line_and_decide_the_exit_code(capsys):
    results = [testrun.Result("pure", passed=3), testrun.Result("odoo", passed=2, skipped=1)]
    assert testrun.report(results, has_browser=False) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "5 passed, 0 failed, 1 skipped"
    results.append(testrun.Result("system", failed=1, problems=["failed: x"]))
    assert testrun.report(results, has_browser=True) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "5 passed, 1 failed, 1 skipped"


def test_a_part_that_cannot_start_has_failed():
    def run(databases, has_browser):
        raise Trouble("installing the addon failed")

    result = testrun._guarded("odoo", run, None, True)
    assert result.line() == "0 passed, 1 failed, 0 skipped"
    assert result.problems == ["odoo: installing the addon failed"]


def test_a_run_that_ran_nothing_has_failed():
    assert testrun.report([testrun.Result("pure")], has_browser=True) == 1
