"""The few pages that somebody sees who installs Drumbeat. Knows HTML; decides nothing.

No script, nothing from elsewhere, nothing that a browser or proxy keeps.
"""

from dataclasses import dataclass
from html import escape
from http import HTTPStatus

from aiohttp import web

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
STYLE = (
    "body{font:17px/1.5 system-ui,sans-serif;color:#1d1c1d;background:#f8f8f8;margin:0}"
    "main{max-width:34rem;margin:12vh auto;padding:2rem;background:#fff;border-radius:12px}"
    "h1{font-size:1.4rem;margin:0 0 1rem}code{background:#f0f0f0;padding:.1em .35em;border-radius:4px}"
    "li{margin:.3rem 0}a{color:#1264a3}"
    "@media(prefers-color-scheme:dark){body{color:#e8e8e8;background:#1a1d21}main{background:#222529}"
    "code{background:#35373b}a{color:#8fc7f5}}"
)


@dataclass(frozen=True, kw_only=True)
class Page:
    """What it says. steps: a numbered list; `code` in backticks. link: an address and its words."""

    title: str
    words: str
    steps: tuple[str, ...] = ()
    link: tuple[str, str] | None = None
    status: int = HTTPStatus.OK


def respond(page: Page) -> web.Response:
    """The page as an answer."""
    return web.Response(
        text=_html(page), content_type="text/html", charset="utf-8", status=page.status, headers=HEADERS
    )


def _html(page: Page) -> str:
    steps = "".join(f"<li>{_inline(step)}</li>" for step in page.steps)
    link = f'<p><a href="{escape(page.link[0])}">{escape(page.link[1])}</a></p>' if page.link else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(page.title)}</title><style>{STYLE}</style></head><body><main>"
        f"<h1>{escape(page.title)}</h1><p>{_inline(page.words)}</p>"
        f"{f'<ol>{steps}</ol>' if steps else ''}{link}</main></body></html>"
    )


def _inline(text: str) -> str:
    """Every second piece between backticks is code."""
    pieces = escape(text).split("`")
    return "".join(f"<code>{piece}</code>" if place % 2 else piece for place, piece in enumerate(pieces))
