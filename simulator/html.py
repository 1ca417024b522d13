"""Frame of the pages for people."""

from __future__ import annotations

import time
from html import escape
from typing import Any
from urllib.parse import urlencode

from werkzeug import Request, Response

STYLE = """
*{box-sizing:border-box}
body{margin:0;font:15px/1.5 "Noto Sans","Noto Sans CJK KR","Noto Sans CJK TC",system-ui,sans-serif;
 color:#23262f;background:#f5f6f8}
header{background:#fff;border-bottom:1px solid #e3e5ea}
header div,main{max-width:1240px;margin:0 auto;padding:0 24px}
header div{display:flex;align-items:center;gap:28px;height:60px}
header b{font-size:18px;color:#d0431f}header small{color:#7b8190;font-weight:400;margin-left:8px}
nav{display:flex;gap:20px}nav a{color:#4a5060;text-decoration:none}nav a:hover{color:#d0431f}
main{padding-top:28px;padding-bottom:60px}
h1{font-size:24px;margin:0 0 4px}h2{font-size:17px;margin:0 0 12px}
p{margin:0 0 14px}.muted{color:#6c7383}
a{color:#b93a1a}
.card{background:#fff;border:1px solid #e3e5ea;border-radius:10px;padding:22px 24px;margin:0 0 18px}
.narrow{max-width:520px;margin:32px auto}
.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:18px}
.grid .card{margin:0}
table{width:100%;border-collapse:collapse}
th{text-align:left;font-weight:600;color:#6c7383;font-size:13px;padding:8px 10px;
 border-bottom:1px solid #e3e5ea;white-space:nowrap}
td{padding:10px;border-bottom:1px solid #eef0f3;vertical-align:top}
tr:last-child td{border-bottom:0}.num{text-align:right;white-space:nowrap}
.nowrap{white-space:nowrap}
form.inline{display:inline}
button,.button{font:inherit;font-size:14px;padding:6px 14px;border-radius:6px;cursor:pointer;
 border:1px solid #cfd3db;background:#fff;color:#23262f;text-decoration:none;display:inline-block;
 margin:0 4px 6px 0}
button:hover,.button:hover{border-color:#d0431f;color:#d0431f}
button.main{background:#d0431f;border-color:#d0431f;color:#fff;padding:9px 26px;font-weight:600}
button.main:hover{background:#b4371a;color:#fff}
button.big{padding:9px 26px}
label{display:block;margin:0 0 12px}
label.tick{display:flex;gap:10px;align-items:center;padding:10px 12px;border:1px solid #e3e5ea;
 border-radius:8px;margin-bottom:8px;cursor:pointer}
label.tick input{width:17px;height:17px;accent-color:#d0431f}
label.tick span{margin-left:auto;color:#6c7383;font-size:13px}
input[type=text],input[type=password],input[type=number],select{font:inherit;width:100%;
 padding:8px 10px;border:1px solid #cfd3db;border-radius:6px;background:#fff}
.filters{display:flex;gap:12px;align-items:end;flex-wrap:wrap}
.filters label{margin:0;flex:1 1 150px;max-width:260px}.filters label.short{flex:0 0 100px}
.filters input,.filters select,.filters button{height:40px;margin:0}
.tag{display:inline-block;padding:1px 9px;border-radius:20px;font-size:12.5px;background:#eef0f3;
 color:#4a5060;white-space:nowrap}
.tag.todo{background:#fdeee3;color:#a6480d}.tag.way{background:#e5effc;color:#1c56a5}
.tag.done{background:#e4f5ea;color:#1f6b3c}.tag.bad{background:#fbe4e4;color:#a32525}
.note{padding:10px 16px;border-radius:8px;margin:0 0 18px;background:#e4f5ea;color:#1f6b3c}
.note.bad{background:#fbe4e4;color:#a32525}
.actions{display:flex;gap:10px;margin-top:18px}
.facts{display:grid;grid-template-columns:max-content 1fr;gap:4px 20px;margin:0}
.facts dt{color:#6c7383}.facts dd{margin:0}
"""

