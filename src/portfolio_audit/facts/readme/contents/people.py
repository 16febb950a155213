"""License, people, plans and sources."""

import re
from collections.abc import Iterator

from portfolio_audit.facts.readme.document import Sentence
from portfolio_audit.facts.readme.reading import LIKELY, SURE, UNSURE, Found, Reading, is_step, weigh
from portfolio_audit.facts.readme.urls import is_paper, split

_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}(?:@| at | \[at\] )(?!example|test|email)"
    r"[\w-]{1,60}(?:\.| dot | \[dot\] )[\w.-]{2,60}(?!\s?[/:])"
)
_BY = re.compile(r"\s*(?:[-—–~©]\s?)?(?i:by|por|par|von|di|oleh)\s+@?[A-ZÀ-Þ]")
_BYLINE_WORDS = 9
_BIBTEX = re.compile(r"@(?:article|misc|inproceedings|book|software|phdthesis|techreport)\s?\{", re.IGNORECASE)


def contributing(reading: Reading) -> Iterator[Found]:
    """How to contribute."""
    for part in reading.about("contributing"):
        if "contributing" in part.topics and reading.weight(part) >= 4:
            yield Found(part.line, part.title, SURE, part)
    for sentence in reading.document.sentences:
        if not sentence.dead and sentence.has("contribute"):
            yield Found(sentence.line, sentence.text, LIKELY, sentence.part)


def license(reading: Reading) -> Iterator[Found]:
    """The name of the project's license."""
    for part in reading.about("license"):
        for sentence in reading.document.live(part):
            if "license" in part.topics and sentence.has("term:license"):
                yield Found(sentence.line, sentence.text, SURE, part)
    for sentence in reading.document.sentences:
        if not sentence.dead and sentence.has("license") and sentence.has("term:license"):
            yield Found(sentence.line, sentence.text, LIKELY, sentence.part)
    for image in reading.images:
        cues = reading.document.cues(f"{image.alt} {image.url}")
        if image.role == "badge" and "license" in cues and "term:license" in cues:
            yield Found(image.line, image.alt or image.url, LIKELY, reading.part_at(image.line))
    named = reading.document.front.get("license", "")
    if named and "term:license" in reading.document.cues(named.replace("-", " ")):
        yield Found(1, f"license: {named}", UNSURE)


def contact(reading: Reading) -> Iterator[Found]:
    """Who made it, or how to reach them."""
    for part in reading.about("contact"):
        if "contact" in part.topics and (reading.weight(part) or any(block.links for block in part.blocks)):
            yield Found(part.line, part.title, SURE, part)
    for label in reading.document.labels:
        if "contact" in label.topics and weigh(label.text) <= 12 and not {"data", "usage"} & set(label.part.topics):
            yield Found(label.line, label.text, LIKELY, label.part)
    for placed in reading.links:
        if placed.link.role == "contact":
            yield Found(placed.link.line, placed.link.text or placed.link.url, LIKELY, placed.part)
    for sentence in reading.document.sentences:
        if not sentence.dead and (_EMAIL.search(sentence.text[:2_000]) or _signed(sentence)):
            yield Found(sentence.line, sentence.text, LIKELY, sentence.part)


def _signed(sentence: Sentence) -> bool:
    words = weigh(sentence.text)
    return (sentence.has("signed") and words <= 14) or (
        words <= _BYLINE_WORDS and bool(_BY.match(sentence.text)) and sentence.block.kind == "paragraph"
    )


def roadmap(reading: Reading) -> Iterator[Found]:
    """Plans, known limits or status."""
    for part in reading.about("roadmap"):
        if "roadmap" in part.topics and reading.weight(part) >= 3:
            yield Found(part.line, part.title, SURE, part)
    for label in reading.document.labels:
        if "roadmap" in label.topics and weigh(label.text) >= 3 and "data" not in label.part.topics:
            yield Found(label.line, label.text, LIKELY, label.part)
    for part in reading.document.parts:
        for block in part.blocks:
            if block.task == "open" and weigh(block.text) >= 2:
                yield Found(block.line, block.text, LIKELY, part)
    for sentence in reading.document.sentences:
        if sentence.has("roadmap") and weigh(sentence.text) >= 6 and not sentence.dead and not is_step(sentence):
            yield Found(sentence.line, sentence.text, LIKELY, sentence.part)


def references(reading: Reading) -> Iterator[Found]:
    """Sources, papers, acknowledgements, inspiration."""
    for part in reading.about("references"):
        if "references" in part.topics and reading.weight(part) + sum(len(b.links) for b in part.blocks) >= 2:
            yield Found(part.line, part.title, SURE, part)
    for sentence in reading.document.sentences:
        if not sentence.dead and sentence.has("thanks") and weigh(sentence.text) >= 4:
            yield Found(sentence.line, sentence.text, LIKELY, sentence.part)
    for placed in reading.links:
        if (
            placed.block.kind != "table"
            and (parts := split(placed.link.url))
            and is_paper(parts)
            and len(parts.path) > 1
        ):
            yield Found(placed.link.line, placed.link.text or placed.link.url, UNSURE, placed.part)
    for part in reading.document.parts:
        for block in part.blocks:
            if block.kind == "code" and (match := _BIBTEX.search(block.text)):
                yield Found(block.line, block.text[match.start() :][:100].split("\n")[0], SURE, part)
