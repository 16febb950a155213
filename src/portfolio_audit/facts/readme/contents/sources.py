"""On whose shoulders it stands: sources, papers, thanks."""

import re
from collections.abc import Iterator

from portfolio_audit.facts.readme.parts import Part
from portfolio_audit.facts.readme.reading import LIKELY, SURE, UNSURE, Found, Reading, weigh
from portfolio_audit.facts.readme.sentences import Sentence
from portfolio_audit.facts.readme.urls import host, is_data, is_paper, is_private, known, matches, split, under
from portfolio_audit.facts.readme.words import tokens

_BIBTEX = re.compile(r"@(?:article|misc|inproceedings|book|software|phdthesis|techreport)\s?\{", re.IGNORECASE)
_OWN = re.compile(r"github\.com/|\b(?:this (?:work|repo\w*|project|software|package)|our work)\b", re.IGNORECASE)
_CITED = re.compile(
    r"\bet al\b\.?,? \(?(?:19|20)\d\d|\bet al\.|\barXiv:\s?\d{4}\.\d|\b(?:doi|DOI):\s?10\.\d|\bISBN[:\s-]{0,3}\d"
    r"|\b[Pp]roceedings of\b|\bAdvances in Neural\b|\bpp\. ?\d|\b[Vv]ol\. ?\d{1,4},"
    r"|\bin Proc\b|\bJournal of [A-Z]|\b\d{1,3} ?\(\d{1,3}\)[,:] ?(?:pp?\. ?)?\d{1,5}[-–]\d"
    r"|\b[A-Z][a-z]{1,30} (?:and|&) [A-Z][a-z]{1,30},? \((?:19|20)\d\d\)"
    r"|\b[A-Z][a-z]{1,30}, [A-Z]\.(?: ?[A-Z]\.)?,? (?:&|and|et|\(|[A-Z][a-z]{1,30}, [A-Z]\.)"
)
_LISTED = {"data", "structure", "tech_stack"}
_DESCRIBED = {"usage", "installation", "overview"}
_NAMED = re.compile(r"[A-ZÀ-Þ][\w'-]+ [A-ZÀ-Þ][\w'-]+|[\u0590-\u9fff\uac00-\ud7af]{3}")
_PROFILE = re.compile(r"github\.com/[\w-]{1,39}/?")
_NAME_AT = 200
_TEMPLATES = {"cookiecutter"}
_AROUND = 6
_TOGETHER = {"tech_stack", "license"}
_SLUG = 20
_WRITTEN = ("code", "paragraph", "item")
_TEXT = 5_000
_BEFORE = 60
_FINDINGS = {"results", "data", "problem", "methodology"}


def references(reading: Reading) -> Iterator[Found]:
    """Sources, papers, acknowledgements, inspiration."""
    for part in reading.about("references"):
        if "references" in part.topics and not _TOGETHER & set(part.own) and _credits(part, reading):
            yield Found(part.line, part.title, SURE, part)
    yield from _thanks(reading)
    yield from _articles(reading)
    yield from _labelled(reading)
    yield from _entries(reading)
    for placed in reading.links:
        parts = split(placed.link.url)
        if parts and placed.block.kind != "table" and is_paper(parts) and len(parts.path) > 1:
            yield Found(placed.link.line, placed.link.text or placed.link.url, UNSURE, placed.part)


def _entries(reading: Reading) -> Iterator[Found]:
    """Entries of a bibliography, as people or programs write them."""
    for part in reading.document.parts:
        for block in () if part.is_foreign else part.blocks:
            text = block.text[:_TEXT]
            if block.kind in _WRITTEN and (match := _BIBTEX.search(text)) and not _own_citation(part):
                yield Found(block.line, text[match.start() :][:100].split("\n")[0], SURE, part)
            elif block.kind in ("paragraph", "item") and (match := _CITED.search(text)):
                yield Found(block.line, text[max(0, match.start() - _BEFORE) :], UNSURE, part)


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


def _labelled(reading: Reading) -> Iterator[Found]:
    """Lines of the form `Credit: somebody`, or with a link behind the colon."""
    for label in reading.document.labels:
        topics = set(label.part.topics)
        if "references" not in label.topics or topics & _LISTED:
            continue
        linked = any(link.line == label.line and _is_elsewhere(link.url) for link in label.block.links)
        named = not topics & _DESCRIBED and label.block.kind == "paragraph" and _NAMED.search(label.text[:_NAME_AT])
        data = {"dataset", "term:dataset"} & reading.document.cues(label.text)
        if (linked or named) and not data and _TEMPLATES.isdisjoint(tokens(label.text)):
            yield Found(label.line, label.text, LIKELY, label.part)


def _is_elsewhere(url: str) -> bool:
    """Whether an address is a public page that is neither data, a tool's manual nor somebody's profile."""
    parts = split(url)
    if not parts or is_private(host(parts)) or is_data(parts) or _PROFILE.fullmatch(host(parts) + parts.path):
        return False
    table = known("not_app")
    front = len(parts.path) <= 1 and under(host(parts), table["common"])
    return not front and host(parts).partition(".")[0] not in table["documentation"]


def _thanks(reading: Reading) -> Iterator[Found]:
    for sentence in reading.document.sentences:
        if sentence.dead:
            continue
        if sentence.has("source"):
            yield Found(sentence.line, sentence.text, UNSURE, sentence.part)
        if _FINDINGS & set(sentence.part.own) or sentence.has("contribute", "courtesy"):
            continue
        # Thanks to a data set's host and a generator's footer say whose tools were used, not whose ideas.
        tools = sentence.has("term:dataset") or not _TEMPLATES.isdisjoint(sentence.words)
        if sentence.has("thanks") and weigh(sentence.text) >= 4 and not tools:
            yield Found(sentence.line, sentence.text, LIKELY, sentence.part)
        elif _borrows(sentence):
            yield Found(sentence.line, sentence.text, UNSURE, sentence.part)


def _borrows(sentence: Sentence) -> bool:
    """Whether a sentence says where something was taken from, and links to it."""
    if not sentence.has("borrowed") or sentence.has("dataset", "folder", "signed"):
        return False
    said = [link for link in sentence.block.links if link.text in sentence.text]
    return any(_is_elsewhere(link.url) for link in said)


def _own_citation(part: Part) -> bool:
    """Whether a part only says how to cite this project."""
    text = " ".join(block.text for block in part.blocks)[:5_000]
    return bool(_BIBTEX.search(text)) and bool(_OWN.search(text))
