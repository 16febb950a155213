"""What names somebody: a signature, a byline, a list of names."""

import re

from portfolio_audit.facts.readme.document import Document
from portfolio_audit.facts.readme.headings import topics_of
from portfolio_audit.facts.readme.parts import Part
from portfolio_audit.facts.readme.patterns import any_of
from portfolio_audit.facts.readme.reading import weigh
from portfolio_audit.facts.readme.sentences import Sentence

_LATIN = [chr(code) for code in range(0xC0, 0x250)]
_UP = "A-Z" + "".join(filter(str.isupper, _LATIN))
_LOW = "a-z" + "".join(filter(str.islower, _LATIN)) + "'’-"
_PERSON = rf"[{_UP}][{_LOW}]{{1,30}} [{_UP}][\w'’-]{{1,30}}"
_CYRILLIC = r"[А-ЯЁ][а-яё]{1,30} [А-ЯЁ][а-яё]{1,30}"
_AND = rf"(?:,|,? (?:&|{any_of('and')})| /)"
_EMAIL = re.compile(
    r"(?<![\w.+-])(?!git@)[\w.+-]{1,64}(?:@(?!example|test|email)[\w-]{1,60}\.[\w.-]{2,60}"
    r"|(?: at | ?\[at\] ?)[\w-]{1,60}(?: dot | ?\[dot\] ?)[\w.-]{2,60})(?!\s?[/:])"
)
_SOCIAL = re.compile(
    r"\b(?:linkedin\.com/in|instagram\.com|twitter\.com)/[\w.-]{2,60}|(?<![\w./])github\.com/[\w-]{2,39}(?![\w/-])"
)
_PHONE = re.compile(r"(?<![\w.])\+\d{1,3}[\d ()-]{7,16}(?![\d.])")
_BY = re.compile(rf"\s*(?:[-—–~©]\s?)?(?i:{any_of('by')}):?\s+@?[{_UP}]")
_MADE = re.compile(
    rf"(?i:\b{any_of('made')}\b)[^.\n]{{0,24}}?(?i:\b{any_of('by')}\b):?\s+(?:@[\w-]{{2,39}}|({_PERSON}))"
)
_ENDS_BY = re.compile(rf"(?:^|\s)(?i:{any_of('by')})\s+({_PERSON})(?:{_AND} {_PERSON}){{0,5}}\.?\s*$")
_TITLE_BYLINE = re.compile(
    rf"(?:^|\s|[-—–|(])(?i:by|©|\(c\))\s+@?(?:\d{{4}}\s+)?({_PERSON})|\s(?i:by)\s+(@?[A-Z][\w-]+\.?[A-Z]?)\W*$"
)
_CREDIT = re.compile(
    rf"(?i:@?\b(?:author|creator|developer)s?)(?: ?[–—:] ?| - )(?:[@{_UP}\u0400-\uffff]|\w+$)"
    rf"|(?:©️?|\([cC]\)) ?(?:\d{{4}}(?: ?[-–] ?\d{{2,4}})? )?{_PERSON}"
    r"(?! (?:Services|Inc|Academy|University|Education|Ltd|LLC))"
    rf"|{_PERSON}(?: ?©|,) ?(?:19|20)\d\d$|©️? \w+$"
)
_NUMBERED = rf"{_PERSON}(?: [{_UP}][\w'’-]+)?(?: \(?[A-Z]?\d{{5,12}}\)?)?"
_NAMES = re.compile(rf"^(?:\w+:? )?{_NUMBERED}(?:{_AND} {_NUMBERED}){{1,9}}\s*$")
_LONE = re.compile(rf"[{_UP}][{_LOW}]{{1,30}} (?:[{_UP}]\.? )?[{_UP}][{_LOW}]{{1,30}}")
_STUDENT = re.compile(rf"^(?:\d\. ?)?{_PERSON}(?: [{_UP}][\w'’-]+)? ?[-–:,(] ?[A-Z]{{0,3}}\d{{5,12}}\)?\s*$")
_IN_A_ROLE = re.compile(rf"^\W{{0,4}}({_PERSON})(?: [{_UP}][\w'’-]+)?(?:\s*[\n|,]|\s[–—-]\s)")
_HANDLE = re.compile(r"(?<![\w./@])@[A-Za-z][\w-]{2,38}(?<!bot)(?<!Bot)(?![\w/.(-])")
_I_AM = re.compile(
    rf"(?i:\bmy name is|\bi(?:'|’| a)m) ({_PERSON})"
    rf"|(?i:\b(?:hi|hello|hey)\b)[^.!?]{{0,12}}\bI(?:'|’| a)m [{_UP}]"
)
_SOMEBODY = re.compile(rf"[{_UP}][\w'’.-]+|@\w|[\u0400-\u9fff\uac00-\ud7af]{{2}}")
_NAMED = re.compile(rf"{_PERSON}|(?<!\S)@\w|[\u0590-\u9fff\uac00-\ud7af]{{2}}|{_CYRILLIC}")
_FIRST = re.compile(rf"\W{{0,3}}(?:({_PERSON}|{_CYRILLIC})|@\w)")
_SMALL = re.compile(rf"(?<!\S)[{_LOW}]{{2,30}}(?!\S)")
_WORD = re.compile(r"[^\W\d_]+")
# How many words a text of its kind may have.
_BYLINE_WORDS, _SIGNATURE_WORDS, _CREDIT_WORDS, _NAME_WORDS, _ROLE_WORDS = 9, 14, 24, 6, 12
_SMALL_WORDS = 2
_LAST = 30
_TEXT = 400
_OTHERS = ("thanks", "borrowed", "source", "dataset")
_ABOUT_OTHERS = {"references", "data", "methodology", "tech_stack", "problem"}


