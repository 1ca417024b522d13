"""The texts in English and Korean are complete: nothing new without a translation, nothing stale."""

import io
import re
from pathlib import Path

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import trans_export

MODULE = "shopee_krsc_connector"
FOLDER = Path(__file__).parent.parent / "i18n"
# Fields of these are labelled by Odoo, and other modules add to them
MIXINS = ("mail.thread", "mail.activity.mixin")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|</?\w+")
# The same in both languages: such an entry stays empty
SAME = {"A4", "ID", "id", "Odoo", "SKU", "https://…"}
HANGUL = re.compile("[가-힣]")


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = polib.pofile(str(FOLDER / f"{MODULE}.pot"))
        cls.korean = polib.pofile(str(FOLDER / "ko.po"))

    def is_of_mixin(self, entry):
        fields = {name for mixin in MIXINS for name in self.env[mixin]._fields}
        return all(
            path.startswith("model:ir.model.fields,") and path.rpartition("__")[2] in fields
            for path, _line in entry.occurrences
        )

    def test_template_holds_the_texts_of_the_addon(self):
        buffer = io.BytesIO()
        trans_export(False, [MODULE], buffer, "po", self.env)
        exported = polib.pofile(buffer.getvalue().decode())
        known = {entry.msgid for entry in self.template}
        new = [e.msgid for e in exported if e.msgid not in known and not self.is_of_mixin(e)]
        self.assertFalse(new, "export the template again: odoo i18n export shopee_krsc_connector -l pot")
        current = {entry.msgid for entry in exported}
        stale = [e.msgid for e in self.template if e.msgid not in current and not self.is_of_mixin(e)]
        self.assertFalse(stale, "texts that are not in the addon any more")

    def test_korean_is_complete(self):
        self.assertEqual({e.msgid for e in self.korean}, {e.msgid for e in self.template})
        self.assertFalse({e.msgid for e in self.korean.untranslated_entries()} - SAME)
        self.assertFalse([e.msgid for e in self.korean.fuzzy_entries()])

    def test_korean_keeps_placeholders_and_markup(self):
        for entry in self.korean.translated_entries():
            with self.subTest(entry.msgid):
                self.assertEqual(
                    sorted(PLACEHOLDER.findall(entry.msgid)), sorted(PLACEHOLDER.findall(entry.msgstr))
                )

    def test_korean_is_korean(self):
        """Sentences are translated, not copied."""
        entries = self.korean.translated_entries()
        copied = [e.msgid for e in entries if len(e.msgid.split()) > 2 and not HANGUL.search(e.msgstr)]
        self.assertFalse(copied)

    def test_screens_speak_korean(self):
        self.env["res.lang"]._activate_lang("ko_KR")
        self.env["ir.module.module"]._load_module_terms([MODULE], ["ko_KR"])
        env = self.env(context={**self.env.context, "lang": "ko_KR"})
        self.assertEqual(env.ref(f"{MODULE}.shopee_root_menu").name, "연동")
        stages = dict(env["shopee.order"]._fields["stage"]._description_selection(env))
        self.assertEqual(stages["to_ship"], "출고 대기")
        message, _advice = env["shopee.issue"]._texts("shop_without_merchant", {})
        self.assertRegex(message, HANGUL)
