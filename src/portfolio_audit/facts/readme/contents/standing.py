"""Under which license it stands, what is still to come, and on whose shoulders."""

import re
from collections.abc import Iterator

from portfolio_audit.facts.readme.document import Part
from portfolio_audit.facts.readme.reading import LIKELY, SURE, UNSURE, Found, Reading, is_step, weigh
from portfolio_audit.facts.readme.urls import is_paper, split

_BIBTEX = re.compile(r"@(?:article|misc|inproceedings|book|software|phdthesis|techreport)\s?\{", re.IGNORECASE)
_OWN = re.compile(r"github\.com/|\b(?:this (?:work|repo\w*|project|software|package)|our work)\b", re.IGNORECASE)
_CITED = re.compile(r"\bet al\b\.?,? \(?(?:19|20)\d\d|\bet al\.")
_OTHERS = {"tech_stack", "data", "references"}
_FINDINGS = {"results", "data", "problem", "methodology"}
_TEMPLATES = {"cookiecutter"}


def license(reading: Reading) -> Iterator[Found]:
    """The name of the project's license."""
    for part in reading.about("license"):
        for sentence in reading.document.live(part):
            if "license" in part.topics and sentence.has("term:license"):
                yield Found(sentence.line, sentence.text, SURE, part)
    for sentence in reading.document.sentences:
        named = not sentence.dead and sentence.has("license") and sentence.has("term:license")
        of_a_tool = sentence.block.kind == "item" and sentence.has("term:tool")
        if named and not of_a_tool and not _OTHERS & set(sentence.part.own):
            yield Found(sentence.line, sentence.text, LIKELY, sentence.part)
    for image in reading.images:
        cues = reading.document.cues(f"{image.alt} {image.url}")
        if image.role == "badge" and "license" in cues and "term:license" in cues:
            yield Found(image.line, image.alt or image.url, LIKELY, reading.part_at(image.line))
    front = reading.document.front.get("license", "")
    if front and "term:license" in reading.document.cues(front.replace("-", " ")):
        yield Found(1, f"license: {front}", UNSURE)


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
        promised = sentence.dead and weigh(sentence.text) >= 5 and not sentence.has("placeholder", "opening")
        planned = promised or (weigh(sentence.text) >= 6 and not sentence.dead)
        if sentence.has("roadmap") and planned and not is_step(sentence):
            yield Found(sentence.line, sentence.text, LIKELY, sentence.part)


def references(reading: Reading) -> Iterator[Found]:
    """Sources, papers, acknowledgements, inspiration."""
    for part in reading.about("references"):
        links = sum(len(block.links) for block in part.blocks)
        if "references" in part.topics and not _own_citation(part) and reading.weight(part) + links >= 2:
            yield Found(part.line, part.title, SURE, part)
    yield from _thanks(reading)
    for placed in reading.links:
        parts = split(placed.link.url)
        if parts and placed.block.kind != "table" and is_paper(parts) and len(parts.path) > 1:
            yield Found(placed.link.line, placed.link.text or placed.link.url, UNSURE, placed.part)
    for part in reading.document.parts:
        for block in part.blocks:
            if block.kind == "code" and (match := _BIBTEX.search(block.text)) and not _own_citation(part):
                yield Found(block.line, block.text[match.start() :][:100].split("\n")[0], SURE, part)


def _thanks(reading: Reading) -> Iterator[Found]:
    for sentence in reading.document.sentences:
        if sentence.dead or _FINDINGS & set(sentence.part.own):
            continue
        # Thanks to a data set's host and a generator's footer say whose tools were used, not whose ideas.
        borrowed = sentence.has("term:dataset") or not _TEMPLATES.isdisjoint(sentence.words)
        if sentence.has("thanks") and weigh(sentence.text) >= 4 and not borrowed:
            yield Found(sentence.line, sentence.text, LIKELY, sentence.part)
        elif _CITED.search(sentence.text):
            yield Found(sentence.line, sentence.text, UNSURE, sentence.part)


def _own_citation(part: Part) -> bool:
    """Whether a part only says how to cite this project."""
    text = " ".join(block.text for block in part.blocks)[:5_000]
    return bool(_BIBTEX.search(text)) and bool(_OWN.search(text))
