"""Templates are named by what they are made from; copies are independent of them."""

import pytest

from tools import databases as module
from tools import postgres
from tools.databases import Databases, digest


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout with two addons of one file each."""
    (tmp_path / "addon" / "tests").mkdir(parents=True)
    (tmp_path / "addon" / "__manifest__.py").write_text("{}")
    (tmp_path / "addon_mrp").mkdir()
    (tmp_path / "addon_mrp" / "__manifest__.py").write_text("{}")
    (tmp_path / "addon" / "tests" / "test_it.py").write_text("")
    (tmp_path / "prepare.py").write_text("")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "ADDON", "addon")
    monkeypatch.setattr(module, "addons", lambda: ["addon", "addon_mrp"])
    monkeypatch.setattr(module, "PREPARATION", [tmp_path / "prepare.py"])
    return tmp_path


@pytest.mark.parametrize(
    ("path", "layers"),
    [
        ("addon/models.py", {"addon", "kits", "ready"}),
        ("addon/views/view.xml", {"addon", "kits", "ready"}),
        ("addon_mrp/models.py", {"kits"}),
        ("addon/tests/test_it.py", set()),
        ("addon/models/__pycache__/models.pyc", set()),
        ("prepare.py", {"ready"}),
        ("README.md", set()),
    ],
)
def test_a_change_makes_new_templates_of_the_layers_it_is_in(checkout, path, layers):
    before = {layer: digest(layer) for layer in module.LAYERS}
    (checkout / path).parent.mkdir(parents=True, exist_ok=True)
    (checkout / path).write_text("changed")
    assert {layer for layer in module.LAYERS if digest(layer) != before[layer]} == layers


def test_a_renamed_file_is_a_change(checkout):
    (checkout / "addon" / "a.py").write_text("same")
    before = digest("addon")
    (checkout / "addon" / "a.py").rename(checkout / "addon" / "b.py")
    assert digest("addon") != before


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    with postgres.running(tmp_path_factory.mktemp("pg") / "postgres") as connection:
        yield connection


@pytest.fixture
def databases(connection, tmp_path, monkeypatch):
    """Databases whose templates hold a table and a file instead of Odoo."""

    def build(self, database):
        built.append(database)
        self.connection.execute("CREATE TABLE IF NOT EXISTS content AS SELECT 1", database=database)
        self.filestore(database).mkdir(parents=True, exist_ok=True)
        (self.filestore(database) / "file").write_text("content")

    built = []
    for layer in module.LAYERS:
        monkeypatch.setattr(Databases, f"_build_{layer}", build)
    databases = Databases(connection, tmp_path)
    databases.built = built
    yield databases
    for (name,) in connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'shopee%'"):
        databases.drop(name)


def test_a_template_is_built_once(databases):
    name = databases.template("ready")
    assert len(databases.built) == 3
    assert databases.template("ready") == name
    assert len(databases.built) == 3
    databases.template("kits")
    assert len(databases.built) == 4


def test_a_changed_source_replaces_the_outdated_template_only(databases, monkeypatch):
    old = {layer: databases.template(layer) for layer in module.LAYERS}
    digests = {"deps": digest("deps"), "addon": "changed", "kits": "changed", "ready": "changed"}
    monkeypatch.setattr(module, "digest", digests.get)
    databases.template("ready")
    assert databases.exists(old["deps"])
    assert not databases.exists(old["addon"])
    assert not databases.exists(old["ready"])
    assert len(databases.built) == len(module.LAYERS) + 2


def test_a_template_whose_files_are_gone_is_built_again(databases):
    name = databases.template("deps")
    (databases.filestore(name) / "file").unlink()
    databases.filestore(name).rmdir()
    assert databases.template("deps") == name
    assert (databases.filestore(name) / "file").exists()


def test_an_interrupted_build_is_no_template(databases, monkeypatch):
    def fail(self, database):
        raise KeyboardInterrupt

    monkeypatch.setattr(Databases, "_build_deps", fail)
    with pytest.raises(KeyboardInterrupt):
        databases.template("deps")
    monkeypatch.undo()
    names = [name for (name,) in databases.connection.execute("SELECT datname FROM pg_database")]
    assert [name for name in names if name.endswith(digest("deps"))] == []


def test_a_copy_has_its_own_data_and_files(databases, connection):
    template = databases.template("deps")
    with databases.temporary(template, "shopee_copy") as copy:
        assert (databases.filestore(copy) / "file").read_text() == "content"
        connection.execute("DROP TABLE content", database=copy)
        (databases.filestore(copy) / "file").unlink()
        assert connection.execute("SELECT * FROM content", database=template) == [(1,)]
        assert (databases.filestore(template) / "file").exists()
    assert not databases.is_taken("shopee_copy")
    assert not databases.filestore("shopee_copy").exists()
