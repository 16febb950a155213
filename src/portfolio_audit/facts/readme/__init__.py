"""What a visitor finds in a README, in any language, with evidence."""

from portfolio_audit.facts.readme import choose, contents, guard, lines, markdown
from portfolio_audit.facts.readme.commands import commands
from portfolio_audit.facts.readme.document import Document
from portfolio_audit.facts.readme.images import images
from portfolio_audit.facts.readme.links import placed_links
from portfolio_audit.facts.readme.paths import Anchors, Tree
from portfolio_audit.facts.readme.reading import Reading, weigh
from portfolio_audit.facts.readme.templates import is_template_only, placeholders
from portfolio_audit.model.facts import CONTENTS, Content, ReadmeFacts, Section
from portfolio_audit.model.values import Entry, Snapshot
from portfolio_audit.text import decode, shown

__all__ = ["read_readme"]

MAX_SECTIONS = 500
_DIALECTS = {"rst": lines.RST, "asciidoc": lines.ASCIIDOC, "org": lines.ORG, "text": lines.TEXT}


def read_readme(snapshot: Snapshot) -> ReadmeFacts:
    """The README as a visitor finds it; the empty facts when there is none."""
    found = choose.candidates(snapshot)
    if not found:
        return ReadmeFacts()
    chosen, *rest = found
    return _read(snapshot, chosen, tuple(entry.path for entry in rest))


def _read(snapshot: Snapshot, entry: Entry, others: tuple[str, ...]) -> ReadmeFacts:
    markup = choose.format_of(entry.path)
    data = snapshot.read(entry.path)
    source = decode(data) if data is not None else None
    if data is None or source is None:
        reason = f"{entry.path}: " + ("larger than what is read" if data is None else "no text")
        return ReadmeFacts(entry.path, markup, size_bytes=entry.size or 0, others=others, limits=(reason,))
    text, front = guard.without_front_matter(source) if markup == "markdown" else (source, {})
    blocks = markdown.read(text) if markup == "markdown" else lines.read(text, _DIALECTS[markup])
    document = Document(entry.path, blocks, front)
    tree = Tree(snapshot, entry.path)
    titles = [block.text for block in blocks if block.kind == "heading" and block.level < 7]
    links = placed_links(document, tree, Anchors(titles, source), snapshot.name)
    reading = Reading(document, images(blocks, tree), links, commands(blocks, tree))
    places = placeholders(document)
    template = is_template_only(reading, places)
    found = tuple(Content(name, False) for name in CONTENTS) if template else contents.find(reading)
    return ReadmeFacts(
        path=entry.path,
        format=markup,
        language=document.language,
        size_bytes=len(data),
        words=weigh(document.prose),
        sections=_sections(document),
        contents=found,
        images=reading.images,
        links=tuple(placed.link for placed in links),
        commands=reading.commands,
        placeholders=places,
        template_only=template,
        others=others,
        limits=_limits(entry.path, text),
    )


def _sections(document: Document) -> tuple[Section, ...]:
    parts = [part for part in document.parts if 0 < part.level < 7]
    return tuple(
        Section(shown(part.title), part.level, part.line, tuple(name for name in CONTENTS if name in part.found))
        for part in parts[:MAX_SECTIONS]
    )


def _limits(path: str, text: str) -> tuple[str, ...]:
    if len(text) > guard.FULL_CHARS:
        return (f"{path}: read by lines from character {guard.FULL_CHARS} on",)
    return (f"{path}: read by lines, too intricate for a full parse",) if guard.needs_lines(text) else ()
