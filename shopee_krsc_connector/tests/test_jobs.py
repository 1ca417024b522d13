import ast
from pathlib import Path

from odoo.tests import tagged

from .common import ShopeeCase


@tagged("post_install", "-at_install")
class TestJobs(ShopeeCase):
    """Every job is configured, and a failure of every job ends in a method that exists."""

    def functions(self):
        return self.env["queue.job.function"].search([("model_id.model", "=like", "shopee.%")])

    def test_configured_methods_exist(self):
        for function in self.functions():
            model = self.env[function.model_id.model]
            self.assertTrue(hasattr(model, function.method), function.name)
            if function.on_fail_method:
                self.assertTrue(hasattr(model, function.on_fail_method), function.name)

    def test_every_enqueued_method_is_configured(self):
        configured = set(self.functions().mapped("method"))
        folder = Path(__file__).parent.parent / "models"
        enqueued = set()
        for file in folder.glob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                called = getattr(node.func, "attr", "") if isinstance(node, ast.Call) else ""
                if called in ("_enqueue", "_enqueue_catalogue"):
                    enqueued |= {arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant)}
        self.assertTrue(enqueued)
        self.assertFalse(enqueued - configured)