TAGS = {
    "UNPAID": "", "PENDING": "", "INVOICE_PENDING": "", "READY_TO_SHIP": "todo",
    "RETRY_SHIP": "todo", "PROCESSED": "todo", "IN_CANCEL": "bad", "SHIPPED": "way",
    "TO_CONFIRM_RECEIVE": "way", "TO_RETURN": "bad", "COMPLETED": "done", "CANCELLED": "",
}  # fmt: skip
ITEM_TAGS = {
    "NORMAL": "done", "UNLIST": "", "REVIEWING": "way", "BANNED": "bad", "SELLER_DELETE": "bad",
    "SHOPEE_DELETE": "bad",
}  # fmt: skip


class Safe(str):
    """Text that is HTML already."""

    __slots__ = ()


def html(template: str, **values: Any) -> Safe:
    """``template`` with its values, escaped unless they are :class:`Safe`."""
    ready = {name: value if isinstance(value, Safe) else escape(str(value)) for name, value in values.items()}
    return Safe(template.format(**ready))


def joined(parts: Any) -> Safe:
    return Safe("".join(parts))


def tag(status: str) -> Safe:
    kind = TAGS.get(status) or ITEM_TAGS.get(status, "")
    return html('<span class="tag {kind}">{status}</span>', kind=kind, status=status)


def page(title: str, body: Safe, *, status: int = 200, menu: bool = True) -> Response:
    links = (
        Safe('<nav><a href="/">Shops</a><a href="/orders">Orders</a><a href="/items">Items</a></nav>')
        if menu
        else ""
    )
    text = html(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width"><style>{style}</style></head><body>'
        "<header><div><b>Shopee<small>simulator</small></b>{links}</div></header>"
        "<main>{body}</main></body></html>",
        title=title,
        style=Safe(STYLE),
        links=links,
        body=body,
    )
    response = Response(text, status, mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    return response


def moment(at: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.gmtime(at))


def button(request: Request, path: str, word: str) -> Safe:
    return html(
        '<form method="post" action="{path}" class="inline">{back}<button>{word}</button></form>',
        path=path,
        back=back_field(request),
        word=word,
    )


def form(request: Request, path: str, word: str, fields: list[tuple[str, str, str]], **hidden: str) -> Safe:
    """A form in one line.

    :param fields: (name, value, label) of what a person fills in
    """
    inputs = joined(
        html('<label>{label}<input type="text" name="{name}" value="{value}"></label>',
             label=label, name=name, value=value)
        for name, value, label in fields
    )  # fmt: skip
    kept = joined(
        html('<input type="hidden" name="{name}" value="{value}">', name=name, value=value)
        for name, value in hidden.items()
    )
    return html(
        '<form method="post" action="{path}" class="{kind}">{back}{kept}{inputs}'
        "<button>{word}</button></form>",
        path=path,
        kind="filters" if fields else "inline",
        back=back_field(request),
        kept=kept,
        inputs=inputs,
        word=word,
    )


def page_number(args: Any) -> int:
    return max(int(args["page"]) if args.get("page", "").isdigit() else 1, 1)


def pager(path: str, args: Any, number: int, more: bool) -> Safe:
    def link(to: int, word: str) -> Safe:
        query = urlencode({**args.to_dict(), "page": to})
        return html('<a class="button" href="{path}?{query}">{word}</a>', path=path, query=query, word=word)

    newer = link(number - 1, "Newer") if number > 1 else Safe("")
    return joined((newer, link(number + 1, "Older") if more else Safe("")))


def back_field(request: Request) -> Safe:
    query = urlencode([(k, v) for k, v in request.args.items() if k not in ("message", "bad")])
    back = f"{request.path}?{query}" if query else request.path
    return html('<input type="hidden" name="back" value="{back}">', back=back)


def with_message(url: str, message: str, *, bad: bool = False) -> str:
    extra = urlencode({"message": message, **({"bad": 1} if bad else {})})
    return f"{url}{'&' if '?' in url else '?'}{extra}"


def note(request: Request) -> Safe:
    message = request.args.get("message")
    if not message:
        return Safe("")
    kind = " bad" if request.args.get("bad") else ""
    return html('<div class="note{kind}">{message}</div>', kind=kind, message=message)


def option(value: str, name: str, chosen: str | None) -> Safe:
    mark = Safe(" selected") if value == chosen else ""
    return html('<option value="{v}"{mark}>{name}</option>', v=value, name=name, mark=mark)
