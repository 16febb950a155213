"""Who made it, how to reach them, and how to help."""

import re
from collections.abc import Iterator

from portfolio_audit.facts.readme.headings import topics_of
from portfolio_audit.facts.readme.links import Placed
from portfolio_audit.facts.readme.parts import Part
from portfolio_audit.facts.readme.patterns import any_of
from portfolio_audit.facts.readme.reading import LIKELY, SURE, UNSURE, Found, Reading, weigh
from portfolio_audit.facts.readme.sentences import Sentence
from portfolio_audit.facts.readme.urls import has_stand_in, split

_LATIN = [chr(code) for code in range(0xC0, 0x250)]
_UPPER = "A-Z" + "".join(filter(str.isupper, _LATIN))
_LOWER = "a-z" + "".join(filter(str.islower, _LATIN))
_EMAIL = re.compile(
    r"(?<![\w.+-])(?!git@)[\w.+-]{1,64}(?:@(?!example|test|email)[\w-]{1,60}\.[\w.-]{2,60}"
    r"|(?: at | ?\[at\] ?)[\w-]{1,60}(?: dot | ?\[dot\] ?)[\w.-]{2,60})(?!\s?[/:])"
)
_BY = re.compile(rf"\s*(?:[-—–~©]\s?)?(?i:{any_of('by')})\s+@?[{_UPPER}]")
_BYLINE_WORDS = 9
_SIGNATURE, _LAST = 14, 30
_PERSON = rf"[{_UPPER}][{_LOWER}'-]+ [{_UPPER}][\w'-]+"
_TITLE_BYLINE = re.compile(
    rf"(?:^|\s|[-—–|(])(?i:by|©|\(c\))\s+@?(?:\d{{4}}\s+)?({_PERSON})|\s(?i:by)\s+(@?[A-Z][\w-]+\.?[A-Z]?)\W*$"
)
_CREDIT = re.compile(
    r"(?i:@?\b(?:author|creator|developer)s?)(?: ?[–—:] ?| - )\w+"
    rf"|©️? ?(?:\d{{4}}(?: ?[-–] ?\d{{2,4}})? )?{_PERSON}(?! (?:Services|Inc|Academy|University|Education|Ltd|LLC))"
    rf"|{_PERSON} ?© ?\d{{4}}|©️? \w+$"
)
_NUMBERED = rf"{_PERSON}(?: [{_UPPER}][\w'-]+)?(?: \(?[A-Z]?\d{{5,12}}\)?)?"
_NAMES = re.compile(rf"^(?:\w+:? )?{_NUMBERED}(?:(?:,|,? (?:&|{any_of('and')})) {_NUMBERED}){{1,9}}\s*$")
_LONE = re.compile(rf"[{_UPPER}][{_LOWER}'-]{{1,30}} (?:[{_UPPER}]\.? )?[{_UPPER}][{_LOWER}'-]{{1,30}}")
_TOP = 4
_STUDENT = re.compile(rf"^(?:\d\. ?)?{_PERSON}(?: [{_UPPER}][\w'-]+)? ?[-–:,(] ?[A-Z]{{0,3}}\d{{5,12}}\)?\s*$")
_HANDLE = re.compile(r"(?<![\w./@])@[A-Za-z][\w-]{2,38}(?<!bot)(?<!Bot)(?![\w/.(-])")
_CREDIT_WORDS = 24
_SOMEBODY = re.compile(rf"[{_UPPER}][\w'.-]+|@\w|[\u0400-\u9fff\uac00-\ud7af]{{2}}")
_NAMED = re.compile(rf"{_PERSON}|(?<!\S)@\w|[\u0590-\u9fff\uac00-\ud7af]{{2}}|[А-Я]\w+ [А-Я]")
_NAME_WORDS = 6
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
    return sentence.has("signed") or bool(_EMAIL.search(sentence.text[:2_000]))


def contact(reading: Reading) -> Iterator[Found]:
    """Who made it, or how to reach them."""
    yield from _sections(reading)
    yield from _links(reading)
    for label in reading.document.labels:
        named = label.topics[:1] == ("contact",) and weigh(label.text) <= 12 and not _GUIDES & set(label.part.topics)
        if named and not _is_login(label.line, reading):
            yield Found(label.line, label.text, LIKELY, label.part)
    for sentence in reading.document.sentences:
        if not sentence.dead and (_mailed(sentence, reading) or _signed(sentence)):
            yield Found(sentence.line, sentence.text, LIKELY, sentence.part)


