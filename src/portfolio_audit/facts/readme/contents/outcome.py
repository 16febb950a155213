"""What came out of it, in words and in figures."""

import re
from collections.abc import Iterator

from portfolio_audit.facts.readme.contents.figures import metrics
from portfolio_audit.facts.readme.document import Sentence
from portfolio_audit.facts.readme.reading import LIKELY, Found, Reading, is_step, weigh

_WANTED = re.compile(r"(?:≥|>=|>|≤|<=|<)\s?\d")
_NOT_YET = {"roadmap", "problem", "structure"}
_FULL, _TOLD = 9, 20
_DIGIT = re.compile(r"(?<![a-zA-Z0-9_.])\d")


def _states(sentence: Sentence, reading: Reading) -> bool:
    """Whether a sentence says what came out, and not what is wanted, elsewhere, or will be listed."""
    if (
        sentence.has("target", "later", "elsewhere")
        or _WANTED.search(sentence.text)
        or reading.document.sets_task(sentence)
    ):
        return False
    if sentence.text.endswith((":", "：")):
        return False
    return sentence.has("result", "outcome", "found") or bool(_DIGIT.search(sentence.text))


def _told(live: list[Sentence], reading: Reading) -> list[Sentence]:
    """What a section on results tells without figures: several full sentences that want nothing."""
    full = [s for s in live if weigh(s.text) >= _FULL and not s.has("target", "later", "elsewhere") and not is_step(s)]
    full = [s for s in full if not reading.document.sets_task(s)]
    return full if sum(weigh(s.text) for s in full) >= _TOLD else []


def results(reading: Reading) -> Iterator[Found]:
    """Findings, performance, conclusions, comparison of models."""
    for found in metrics(reading):
        yield Found(found.line, found.excerpt, found.certainty, found.part)
    for part in reading.about("results"):
        live = [s for s in reading.document.live(part) if weigh(s.text) >= 5]
        if "results" in part.topics and live and sum(weigh(s.text) for s in live) >= 12:
            stated = [s for s in live if _states(s, reading)]
            if "evaluation" in part.topics:  # it tells first of all how one measures
                stated = [s for s in stated if s.has("outcome", "found")]
            elif "results" in part.own:
                stated = stated or _told(live, reading)
            if stated:
                yield Found(stated[0].line, stated[0].text, LIKELY, part)
    for sentence in reading.document.sentences:
        if sentence.dead or is_step(sentence) or sentence.has("later") or _NOT_YET & set(sentence.part.topics):
            continue
        if (
            sentence.has("outcome")
            and weigh(sentence.text) >= 8
            and not reading.document.sets_task(sentence)
            and not sentence.has("elsewhere")
            and (sentence.has("term:model", "term:metric", "found") or _DIGIT.search(sentence.text))
        ):
            yield Found(sentence.line, sentence.text, LIKELY, sentence.part)
