"""Under which license it stands, and what is still to come."""

import re
from collections.abc import Iterator
from itertools import pairwise

from portfolio_audit.facts.readme import commands as cmd
from portfolio_audit.facts.readme.parts import Part
from portfolio_audit.facts.readme.reading import LIKELY, SURE, UNSURE, Found, Reading, weigh
from portfolio_audit.facts.readme.sentences import Sentence

_HEAD = 1_000
_ALONE = 2
_NOT_ALONE = {"tech_stack", "data", "contact", "overview", "references"}
_LICENSE_FILE = re.compile(r"(?:^|/)(?:licen[sc]e|copying)(?:\.\w{2,4})?$", re.IGNORECASE)
_OTHERS = {"tech_stack", "data", "references"}
_MIN_STEPS = 3
_MARK = re.compile(
    r"(?<=\w) ?[(\[（【]([^()\[\]（）【】\n]{2,40})[)\]）】]"
    r"|^[\u23e9-\u2bff\U0001f300-\U0001faff]\ufe0f? ?(\w[\w ]{1,20})$"
)
_PLANS = {"later", "roadmap"}
_STATE, _PROMISE, _PLAN = 2, 5, 6
_BARE = 7  # the level of a line that stands as a heading
_ROWS = 200
_TEXT = 3_000


def license(reading: Reading) -> Iterator[Found]:
    """The name of the project's license."""
    for part in reading.about("license"):
        if "license" in part.topics:
            yield from (
                Found(sentence.line, sentence.text, SURE, part)
                for sentence in reading.document.live(part)
                if sentence.has("term:license")
            )
        for block in part.blocks:  # some put its whole text there
            if block.kind == "code" and "term:license" in reading.document.cues(block.text[:_HEAD]):
                yield Found(block.line, block.text.partition("\n")[0], SURE, part)
    yield from _licenses_told(reading)
    yield from _licenses_linked(reading)
    front = reading.document.front.get("license", "")
    if front and "term:license" in reading.document.cues(front.replace("-", " ")):
        yield Found(1, f"license: {front}", UNSURE)


def _licenses_told(reading: Reading) -> Iterator[Found]:
    """Sentences outside a section of its own: with the word for license, or a short line with the name alone."""
    for sentence in reading.document.sentences:
        if sentence.dead or not sentence.has("term:license"):
            continue
        of_a_tool = sentence.block.kind == "item" and sentence.has("term:tool")
        if sentence.has("license") and not of_a_tool and not _OTHERS & set(sentence.part.own):
            yield Found(sentence.line, sentence.text, LIKELY, sentence.part)
        short = weigh(sentence.text) <= _ALONE and len(sentence.words) <= 2 * _ALONE
        if sentence.block.kind == "paragraph" and short and not _NOT_ALONE & set(sentence.part.topics):
            yield Found(sentence.line, sentence.text, UNSURE, sentence.part)


def _licenses_linked(reading: Reading) -> Iterator[Found]:
    """Links to the license's file, and badges with its name."""
    for placed in reading.links:
        if _LICENSE_FILE.search(placed.link.url) and "term:license" in placed.cues:
            yield Found(placed.link.line, placed.link.text or placed.link.url, LIKELY, placed.part)
    for image in reading.images:
        cues = reading.document.cues(f"{image.alt} {image.url}")
        if image.role == "badge" and "license" in cues and "term:license" in cues:
            yield Found(image.line, image.alt or image.url, LIKELY, reading.part_at(image.line))


def roadmap(reading: Reading) -> Iterator[Found]:
    """Plans, known limits or status."""
    for part in reading.about("roadmap"):
        if "roadmap" in part.topics and reading.weight(part) >= 3 and not _tells_steps(part, reading):
            yield Found(part.line, part.title, SURE, part)
    for label in reading.document.labels:
        if "roadmap" in label.topics and weigh(label.text) >= _STATE and "data" not in label.part.topics:
            yield Found(label.line, label.text, LIKELY, label.part)
    yield from _open_tasks(reading)
    yield from _marked(reading)
    yield from _states(reading)
    for sentence in reading.document.sentences:
        if _is_unfinished(sentence) or (_is_planned(sentence) and not _elsewhere(sentence)):
            yield Found(sentence.line, sentence.text, LIKELY, sentence.part)


def _open_tasks(reading: Reading) -> Iterator[Found]:
    """Boxes that are not ticked yet."""
    for part in reading.document.parts:
        for block in part.blocks:
            if block.task == "open" and weigh(block.text) >= _STATE and not _tells_steps(part, reading):
                yield Found(block.line, block.text, LIKELY, part)


def _states(reading: Reading) -> Iterator[Found]:
    """Lines set like headings that say the whole is not done; below an empty heading they stand for its text."""
    for above, part in pairwise(reading.document.parts):
        free = bool(above.blocks) or above.is_title
        if part.level >= _BARE and not part.blocks and free and "unfinished" in reading.document.cues(part.title):
            yield Found(part.line, part.title, LIKELY, part)


def _is_unfinished(sentence: Sentence) -> bool:
    """Whether a sentence says of the whole that it is not done."""
    whole = sentence.part.is_title or not set(sentence.part.topics) - {"overview", "roadmap"}
    return (
        sentence.has("unfinished")
        and whole
        and not sentence.part.is_foreign
        and _STATE <= weigh(sentence.text) <= _PLAN
    )


def _is_planned(sentence: Sentence) -> bool:
    """Whether a sentence tells a plan or a limit, and not only what shall stand in its place."""
    if not sentence.has("roadmap") or "://" in sentence.text:
        return False
    if not sentence.dead:
        return weigh(sentence.text) >= _PLAN
    asked = sentence.part.is_foreign or sentence.has("placeholder", "opening")
    return weigh(sentence.text) >= _PROMISE and not asked


def _marked(reading: Reading) -> Iterator[Found]:
    """What is said to come in brackets behind its name, or behind a sign in a table."""
    parts = () if reading.document.is_profile else reading.document.parts
    for part in parts:
        for block in () if part.is_foreign else part.blocks:
            cells = [cell for row in block.rows[1:_ROWS] for cell in row] if block.kind == "table" else []
            texts = cells or ([block.text[:_TEXT]] if block.kind in ("item", "paragraph") else [])
            for text in (part.title, *texts) if block is part.blocks[0] else texts:
                if any(_PLANS & reading.document.cues(match[1] or match[2]) for match in _MARK.finditer(text)):
                    yield Found(block.line, text, LIKELY, part)


def _elsewhere(sentence: Sentence) -> bool:
    """Whether limits and plans are those of the world, or of the reader, where a sentence stands."""
    return "problem" in sentence.part.topics or cmd.role_of(sentence.text) is not None


def _tells_steps(part: Part, reading: Reading) -> bool:
    """Whether the next steps are the reader's: to install and to start it."""
    live = reading.document.live(part)
    steps = [s for s in live if s.has("install", "run", "act")]
    return len(live) >= _MIN_STEPS and len(steps) * 3 >= len(live) * 2
