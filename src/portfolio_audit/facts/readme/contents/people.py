"""Who made it, how to reach them, and how to help."""

import re
from collections.abc import Iterator

from portfolio_audit.facts.readme.headings import topics_of
from portfolio_audit.facts.readme.links import Placed
from portfolio_audit.facts.readme.parts import Label, Part
from portfolio_audit.facts.readme.reading import LIKELY, SURE, UNSURE, Found, Reading, weigh
from portfolio_audit.facts.readme.sentences import Sentence
from portfolio_audit.facts.readme.signatures import (
    begins_with_name,
    has_byline,
    has_mailbox,
    is_address,
    is_lone_name,
    is_somebody,
    signs,
)
from portfolio_audit.facts.readme.urls import has_stand_in, split

_CALL = re.compile(r"\w\(|`")
_POST = re.compile(
    r"/(?:status|posts?|pulse|issues|p|reel|events|jobs|company|school|hashtag)/|//(?:apps|developer)\.|t\.me/\w*bot(?:father)?\b",
    re.IGNORECASE,
)
_PROFILE = re.compile(
    r"https?://(?:www\.)?github\.com/(?!topics|about|features|orgs|sponsors|apps)[\w-]{1,39}/?(?:\?tab=\w+)?"
)
_TITLE = 200
_ROWS = 20
_TOP = 4
_SHORT = 12
_NEAR = 2
_FINDINGS = {"results", "data", "problem", "methodology"}
_CREDITED = {"references", "data", "methodology"}
_CREDITS = {"thanks", "borrowed", "source"}
_GUIDES = {"installation", "usage", "structure", "data"}


def contributing(reading: Reading) -> Iterator[Found]:
    """How to contribute; a list of contributors is no answer to it."""
    for part in reading.about("contributing"):
        linked = any("contributing" in link.url.lower() for block in part.blocks for link in block.links)
        told = any(weigh(s.text) >= 5 and not _says_who(s) for s in reading.document.live(part))
        told = told or any(block.kind == "code" for block in part.blocks)
        if "contributing" in part.topics and "contact" not in part.own and (told or linked):
            yield Found(part.line, part.title, SURE, part)
    for sentence in reading.document.sentences:
        if not sentence.dead and sentence.has("contribute") and not _FINDINGS & set(sentence.part.topics):
            yield Found(sentence.line, sentence.text, LIKELY, sentence.part)


def _says_who(sentence: Sentence) -> bool:
    return sentence.has("signed") or has_mailbox(sentence.text)


def contact(reading: Reading) -> Iterator[Found]:
    """Who made it, or how to reach them."""
    yield from _sections(reading)
    yield from _links(reading)
    for label in reading.document.labels:
        if label.topics[:1] == ("contact",) and _is_contact(label, reading) and not _is_login(label.line, reading):
            yield Found(label.line, label.text, LIKELY, label.part)
    for sentence in reading.document.sentences:
        if not sentence.dead and (_reaches(sentence, reading) or signs(sentence, reading.document)):
            yield Found(sentence.line, sentence.text, LIKELY, sentence.part)


def _is_contact(label: Label, reading: Reading) -> bool:
    """Whether behind `Author:` somebody stands; a guide explains there what is meant."""
    if is_address(label.text) or begins_with_name(label.text, reading.document):
        return True
    named = weigh(label.text) == 1 or (weigh(label.text) <= _SHORT and is_somebody(label.text))
    return named and not _GUIDES & set(label.part.topics)


def _sections(reading: Reading) -> Iterator[Found]:
    for part in reading.document.parts:
        if part.level and (has_byline(part, reading.document) or _is_credit_line(part.title[:_TITLE])):
            yield Found(part.line, part.title, LIKELY, part)
        for line, text in _lone_lines(part):
            if is_lone_name(text, reading.document):
                yield Found(line, text, UNSURE, part)
        if "contact" in part.topics and not _CALL.search(part.title) and _names_somebody(part, reading):
            yield Found(part.line, part.title, SURE, part)


def _lone_lines(part: Part) -> Iterator[tuple[int, str]]:
    """Lines that stand by themselves below the title."""
    if part.is_title:
        yield from ((b.line, b.text.strip()) for b in part.blocks[:_TOP] if b.kind == "paragraph")


def _is_credit_line(title: str) -> bool:
    """Whether a line set as a heading is of the form `Author: somebody`."""
    topic, colon, somebody = title.replace("：", ":").partition(":")
    named = is_somebody(somebody) or is_address(somebody)
    return bool(colon) and topics_of(topic, whole=True) == ("contact",) and named


def _names_somebody(part: Part, reading: Reading) -> bool:
    """Whether somebody is named or an address given, and not only asked for feedback."""
    parts = list(reading.document.under(part))
    links = [link for each in parts for block in each.blocks for link in block.links]
    if any(_leads_to_somebody(link.url, link.text, reading) for link in links):
        return True
    texts = [sentence.text for sentence in reading.document.live(part)] + [each.title for each in parts[1:]]
    texts += [" ".join(row) for block in part.blocks for row in block.rows[1:_ROWS]]
    return any(is_somebody(text) and not _is_template(text, reading) for text in texts)


def _leads_to_somebody(url: str, text: str, reading: Reading) -> bool:
    """Whether a link is no template's, with stand-ins for a name."""
    return not (has_stand_in(url) and _is_template(f"{text} {url}", reading))


def _is_template(text: str, reading: Reading) -> bool:
    return "placeholder" in reading.document.cues(text)


def _links(reading: Reading) -> Iterator[Found]:
    for placed in reading.links:
        link, own = placed.link, set(placed.part.own)
        signed = "signed" in placed.cues and not placed.cues & {*_CREDITS, "dataset"}
        credited = _CREDITS & placed.cues or (_CREDITED & own and "contact" not in own and not signed)
        if placed.part.is_foreign or not _leads_to_somebody(link.url, link.text, reading):
            continue
        if _is_own_site(placed):
            yield Found(link.line, link.text or link.url, UNSURE, placed.part)
        elif credited:
            continue
        elif link.role == "contact" and not _POST.search(link.url):
            yield Found(link.line, link.text or link.url, LIKELY, placed.part)
        elif _PROFILE.fullmatch(link.url):
            yield Found(link.line, link.text or link.url, UNSURE, placed.part)


def _is_own_site(placed: Placed) -> bool:
    """Whether a link is said to lead to the author's own site."""
    parts = split(placed.link.url)
    front = parts is not None and len(parts.path) <= 1 and placed.link.role == "other"
    return front and "own_site" in placed.cues and "references" not in placed.part.own


def _reaches(sentence: Sentence, reading: Reading) -> bool:
    """Whether an address stands there that is no account to log in with, nor somebody else's."""
    reached = has_mailbox(sentence.text) or (not sentence.has(*_CREDITS) and is_address(sentence.text))
    return reached and not _is_login(sentence.line, reading)


def _is_login(line: int, reading: Reading) -> bool:
    """Whether a password or an account to try stands beside a line."""
    return not reading.document.login_lines.isdisjoint(range(line - _NEAR, line + _NEAR + 1))
