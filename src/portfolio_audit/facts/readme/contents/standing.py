"""Under which license it stands, what is still to come, and on whose shoulders."""

import re
from collections.abc import Iterator

from portfolio_audit.facts.readme.document import Part, Sentence
from portfolio_audit.facts.readme.reading import LIKELY, SURE, UNSURE, Found, Reading, is_step, weigh
from portfolio_audit.facts.readme.urls import host, is_paper, is_private, known, matches, split

_BIBTEX = re.compile(r"@(?:article|misc|inproceedings|book|software|phdthesis|techreport)\s?\{", re.IGNORECASE)
_OWN = re.compile(r"github\.com/|\b(?:this (?:work|repo\w*|project|software|package)|our work)\b", re.IGNORECASE)
_CITED = re.compile(r"\bet al\b\.?,? \(?(?:19|20)\d\d|\bet al\.")
_OTHERS = {"tech_stack", "data", "references"}
_FINDINGS = {"results", "data", "problem", "methodology"}
_TEMPLATES = {"cookiecutter"}
_MIN_STEPS = 3
_AROUND = 6
_TOGETHER = {"tech_stack", "license"}
_SLUG = 20


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
        if "roadmap" in part.topics and reading.weight(part) >= 3 and not _tells_steps(part, reading):
            yield Found(part.line, part.title, SURE, part)
    for label in reading.document.labels:
        if "roadmap" in label.topics and weigh(label.text) >= 3 and "data" not in label.part.topics:
            yield Found(label.line, label.text, LIKELY, label.part)
    for part in reading.document.parts:
        for block in part.blocks:
            if block.task == "open" and weigh(block.text) >= 2 and not _tells_steps(part, reading):
                yield Found(block.line, block.text, LIKELY, part)
    for sentence in reading.document.sentences:
        promised = (
            sentence.dead
            and not sentence.part.is_foreign
            and weigh(sentence.text) >= 5
            and not sentence.has("placeholder", "opening")
        )
        planned = promised or (weigh(sentence.text) >= 6 and not sentence.dead)
        if sentence.has("roadmap") and planned and not is_step(sentence) and "://" not in sentence.text:
            yield Found(sentence.line, sentence.text, LIKELY, sentence.part)


def _tells_steps(part: Part, reading: Reading) -> bool:
    """Whether the next steps are the reader's: to install and to start it."""
    live = reading.document.live(part)
    steps = [s for s in live if s.has("install", "run", "act")]
    return len(live) >= _MIN_STEPS and len(steps) * 3 >= len(live) * 2


def references(reading: Reading) -> Iterator[Found]:
    """Sources, papers, acknowledgements, inspiration."""
    for part in reading.about("references"):
        if "references" in part.topics and not _TOGETHER & set(part.own) and _credits(part, reading):
            yield Found(part.line, part.title, SURE, part)
    yield from _thanks(reading)
    yield from _articles(reading)
    for placed in reading.links:
        parts = split(placed.link.url)
        if parts and placed.block.kind != "table" and is_paper(parts) and len(parts.path) > 1:
            yield Found(placed.link.line, placed.link.text or placed.link.url, UNSURE, placed.part)
    for part in reading.document.parts:
        for block in part.blocks:
            if block.kind == "code" and (match := _BIBTEX.search(block.text)) and not _own_citation(part):
                yield Found(block.line, block.text[match.start() :][:100].split("\n")[0], SURE, part)


def _credits(part: Part, reading: Reading) -> bool:
    """Whether a part names something outside of the repository, and not only its own files or author."""
    if _own_citation(part):
        return False
    links = [link for block in part.blocks for link in block.links]
    live = reading.document.live(part)
    if links and not any(split(link.url) for link in links):
        return sum(weigh(s.text) for s in live) >= 2 * sum(weigh(link.text) for link in links) + _AROUND
    if live and all(s.has("signed") for s in live):
        return False
    return reading.weight(part) + len(links) >= 2


def _articles(reading: Reading) -> Iterator[Found]:
    """Links to what others have written about it."""
    for placed in reading.links:
        parts = None if placed.part.is_foreign else split(placed.link.url)
        told = parts and matches(parts, known("article")["hosts"]) and not parts.path.startswith("/@")
        if told and parts and parts.path.count("/") >= 1 + (len(parts.path) < _SLUG) and placed.link.role == "other":
            yield Found(placed.link.line, placed.link.text or placed.link.url, UNSURE, placed.part)


def _thanks(reading: Reading) -> Iterator[Found]:
    for sentence in reading.document.sentences:
        if sentence.dead or _FINDINGS & set(sentence.part.own) or sentence.has("contribute", "courtesy"):
            continue
        # Thanks to a data set's host and a generator's footer say whose tools were used, not whose ideas.
        tools = sentence.has("term:dataset") or not _TEMPLATES.isdisjoint(sentence.words)
        if sentence.has("thanks") and weigh(sentence.text) >= 4 and not tools:
            yield Found(sentence.line, sentence.text, LIKELY, sentence.part)
        elif _borrows(sentence) or _CITED.search(sentence.text):
            yield Found(sentence.line, sentence.text, UNSURE, sentence.part)


def _borrows(sentence: Sentence) -> bool:
    """Whether a sentence says where something was taken from, and links to it."""
    if not sentence.has("borrowed") or sentence.has("dataset", "folder"):
        return False
    said = [link for link in sentence.block.links if link.text in sentence.text]
    return any((parts := split(link.url)) and not is_private(host(parts)) for link in said)


def _own_citation(part: Part) -> bool:
    """Whether a part only says how to cite this project."""
    text = " ".join(block.text for block in part.blocks)[:5_000]
    return bool(_BIBTEX.search(text)) and bool(_OWN.search(text))
