"""Which files and folders it has."""

import re
from collections.abc import Iterator

from portfolio_audit.facts.readme.blocks import Block
from portfolio_audit.facts.readme.commands import role_of
from portfolio_audit.facts.readme.document import Document
from portfolio_audit.facts.readme.parts import Part
from portfolio_audit.facts.readme.reading import LIKELY, SURE, UNSURE, Found, Reading, compares, weigh
from portfolio_audit.facts.readme.sentences import Sentence
from portfolio_audit.knowledge import load

_BRANCH = re.compile(r"[├└│┣┗]|^[ \t]{0,40}(?:\|[ \t]{0,40}){0,20}[|`+\\]\s?--", re.MULTILINE)
_BOX = re.compile(r"[┌╔╭][─═┬ ]*[┐╗╮─═]|\+-{3,}\+")
_OUTSIDE = r"https?:|#|mailto:|www\.|.*\.(?:png|jpe?g|gif|svg|webp)$"
_INSIDE = re.compile(
    r"https?://github\.com/(?!your)[\w.-]+/(?!your)[\w.-]+/(?:tree|blob)/"
    rf"|(?!{_OUTSIDE})(?:\./)?[\w%. -]+(?:/|\.ipynb|\.py|\.sql|\.Rmd|\.md|$)"
)
# What stands before a path at the beginning of a line: bullets, numbers, quotes.
_LEAD = re.compile(r"[^\w./]{0,10}(?:o\t|\d{1,2}\s?[.)）、\ufe0f\u20e3]{1,2}[^\w./]{0,10})?")
_MIN_PATHS = 2
_MAX_LINES = 200
_LINE = 2_000
_MANY_LINKS = 4
_SUBJECT = 3
_ELSEWHERE = {"installation", "usage", "license", "contributing", "references", "contact", "testing", "data"}
_INSIDE_TEXT = re.compile(r"(?<![\w-])[\w-]+(?:/|\.(?:py|ipynb|csv|R|sql|js|html|md)\b)")


def _path_pattern() -> re.Pattern[str]:
    suffixes = "|".join(load("readme")["patterns"]["file_suffixes"])
    return re.compile(
        rf"(?:\./|/)?(?:[\w.*{{}}\[\]-]+/)*[\w.*-]+\.(?:{suffixes})(?!\.?[A-Za-z0-9_])|(?:\./|/)?(?:[\w.-]+/)+(?:[\w.-]+)?|Dockerfile|Makefile|LICENSE|Procfile",
        re.IGNORECASE,
    )


_PATH = _path_pattern()


def structure(reading: Reading) -> Iterator[Found]:
    """Files and folders, shown or described."""
    for part in reading.document.parts:
        yield from _drawn(part)
        if part.own != ("usage",):  # there such a line is a command
            yield from _described(part)
        yield from _tables(part)
    for part in reading.about("structure"):
        yield from _listed(part, reading)
    yield from _headed(reading.document)
    yield from _told(reading)
    yield from _linked(reading)


def _drawn(part: Part) -> Iterator[Found]:
    if {"data", "structure"} <= set(part.own):  # how the data are filed
        return
    for block in part.blocks:
        if len(_BRANCH.findall(block.text)) >= _MIN_PATHS and not _BOX.search(block.text):
            yield Found(block.line, block.text[:200].strip().split("\n")[0], SURE, part)


def _described(part: Part) -> Iterator[Found]:
    """Lines that begin with a path, or that link to one."""
    blocks = [block for block in part.blocks if block.kind in ("item", "paragraph")]
    described = [
        (block.line + offset, line)
        for block in blocks
        for offset, line in enumerate(block.text.split("\n")[:_MAX_LINES])
        if _leads_with_path(line, block)
    ]
    about = "structure" in part.topics
    if len(described) >= _MIN_PATHS:
        yield Found(*described[0], SURE if about else LIKELY, part)
    linked = [block for block in blocks if _links_inside(block)]
    if len(linked) > _MIN_PATHS:
        yield Found(linked[0].line, linked[0].text, LIKELY, part)


