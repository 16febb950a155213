"""What counts as a heading, and which contents its words promise."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from msgspec.structs import replace

from portfolio_audit.facts.readme import words
from portfolio_audit.facts.readme.blocks import Block
from portfolio_audit.facts.readme.patterns import any_of

_STOPS = (".", "!", "。", "…", ",", ";", "?")
_ASIDE = re.compile(r"\([^()]{0,80}\)")
_SHORTCODE = re.compile(r":[a-z0-9_+-]{2,40}:")
_SHORT = 12
# "Week 3 - Algorithms" names what a course was about that week.
_LESSON = re.compile(rf"\W*{any_of('lesson')} ?\d|\W*第 ?\d{{1,2}} ?[周週课課讲講回]", re.IGNORECASE)
_LOOSE = frozenset(
    {
        "overview",
        "structure",
        "contact",
        "roadmap",
        "references",
        "license",
        "contributing",
        "testing",
        "demo",
        "demo_video",
    }
)
_NO_TOPIC = frozenset({"ignored"})
_PSEUDO_WORDS = 8
_MAX_LINES = 400


def as_heading(block: Block) -> tuple[str, int] | None:
    """Title and level of a heading, or of a line that serves as one."""
    text = block.text.strip()
    if block.kind == "heading":
        return text, block.level
    if block.kind != "paragraph" or "\n" in text or not text or len(text) > 80 or len(text.split()) > _PSEUDO_WORDS:
        return None
    bare = text.rstrip(":： ")
    if block.strong and block.strong.rstrip(":： ") == bare and not bare.endswith(_STOPS):
        return bare, 7
    return None


@lru_cache(maxsize=4_096)
def topics_of(title: str, *, whole: bool = False) -> tuple[str, ...]:
    """Contents that the words of a heading promise; with `whole` only when they are all there is."""
    if _LESSON.match(title):
        return ()
    plain = _SHORTCODE.sub(" ", title)  # ":rocket:" is a picture and no word
    text = _ASIDE.sub(" ", plain) or plain
    tokens = words.tokens(text)
    vocabulary = words.headings()
    hits = vocabulary.longest(tokens)
    said = {index for index, token in enumerate(tokens) if token not in words.fillers() and not token.isdigit()}
    covered = {
        key: {i for hit in hits if hit.key == key for i in range(hit.start, hit.end)} for key in {h.key for h in hits}
    }
    found = [
        hit.key
        for hit in sorted(hits, key=lambda hit: hit.start)
        if _counts(hit, said, covered, _led(hit, tokens), whole)
    ]
    if not (whole and len(title.strip()) > _SHORT):
        found += sorted(vocabulary.longest_inside(words.fold(text)))
    return tuple(dict.fromkeys(key for key in found if key not in _NO_TOPIC))


def _led(hit: words.Hit, tokens: list[str]) -> bool:
    """Whether the heading starts with the phrase and goes on with a little word."""
    return hit.start == 0 and (hit.end == len(tokens) or tokens[hit.end] in words.fillers())


def _counts(hit: words.Hit, said: set[int], covered: dict[str, set[int]], led: bool, whole: bool) -> bool:
    """Whether a phrase decides what the heading is about, or only occurs in it."""
    known = set().union(*covered.values())
    if whole:
        return said <= known
    if hit.key in _LOOSE and hit.end - hit.start == 1:
        return led or len(said & covered[hit.key]) * 2 > len(said) or (said <= known and len(said) == 2)
    share = len(said & known) / max(1, len(said))
    at_end = not said or hit.start <= min(said) or hit.end > max(said)
    return share >= 0.5 or hit.end - hit.start > 1 or (at_end and len(said) <= 5)


def unfolded(blocks: list[Block]) -> Iterator[Block]:
    """The blocks, with headings that were written as bare lines made headings."""
    for block in blocks:
        if block.kind != "paragraph" or block.text.count("\n") > _MAX_LINES:
            yield block
        else:
            yield from _unfold(block)


def _unfold(block: Block) -> Iterator[Block]:
    lines = block.text.split("\n")
    start = 0
    occupied = {
        line - block.line for line in [link.line for link in block.links] + [image.line for image in block.images]
    }
    for index, line in enumerate(lines):
        if index in occupied:
            continue
        if level := _bare_heading(line, alone=len(lines) == 1):
            if index > start:
                yield _slice(block, lines, start, index)
            yield Block("heading", line.strip(), block.line + index, level, strong=block.strong)
            start = index + 1
    if start < len(lines) and (start == 0 or any(map(str.strip, lines[start:]))):
        yield _slice(block, lines, start, len(lines)) if start else block


def _slice(block: Block, lines: list[str], start: int, end: int) -> Block:
    text = "\n".join(lines[start:end])
    place = range(block.line + start, block.line + end)
    return replace(
        block, text=text, line=place.start, strong="" if start else block.strong,
        codes=tuple(code for code in block.codes if code in text),
        images=tuple(image for image in block.images if image.line in place),
        links=tuple(link for link in block.links if link.line in place),
    )  # fmt: skip


def _bare_heading(line: str, *, alone: bool) -> int:
    """7 for a line that names a topic and nothing else, 8 for another emoji headline, 0 for text."""
    text = line.strip()
    bare = text.rstrip(":： ")
    if not 2 < len(text) <= 60 or len(text.split()) > _PSEUDO_WORDS or bare.endswith(_STOPS) or "://" in text:
        return 0
    if text[0].islower() or text[0] in "-*>|(\"'`├└│":
        return 0
    if "placeholder" in words.cues("en").keys(bare):
        return 0
    if topics_of(bare, whole=True):
        return 7
    marked = unicodedata.category(text[0]) == "So" and " " in text
    if not marked or ":" in text:
        return 0
    return 7 if topics_of(bare) else 8 if alone else 0