def _sections(reading: Reading) -> Iterator[Found]:
    for part in reading.document.parts:
        if part.level and (_has_byline(part, reading) or _is_credit_line(part.title[:_TITLE])):
            yield Found(part.line, part.title, LIKELY, part)
        for line, text in _lone_lines(part):
            if _LONE.fullmatch(text) and _may_be_name(text, reading) and not _means_something(text, reading):
                yield Found(line, text, UNSURE, part)
        if "contact" in part.topics and not _CALL.search(part.title) and _names_somebody(part, reading):
            yield Found(part.line, part.title, SURE, part)


def _lone_lines(part: Part) -> Iterator[tuple[int, str]]:
    """Lines that stand by themselves below the title."""
    if part.is_title:
        yield from ((b.line, b.text.strip()) for b in part.blocks[:_TOP] if b.kind == "paragraph")


def _means_something(text: str, reading: Reading) -> bool:
    """Whether a text names a topic, a tool or a model."""
    return bool(topics_of(text)) or any(cue.startswith("term:") for cue in reading.document.cues(text))


def _has_byline(part: Part, reading: Reading) -> bool:
    """Whether a heading names its author, and not what something is sorted by."""
    match = _TITLE_BYLINE.search(part.title[:_TITLE])
    name = (match[1] or (match[2] if part.is_title else "")) if match else ""
    return bool(name) and _may_be_name(name, reading)


def _may_be_name(text: str, reading: Reading) -> bool:
    """Whether none of the words is an everyday one, which the page also writes small."""
    return reading.document.small_words.isdisjoint(text.lower().split())


def _is_credit_line(title: str) -> bool:
    """Whether a line set as a heading is of the form `Author: somebody`."""
    topic, colon, somebody = title.replace("：", ":").partition(":")
    return bool(colon) and topics_of(topic, whole=True) == ("contact",) and _is_somebody(somebody)


def _names_somebody(part: Part, reading: Reading) -> bool:
    """Whether somebody is named or an address given, and not only asked for feedback."""
    parts = list(reading.document.under(part))
    links = [link for each in parts for block in each.blocks for link in block.links]
    if any(_leads_to_somebody(link.url, link.text, reading) for link in links):
        return True
    texts = [sentence.text for sentence in reading.document.live(part)] + [each.title for each in parts[1:]]
    texts += [" ".join(row) for block in part.blocks for row in block.rows[1:_ROWS]]
    return any(_is_somebody(text) and not _is_template(text, reading) for text in texts)


def _leads_to_somebody(url: str, text: str, reading: Reading) -> bool:
    """Whether a link is no template's, with stand-ins for a name."""
    return not (has_stand_in(url) and _is_template(f"{text} {url}", reading))


def _is_somebody(text: str) -> bool:
    """Whether a text is a name, or a sentence that holds one."""
    return bool(_NAMED.search(text) or (weigh(text) <= _NAME_WORDS and _SOMEBODY.search(text)))


def _is_template(text: str, reading: Reading) -> bool:
    return "placeholder" in reading.document.cues(text)


def _links(reading: Reading) -> Iterator[Found]:
    for placed in reading.links:
        link, own = placed.link, set(placed.part.own)
        credited = _CREDITS & placed.cues and "signed" not in placed.cues
        if placed.part.is_foreign or not _leads_to_somebody(link.url, link.text, reading):
            continue
        if _is_own_site(placed):
            yield Found(link.line, link.text or link.url, UNSURE, placed.part)
        elif credited or (_CREDITED & own and "contact" not in own):
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


def _mailed(sentence: Sentence, reading: Reading) -> bool:
    """Whether an address stands there that is no account to log in with."""
    mailed = bool(_EMAIL.search(sentence.text[:2_000]))
    return mailed and not _is_login(sentence.line, reading)


def _is_login(line: int, reading: Reading) -> bool:
    """Whether a password or an account to try stands beside a line."""
    return not reading.document.login_lines.isdisjoint(range(line - _NEAR, line + _NEAR + 1))


def _signed(sentence: Sentence) -> bool:
    words = weigh(sentence.text)
    if words <= _CREDIT_WORDS and _CREDIT.search(sentence.text):
        return True
    if _NAMES.search(sentence.text[:_TITLE]) and sentence.cues <= {"author", "signed"}:
        return True
    if _STUDENT.search(sentence.text[:_TITLE]) or (words <= _NAME_WORDS and _HANDLE.search(sentence.text)):
        return "references" not in sentence.part.own
    byline = words <= _BYLINE_WORDS and _BY.match(sentence.text) and sentence.block.kind == "paragraph"
    signed = sentence.has("signed") and words <= _SIGNATURE and _SOMEBODY.search(sentence.text[1:][-_LAST:])
    return bool(byline or signed)
