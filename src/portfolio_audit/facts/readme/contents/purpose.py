"""What the project is, and why it exists."""

import re
from collections.abc import Iterator

from portfolio_audit.facts.readme.parts import Part
from portfolio_audit.facts.readme.reading import LIKELY, SURE, UNSURE, Found, Reading, is_step, weigh
from portfolio_audit.facts.readme.sentences import Sentence

_OPENING = 12
_ASKED = 6
_HELPS = 14
_CONTEXT = 12
_USEFUL = 10
_TROUBLED = 9
_REASON = 10
_GOAL = 5
_QUESTIONS = 3
_MARKS = ("?", "？")
_LABELLED_LINK = re.compile(r"[^:=\n]{1,40}\s?[:=]\s?https?://\S+\s*$")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_PLACES = {"installation", "usage", "structure", "roadmap", "license", "contributing", "data", "results"}
_BESIDE = {"installation", "usage", "structure", "contact", "testing", "data", "methodology", "results", "tech_stack"}
_NUMBERED = re.compile(r"\W{0,3}\w{1,30} \d")
_TOPICS = {"overview", "problem", "results", "methodology"}


def overview(reading: Reading) -> Iterator[Found]:
    """A real sentence on what the project is or does."""
    for sentence in reading.document.sentences:
        words = _said(sentence.text)
        if sentence.dead or words < 4 or is_step(sentence):
            continue
        if _tells(sentence, words):
            yield _found(sentence, SURE)
        elif ("overview" in sentence.part.topics and words >= 7) or _tops(sentence, words):
            yield _found(sentence, LIKELY)
        elif words >= 7 and ("problem" in sentence.part.own or not (sentence.part.title or _aside(sentence))):
            yield _found(sentence, UNSURE)  # a goal tells what the project does as well


def _tells(sentence: Sentence, words: int) -> bool:
    """Whether a sentence has the project for its subject, or stands where it is told."""
    own = set(sentence.part.own)
    return "overview" in own or (sentence.has("self") and words >= 5 and (not own or bool(own & _TOPICS)))


def _aside(sentence: Sentence) -> bool:
    """Whether a sentence at the top speaks of something other than the project."""
    if sentence.has("self", "goal"):
        return False
    if sentence.has("install", "author", "thanks", "license") or _LABELLED_LINK.match(sentence.text):
        return True
    return sentence.has("run") and not sentence.has("work")


def _tops(sentence: Sentence, words: int) -> bool:
    """Whether a sentence follows the title, as running text or in a list that comes first of all."""
    part = sentence.part
    leads = sentence.block.kind == "paragraph" or part.blocks[0] is sentence.block
    return part.is_title and words >= 5 and leads and not _aside(sentence)


def problem(reading: Reading) -> Iterator[Found]:
    """Why it exists: question, need or goal, with some context."""
    yield from _labelled(reading)
    yield from _headed(reading)
    yield from _opened(reading)
    for sentence in reading.document.sentences:
        if sentence.dead or _elsewhere(sentence) or _said(sentence.text) < _CONTEXT:
            continue
        if sentence.has("aim") and sentence.has("benefit", "trouble"):
            yield _found(sentence, LIKELY)
        elif (sentence.has("aim") and _is_own_aim(sentence)) or _troubles(sentence, reading):
            yield _found(sentence, UNSURE)
    yield from _asked(reading)


def _is_own_aim(sentence: Sentence) -> bool:
    """Whether an aim is the project's, not a player's or a step's, and says more than the title in a verb."""
    part = sentence.part
    return not sentence.has("restates") and (sentence.has("self") or part.is_title or "overview" in part.own)


def _troubles(sentence: Sentence, reading: Reading) -> bool:
    """Whether a sentence names a trouble that is neither the reader's with the program nor supposed."""
    return sentence.has("trouble") and not sentence.has("run", "install") and not reading.document.sets_task(sentence)


def _labelled(reading: Reading) -> Iterator[Found]:
    """`Goal: …`, unless it tells what one part of the work is for."""
    for label in reading.document.labels:
        if "problem" in label.topics and _said(label.text) >= _GOAL and not _BESIDE & set(label.part.topics):
            yield Found(label.line, label.text, LIKELY, label.part)


def _headed(reading: Reading) -> Iterator[Found]:
    """What stands under a heading that asks why, or under the first of smaller ones if nothing else does."""
    parts = reading.document.parts
    for part, below in zip(parts, [*parts[1:], None], strict=True):
        if "problem" not in part.own or _is_exercise(part, reading):
            continue
        said = _reasons(part, reading)
        # Below a goal's own text, smaller headings tell how it is reached.
        if not said and below and below.level > part.level and not below.own:
            said = _reasons(below, reading)
        if sum(_said(sentence.text) for sentence in said) >= _REASON:
            yield _found(said[0], SURE)


def _is_exercise(part: Part, reading: Reading) -> bool:
    """Whether a heading numbers a task that was set: "Task 3"."""
    numbered = _NUMBERED.match(part.title)
    return numbered is not None and "exercise" in reading.document.cues(numbered[0])


def _reasons(part: Part, reading: Reading) -> list[Sentence]:
    """What a part says, without an invitation to write when there are questions."""
    live = reading.document.live(part)
    return [s for s in live if _said(s.text) >= 4 and not s.has("contribute", "invites")]


def _asked(reading: Reading) -> Iterator[Found]:
    """A list of questions, as an analysis sets out to answer them; with answers below them it is a help page."""
    for part in reading.document.parts:
        items = [block for block in part.blocks if block.kind == "item"]
        asked = [block for block in items if block.text.rstrip("* ").endswith(_MARKS)]
        if len(asked) >= _QUESTIONS and len(asked) * 3 >= len(items) * 2 and len(part.blocks) <= len(items) + 2:
            yield Found(asked[0].line, asked[0].text, UNSURE, part)


def _opened(reading: Reading) -> Iterator[Found]:
    """An opening that asks a question, or speaks of the field's troubles and of those whom it helps."""
    opening = [s for s in reading.document.sentences[:_OPENING] if not s.dead and not _elsewhere(s) and _opens(s)]
    for sentence in opening:
        words = _said(sentence.text)
        asks = words >= _ASKED and sentence.block.kind == "paragraph" and sentence.text.rstrip().endswith(_MARKS)
        helps = words >= _HELPS and all(sentence.has(cue) for cue in ("goal", "benefit", "problem"))
        if asks or helps or (words >= _TROUBLED and _troubles(sentence, reading)):
            yield _found(sentence, UNSURE)
    # In a list of features each one is of some use.
    useful = [s for s in opening if s.has("benefit") and s.block.kind == "paragraph" and _said(s.text) >= _USEFUL]
    if len(useful) > 1 and any(sentence.has("self") for sentence in useful):
        yield _found(useful[0], UNSURE)


def _opens(sentence: Sentence) -> bool:
    """Whether a sentence stands at the top or under a heading such as "Overview"."""
    return sentence.part.is_title or not sentence.part.title or "overview" in sentence.part.topics


def _elsewhere(sentence: Sentence) -> bool:
    """Whether a sentence stands where aims are those of a step, a file or a plan."""
    return bool(_PLACES & set(sentence.part.topics)) or is_step(sentence)


def _said(text: str) -> int:
    """Words of a text, addresses left out."""
    return weigh(_ADDRESS.sub(" ", text))


def _found(sentence: Sentence, certainty: int) -> Found:
    return Found(sentence.line, sentence.text, certainty, sentence.part)
