"""The places inside of a page that a `#link` can lead to."""

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import unquote

from portfolio_audit.facts.readme import markdown
from portfolio_audit.facts.readme.blocks import Block
from portfolio_audit.facts.readme.paths import Tree
from portfolio_audit.model.values import Snapshot
from portfolio_audit.text import decode

MAX_PAGES = 5
MAX_PAGE_BYTES = 60_000
_ANCHOR = re.compile(r"(?:id|name)\s{0,2}=\s{0,2}[\"']([^\"'<>]{1,200})[\"']", re.IGNORECASE)
_SHORTCODE = re.compile(r":([a-z0-9_+-]{1,40}):")
_LINES = re.compile(r"l\d{1,7}(?:c\d{1,5})?(?:-l?\d{1,7}(?:c\d{1,5})?)?")
_HYPHENS = re.compile(r"-{2,}")
_NOTES = ("fn-", "fnref-", "fn:", "fnref:", "user-content-fn")


class Anchors:
    """The anchors of one page: its headings, and whatever carries an id or a name."""

    def __init__(self, blocks: Iterable[Block], source: str) -> None:
        self._known = {_plain(name) for name in _ANCHOR.findall(source)} | {"readme", "top", ""}
        counts: dict[str, int] = {}
        for block in blocks:
            if block.kind == "heading" and block.level < 7:
                for slug in _slugs(block):
                    self._known.add(_plain(_numbered(slug, counts)))

        self._loose = {_HYPHENS.sub("-", name) for name in self._known if "--" in name or name.startswith("-")}

    def resolves(self, url: str) -> bool:
        """Whether the anchor is there."""
        name = _plain(unquote(url.lstrip("#"))).removeprefix("user-content-")
        # Blanks in a row may have been lost on the way here, and each becomes a hyphen.
        return name in self._known or name.startswith(_NOTES) or _HYPHENS.sub("-", name) in self._loose


def _numbered(slug: str, counts: dict[str, int]) -> str:
    """The slug as it is told from those before it; a heading may already be called like a numbered one."""
    unique = slug
    while unique in counts:
        counts[slug] += 1
        unique = f"{slug}-{counts[slug]}"
    counts[unique] = 0
    return unique


def _slugs(block: Block) -> list[str]:
    """The anchors that GitHub may give a heading; several when its text was cleaned of what cannot be seen here."""
    own = slug_of(block.text)
    slugs = [own, slug_of(_SHORTCODE.sub("", block.text)), _without_numerals(own)]
    if block.images:
        slugs += [f"-{own}", f"{own}-", f"-{own}-", own.strip("-")]
    return list(dict.fromkeys(slugs))


def slug_of(title: str) -> str:
    """The anchor that GitHub gives a heading: lower case, letters, digits, marks and hyphens."""
    kept = (
        char
        for char in title.strip().lower()
        if char in "-_ " or char.isalnum() or unicodedata.category(char) in ("Mn", "Mc", "Me", "Pc")
    )
    return "".join(kept).replace(" ", "-")


def _without_numerals(slug: str) -> str:
    # Superscripts and circled digits are dropped by some renderers and kept by others.
    return slug if slug.isascii() else "".join(char for char in slug if unicodedata.category(char) != "No")


def _plain(name: str) -> str:
    # Emoji may or may not carry a variation selector in the link; GitHub's own copies differ.
    return name.lower().replace("\ufe0f", "").replace("\u200d", "")


class Pages:
    """Anchors of the other pages of a repository, as long as they are cheap to read."""

    def __init__(self, snapshot: Snapshot, tree: Tree) -> None:
        self._snapshot = snapshot
        self._tree = tree
        self._known: dict[str, Anchors | None] = {}

    def resolves(self, url: str) -> bool | None:
        """Whether the heading that a link to another page names is there; `None` when that is not looked into."""
        path, _, fragment = url.partition("#")
        name = unquote(path.partition("?")[0])
        file = self._tree.find(name.lstrip("/"), "" if name.startswith("/") else self._tree.folder)
        if not fragment or not file.lower().endswith((".md", ".markdown")) or _LINES.fullmatch(fragment.lower()):
            return None
        anchors = self._anchors(file)
        return None if anchors is None else anchors.resolves(fragment)

    def _anchors(self, path: str) -> Anchors | None:
        if path not in self._known:
            self._known[path] = self._read(path) if len(self._known) < MAX_PAGES else None
        return self._known[path]

    def _read(self, path: str) -> Anchors | None:
        data = self._snapshot.read(path)
        text = decode(data) if data is not None and len(data) <= MAX_PAGE_BYTES else None
        return None if text is None else Anchors(markdown.read(text), text)