def _listed(part: Part, reading: Reading) -> Iterator[Found]:
    """A section on the structure that names files, links to them, or shows them as code or in a picture."""
    if "structure" not in part.topics:
        return
    listed = [block for block in part.blocks if block.kind in ("item", "code") and weigh(block.text) >= 2]
    long = any(block.kind == "code" and block.text.count("\n") >= 2 for block in listed)
    names = any(_names_files(block, reading.document) for block in part.blocks)
    linked = {link.url for block in part.blocks for link in block.links if _INSIDE.match(link.url)}
    shown = any(image.role == "picture" and reading.part_at(image.line) is part for image in reading.images)
    if (names and (len(listed) >= 2 or long)) or (_is_about(part) and len(linked) >= _MIN_PATHS):
        yield Found(part.line, part.title, LIKELY, part)
    elif _is_about(part) and (shown or long):
        yield Found(part.line, part.title, UNSURE, part)


def _is_about(part: Part) -> bool:
    """Whether the heading promises the structure of the project, and not that of its data."""
    return "structure" in part.own and "data" not in part.own


def _names_files(block: Block, document: Document) -> bool:
    """Whether a block names a file or folder."""
    named = any(_PATH.fullmatch(word.strip("`*,:;()")) for word in block.text[:2_000].split()[:200])
    return named or _links_inside(block) or "folder" in document.cues(block.text[:2_000])


def _told(reading: Reading) -> Iterator[Found]:
    """Sentences that say which file or folder holds what."""
    told = [
        sentence
        for sentence in reading.document.sentences
        if sentence.has("folder")
        and not sentence.dead
        and not _ELSEWHERE & set(sentence.part.own)
        and role_of(sentence.text) is None
        and (sentence.block.codes or _INSIDE_TEXT.search(sentence.text))
        and (sentence.has("data_shape") or _opens_with_place(sentence, reading))
    ]
    if len(told) > _MIN_PATHS:
        yield Found(told[0].line, told[0].text, UNSURE, told[0].part)


def _opens_with_place(sentence: Sentence, reading: Reading) -> bool:
    """Whether a sentence is about a file or folder: it begins with one."""
    named = any(hit.key == "folder" and hit.start < _SUBJECT for hit in reading.document.hits(sentence))
    return named or bool(_PATH.match(sentence.text.lstrip("*-•: \t\"'([`")))


def _linked(reading: Reading) -> Iterator[Found]:
    """Links to several places of the repository, wherever they stand."""
    inside = {
        link.url: (block, part)
        for part in reading.document.parts
        if not _ELSEWHERE & set(part.own)
        for block in part.blocks
        for link in block.links
        if _INSIDE.match(link.url)
    }
    if len(inside) >= _MANY_LINKS:
        block, part = next(iter(inside.values()))
        yield Found(block.line, block.text, UNSURE, part)


def _leads_with_path(line: str, block: Block) -> bool:
    """Whether a line starts with a path and goes on to say something."""
    text = _LEAD.sub("", line[:_LINE], count=1)
    if code := next((code for code in block.codes[:50] if text.startswith(code)), ""):
        return bool(_PATH.fullmatch(code.strip())) and len(text) > len(code) + 2
    match = _PATH.match(text)
    return match is not None and not _is_either(match[0]) and weigh(text[match.end() :]) >= 1


def _is_either(path: str) -> bool:
    """Whether a slash stands between two names, as in "Flask/Django", and does not lead into a folder."""
    plain = path.isascii() and path.islower()
    return "/" in path and "." not in path and not path.endswith("/") and not plain


def _links_inside(block: Block) -> bool:
    """Whether a line is about a file or folder of the repository that it links to."""
    return weigh(block.text) >= 3 and any(_INSIDE.match(link.url) for link in block.links[:3])


def _headed(document: Document) -> Iterator[Found]:
    """Headings that are the names of files or folders, with what these hold below them."""
    parts = (part for part in document.parts if not part.is_title)
    found = ((part, _PATH.match(_LEAD.sub("", part.title[:_LINE], count=1))) for part in parts)
    named = [part for part, match in found if match and (match[0].endswith("/") or "." in match[0])]
    if len(named) >= _MIN_PATHS:
        yield Found(named[0].line, named[0].title, LIKELY, named[0])


def _tables(part: Part) -> Iterator[Found]:
    for block in part.blocks:
        if block.kind == "table" and not compares(block):
            named = [row for row in block.rows[1:100] if row and _PATH.fullmatch(row[0].strip())]
            if len(named) >= _MIN_PATHS:
                yield Found(block.line, " | ".join(named[0]), SURE, part)
            linked = {link.url for link in block.links if _INSIDE.match(link.url)}
            if len(linked) >= _MIN_PATHS and not _ELSEWHERE & set(part.own):
                yield Found(block.line, " | ".join(block.rows[-1]), LIKELY, part)
