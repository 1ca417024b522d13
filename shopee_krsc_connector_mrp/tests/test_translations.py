"""The texts of this module in English and Korean are complete."""

import io
from pathlib import Path

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import trans_export

MODULE = "shopee_krsc_connector_mrp"
FOLDER = Path(__file__).parent.parent / "i18n"


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    def test_template_and_korean_hold_the_texts_of_the_module(self):
        buffer = io.BytesIO()
        trans_export(False, [MODULE], buffer, "po", self.env)
        exported = {entry.msgid for entry in polib.pofile(buffer.getvalue().decode())}
        template = {entry.msgid for entry in polib.pofile(str(FOLDER / f"{MODULE}.pot"))}
        korean = polib.pofile(str(FOLDER / "ko.po"))
        self.assertEqual(exported, template, "export the template again")
        self.assertEqual({entry.msgid for entry in korean}, template)
        self.assertFalse({entry.msgid for entry in korean.untranslated_entries()} - {"ID"})

    def test_findings_speak_korean(self):
        self.env["res.lang"]._activate_lang("ko_KR")
        told = self.env["shopee.readiness"].with_context(lang="ko_KR")
        finding = {"code": "kit_empty", "field": "stock", "severity": "error", "params": {"names": "SET-1"}}
        self.assertRegex(told._say([finding])[0].message, "[가-힣].*SET-1")
