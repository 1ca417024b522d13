"""Spans of time in the language of the reader."""

from babel.dates import format_timedelta

from odoo import fields
from odoo.tools.misc import babel_locale_parse, get_lang


def span(env, delta):
    """“3 hours”"""
    return format_timedelta(delta, locale=_locale(env))


def ago(env, moment):
    """“3 hours ago”; ``moment`` is a naive UTC datetime."""
    return format_timedelta(moment - fields.Datetime.now(), add_direction=True, locale=_locale(env))


def _locale(env):
    return babel_locale_parse(get_lang(env).code)
