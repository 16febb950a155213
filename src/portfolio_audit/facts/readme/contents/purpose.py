"""What the project is, and why it exists."""

import re
from collections.abc import Iterator

from portfolio_audit.facts.readme.document import Sentence
from portfolio_audit.facts.readme.reading import LIKELY, SURE, UNSURE, Found, Reading, is_step, weigh

_OPENING = 12
_ASKED = 6
_HELPS = 14
_CONTEXT = 12
_QUESTIONS = 3
_LABELLED_LINK = re.compile(r"[^:=\n]{1,40}\s?[:=]\s?https?://\S+\s*$")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
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
    yield from _goals(reading)
    for part in reading.about("problem"):
        own = [s for s in reading.document.live(part) if weigh(s.text) >= 4 and not _invites(s, reading)]
        total = sum(weigh(sentence.text) for sentence in own)
        if "problem" in part.topics and own and total >= 8:
            yield _found(own[0], SURE)
    for sentence in reading.document.sentences:
        if sentence.dead or _elsewhere(sentence) or weigh(sentence.text) < _CONTEXT:
            continue
        if sentence.has("aim") and not (sentence.has("restates") and not sentence.has("benefit", "trouble")):
            yield _found(sentence, LIKELY if sentence.has("benefit", "trouble") else UNSURE)
        elif sentence.has("trouble") and not reading.document.sets_task(sentence):
            yield _found(sentence, UNSURE)
    yield from _asked(reading)


def _invites(sentence: Sentence, reading: Reading) -> bool:
    """Whether a sentence asks the reader to get in touch: "If you have questions, …"."""
    return sentence.has("contribute", "author") and reading.document.sets_task(sentence)


def _asked(reading: Reading) -> Iterator[Found]:
    """A list of questions, as an analysis sets out to answer them; with answers below them it is a help page."""
    for part in reading.document.parts:
        items = [block for block in part.blocks if block.kind == "item"]
        asked = [block for block in items if block.text.rstrip("* ").endswith(("?", "？"))]
        if len(asked) >= _QUESTIONS and len(asked) * 3 >= len(items) * 2 and len(part.blocks) <= len(items) + 2:
            yield Found(asked[0].line, asked[0].text, UNSURE, part)


def _goals(reading: Reading) -> Iterator[Found]:
    """`Goal: …` and an opening that speaks of the field's troubles."""
    for label in reading.document.labels:
        if (
            "problem" in label.topics
            and weigh(label.text) >= 5
            and not {"structure", "contact"} & set(label.part.topics)
        ):
            yield Found(label.line, label.text, LIKELY, label.part)
    opening = [
        sentence
        for sentence in reading.document.sentences[:_OPENING]
        if not sentence.dead
        and not _elsewhere(sentence)
        and (sentence.part.is_title or not sentence.part.title or "overview" in sentence.part.topics)
    ]
    troubled = [s for s in opening if s.has("problem") and not s.has("install") and weigh(s.text) >= 10]
    if len(troubled) >= 3 and any(s.has("goal") for s in troubled):
        yield _found(troubled[0], UNSURE)
    for sentence in opening:
        words = weigh(sentence.text)
        asked = words >= _ASKED and sentence.block.kind == "paragraph" and sentence.text.rstrip().endswith(("?", "？"))
        helps = words >= _HELPS and all(sentence.has(cue) for cue in ("goal", "benefit", "problem"))
        troubles = words >= _CONTEXT - 3 and sentence.has("trouble") and not reading.document.sets_task(sentence)
        if asked or helps or troubles:
            yield _found(sentence, UNSURE)
    useful = [s for s in opening if s.has("benefit") and weigh(s.text) >= _CONTEXT - 2]
    if len(useful) > 1:
        yield _found(useful[0], UNSURE)


def _elsewhere(sentence: Sentence) -> bool:
    """Whether a sentence stands where aims are those of a step, a file or a plan."""
    return bool(
        {"installation", "usage", "structure", "roadmap", "license", "contributing", "data", "results"}
        & set(sentence.part.topics)
    ) or is_step(sentence)


def _said(text: str) -> int:
    """Words of a text, addresses left out."""
    return weigh(_ADDRESS.sub(" ", text))


def _found(sentence: Sentence, certainty: int) -> Found:
    return Found(sentence.line, sentence.text, certainty, sentence.part)
