"""Spans of time and quantities in the language of the reader."""

from babel.dates import format_timedelta

from odoo import fields
from odoo.tools import float_is_zero
from odoo.tools.misc import babel_locale_parse, formatLang, get_lang


def span(env, delta):
    """“3 hours”"""
    return format_timedelta(delta, locale=_locale(env))


def ago(env, moment):
    """“3 hours ago”; ``moment`` is a naive UTC datetime."""
    return format_timedelta(moment - fields.Datetime.now(), add_direction=True, locale=_locale(env))


def pieces(env, quantity):
    """“60”, and “7.50” where there is a part of one: with the decimals that Odoo keeps of quantities."""
    digits = env["decimal.precision"].precision_get("Product Unit")
    is_whole = float_is_zero(quantity - round(quantity), precision_digits=digits)
    return formatLang(env, quantity, digits=0 if is_whole else digits)


def _locale(env):
    return babel_locale_parse(get_lang(env).code)
