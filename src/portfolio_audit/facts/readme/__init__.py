"""What a visitor finds in a README, in any language, with evidence."""

from portfolio_audit.facts.readme import caps, choose, contents, formats
from portfolio_audit.facts.readme.anchors import Anchors, Pages
from portfolio_audit.facts.readme.aspects import aspects
from portfolio_audit.facts.readme.badges import badges
from portfolio_audit.facts.readme.blocks import Block
from portfolio_audit.facts.readme.callable import Callables
from portfolio_audit.facts.readme.commands import commands
from portfolio_audit.facts.readme.document import Document
from portfolio_audit.facts.readme.images import images
from portfolio_audit.facts.readme.links import Inside, placed_links
from portfolio_audit.facts.readme.passages import other_languages, starts
from portfolio_audit.facts.readme.reading import Reading, weigh
from portfolio_audit.facts.readme.sentences import is_stuffed
from portfolio_audit.facts.readme.templates import is_template_only, placeholders
from portfolio_audit.limits import README
from portfolio_audit.model.facts import CONTENTS, Content, ReadmeFacts, Section
from portfolio_audit.model.values import Evidence, Snapshot
from portfolio_audit.text import decoded, shown

__all__ = ["read_readme"]


def read_readme(snapshot: Snapshot) -> ReadmeFacts:
    """The README as a visitor finds it; the empty facts when there is none."""
    choice = choose.choose(snapshot)
    return _read(snapshot, choice) if choice else ReadmeFacts()


def _read(snapshot: Snapshot, choice: choose.Choice) -> ReadmeFacts:
    entry, markup = choice.entry, choose.format_of(choice.entry.path)
    data = snapshot.read(entry.path)
    source = decoded(data) if data is not None else None
    if data is None or source is None:
        reason = f"{entry.path}: " + ("too large, damaged, absent or kept elsewhere" if data is None else "no text")
        return ReadmeFacts(entry.path, markup, size_bytes=entry.size or 0, others=choice.others, limits=(reason,))
    parsed = formats.parse(source.text, markup)
    blocks, tree = parsed.blocks, choice.tree(snapshot)
    document = Document(entry.path, blocks, parsed.front)
    anchors = Anchors(blocks, source.text) if markup == "markdown" else None
    links = placed_links(document, Inside(tree, anchors, Pages(snapshot, tree)))
    told = commands(blocks, tree, Callables(snapshot, tree))
    reading = Reading(document, images(blocks, tree), links, told)
    places = placeholders(document)
    template = is_template_only(reading, places)
    found = tuple(Content(name, False) for name in CONTENTS) if template else contents.find(reading)
    return ReadmeFacts(
        path=entry.path,
        format=markup,
        language=document.language,
        size_bytes=len(data),
        words=weigh(document.prose),
        body_words=_body_words(blocks, places),
        other_languages=other_languages(document, choice.others),
        sections=_sections(document),
        contents=found,
        images=reading.images,
        links=tuple(placed.link for placed in links),
        commands=reading.commands,
        starts=starts(document, tree),
        badges=badges(blocks, tree),
        aspects=() if template else aspects(reading),
        placeholders=places,
        template_only=template,
        others=choice.others,
        limits=choice.limits + caps.reached(source, parsed, reading, places),
    )


def _body_words(blocks: list[Block], places: tuple[Evidence, ...]) -> int:
    """Words that say something: no headings, no words over and over, no text of a template."""
    said = sum(weigh(block.text) for block in blocks if block.kind != "heading" and not is_stuffed(block.text))
    return max(0, said - sum(weigh(place.excerpt) for place in places))


def _sections(document: Document) -> tuple[Section, ...]:
    parts = [part for part in document.parts if 0 < part.level < 7]
    return tuple(
        Section(shown(part.title), part.level, part.line, tuple(name for name in CONTENTS if name in part.found))
        for part in parts[: README.sections]
    )
