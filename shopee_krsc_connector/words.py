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
    """“60”, and “7.5” where there is a part of one, as the columns of quantities show them."""
    most = env["decimal.precision"].precision_get("Product Unit")
    fits = (n for n in range(most) if float_is_zero(quantity - round(quantity, n), precision_digits=most))
    return formatLang(env, quantity, digits=next(fits, most))


def _locale(env):
    return babel_locale_parse(get_lang(env).code)
