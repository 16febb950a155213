"""What must not be in a report, whatever is in a repository."""

import re
import unicodedata
from collections import Counter
from functools import cache

from markdown_it import MarkdownIt

from pages import Page
from portfolio_audit.resources import data_dir

_ACTIVE = {
    "script",
    "iframe",
    "object",
    "embed",
    "form",
    "img",
    "base",
    "video",
    "audio",
    "input",
    "button",
    "foreignobject",
}
_OWN_HTML = re.compile(r"<details><summary><code>[^<>]*</code>: what to fix</summary>\n|</details>\n|</?sub>")
_ACTING = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def dangers(form: str, text: str) -> list[str]:
    """What of a report in that format acts on a terminal, a page or a reader; empty when all is well."""
    ours = {"markdown": "\u200b", "csv": "\r"}.get(form, "") + "\n\u200c\u200d"  # joiners, which scripts need
    found = [f"character {ord(char):04x}" for char in set(text) - set(ours) if unicodedata.category(char) in _ACTING]
    if form == "html":
        found += _in_a_page(Page(text))
    if form == "markdown":
        found += _in_markdown(text)
    if form in ("text", "markdown"):
        found += [line[:80] for line in text.split("\n") if line.startswith(("::", "##["))]
    return found


@cache
def _ours() -> Counter[str]:
    """What of that sort our own templates have, as often as it can occur: that of a next step three times."""
    files = data_dir("reports").rglob("*.html.j2")
    sources = "".join(file.read_text("utf-8") * (3 if file.name == "next.html.j2" else 1) for file in files)
    return Counter(re.findall(rf"<({'|'.join(_ACTIVE)})\b", sources))


def _in_a_page(page: Page) -> list[str]:
    elements = Counter(tag for tag, _ in page.elements if tag in _ACTIVE) - _ours()
    handlers = [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    links = [link for link in page.values("href") if not re.match(r"https?://[^/]|#[^#]|data:,$", link)]
    return [*elements, *handlers, *links, *page.badly_closed, *page.comments]


def _in_markdown(text: str) -> list[str]:
    markdown = MarkdownIt("gfm-like")
    assert markdown.linkify is not None
    markdown.linkify.set({"fuzzy_link": False})  # on GitHub `README.md` is no address
    tokens = [part for token in markdown.parse(text) for part in (token, *(token.children or ()))]
    links = [token.type for token in tokens if token.type.startswith(("link", "image"))]
    markup = [token.content for token in tokens if token.type in ("html_block", "html_inline")]
    return [*links, *(html for html in markup if not _OWN_HTML.fullmatch(html))]
