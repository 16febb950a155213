"""What must not be in a report, whatever is in a repository."""

import re
import unicodedata

from markdown_it import MarkdownIt

from pages import Page

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
    ours = (
        "\n\u200b\u200c\u200d" if form == "markdown" else "\n\u200c\u200d"
    )  # joiners, which scripts need; what keeps mentions apart
    found = [f"character {ord(char):04x}" for char in set(text) - set(ours) if unicodedata.category(char) in _ACTING]
    if form == "html":
        found += _in_a_page(Page(text))
    if form == "markdown":
        found += _in_markdown(text)
    if form in ("text", "markdown"):
        found += [line[:80] for line in text.split("\n") if line.startswith(("::", "##["))]
    return found


def _in_a_page(page: Page) -> list[str]:
    elements = [tag for tag, _ in page.elements if tag in _ACTIVE]
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
