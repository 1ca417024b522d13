"""The result file has the agreed shape and keeps what was not measured again."""

import json

import pytest

from tools import bench


def test_a_row_compares_with_its_baseline():
    row = bench.row("orders_new_per_s", 9.0, "orders/s", "raw orders", 12.0)
    assert row == {
        "name": "orders_new_per_s",
        "value": 9.0,
        "unit": "orders/s",
        "baseline": "raw orders",
        "baseline_value": 12.0,
        "ratio": 0.75,
    }
    assert bench.row("writes_when_unchanged", 0, "writes")["ratio"] is None


def test_the_file_is_keyed_by_name(tmp_path, monkeypatch):
    monkeypatch.setattr(bench, "RESULT", tmp_path / "bench.json")
    bench.write([bench.row("a", 1, "x"), bench.row("b", 2, "x")])
    bench.write([bench.row("b", 3, "x", "raw", 6)])
    result = json.loads((tmp_path / "bench.json").read_text())
    assert result["a"]["value"] == 1
    assert result["b"] == {
        "value": 3,
        "unit": "x",
        "baseline": "raw",
        "baseline_value": 6,
        "ratio": 0.5,
    }


def test_the_table_has_a_line_for_each_row():
    lines = bench.table([bench.row("a", 1, "x"), bench.row("long name", 2.5, "y", "raw", 5)]).splitlines()
    assert [line.split()[0] for line in lines] == ["name", "a", "long"]
    assert lines[2].split() == ["long", "name", "2.5", "y", "raw", "5", "0.5"]


def test_a_bench_that_does_not_exist_is_named(monkeypatch):
    monkeypatch.setattr("sys.argv", ["bench", "nothing"])
    with pytest.raises(bench.Trouble, match="bench_nothing.py"):
        bench.main()