def has_mailbox(text: str) -> bool:
    """Whether a mailbox stands in a text."""
    return bool(_EMAIL.search(text[:2_000]))


def is_address(text: str) -> bool:
    """Whether a mailbox, an account or a telephone number stands in a text."""
    return has_mailbox(text) or bool(_SOCIAL.search(text[:_TEXT]) or _PHONE.search(text[:_TEXT]))


def is_somebody(text: str) -> bool:
    """Whether a text is a name, or a sentence that holds one."""
    if _NAMED.search(text):
        return True
    few = weigh(text) <= _NAME_WORDS and len(_SMALL.findall(text)) <= _SMALL_WORDS
    return bool(few and _SOMEBODY.search(text))


def may_be_name(text: str, document: Document) -> bool:
    """Whether none of the words is an everyday one, which the page also writes small."""
    return document.small_words.isdisjoint(word.lower() for word in _WORD.findall(text) if word[0].isupper())


def begins_with_name(text: str, document: Document) -> bool:
    """Whether a text starts with a name of two words, or with an account."""
    match = _FIRST.match(text)
    return match is not None and may_be_name(match[1] or "", document)


def has_byline(part: Part, document: Document) -> bool:
    """Whether a heading names its author, and not what something is sorted by."""
    match = _TITLE_BYLINE.search(part.title[:_TEXT])
    name = (match[1] or (match[2] if part.is_title else "")) if match else ""
    return bool(name) and may_be_name(name, document)


def is_lone_name(text: str, document: Document) -> bool:
    """Whether a line is two words that are no words of the page and name no topic, tool or model."""
    if not _LONE.fullmatch(text) or not may_be_name(text, document) or topics_of(text):
        return False
    return not any(cue.startswith("term:") for cue in document.cues(text))


def signs(sentence: Sentence, document: Document) -> bool:
    """Whether a sentence says who made it."""
    text, words = sentence.text[:_TEXT], weigh(sentence.text)
    if words <= _CREDIT_WORDS and _CREDIT.search(text):
        return True
    names = _NAMES.search(text)
    if names and sentence.cues <= {"author", "signed"} and may_be_name(names[0], document):
        return True
    byline = words <= _BYLINE_WORDS and _BY.match(text) and sentence.block.kind == "paragraph"
    return bool(byline) or _is_signed(sentence, text) or _is_signature(sentence, text, document)


def _is_signed(sentence: Sentence, text: str) -> bool:
    """Whether "developed by" and its like stand beside a name."""
    elsewhere = sentence.has("dataset") or {"data", "methodology"} & set(sentence.part.own)
    if not sentence.has("signed") or elsewhere or weigh(text) > _SIGNATURE_WORDS:
        return False
    if _NAMED.match(text):
        return True
    last = _SOMEBODY.search(text[1:][-_LAST:])
    return last is not None and (not sentence.has("term:tool") or _NAMED.search(text) is not None)


def _is_signature(sentence: Sentence, text: str, document: Document) -> bool:
    """Whether a name stands where authors sign, and not those who are thanked."""
    if sentence.has(*_OTHERS) or _ABOUT_OTHERS & set(sentence.part.topics):
        return False
    words = weigh(text)
    if _STUDENT.search(text) or (words <= _NAME_WORDS and _has_handle(sentence)):
        return True
    patterns = (_MADE, _ENDS_BY, _I_AM) if words <= _CREDIT_WORDS else ()
    if any((match := each.search(text)) and may_be_name(match[1] or "", document) for each in patterns):
        return True
    role = _IN_A_ROLE.match(text) if sentence.has("profession") and words <= _ROLE_WORDS else None
    return role is not None and may_be_name(role[1], document)


def _has_handle(sentence: Sentence) -> bool:
    """Whether an account stands there, and no name of the code."""
    match = _HANDLE.search(sentence.text)
    return match is not None and not any(match[0] in code for code in sentence.block.codes)
