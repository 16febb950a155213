"""Under which license it stands, and what is still to come."""

from collections.abc import Iterator

from portfolio_audit.facts.readme.document import Part
from portfolio_audit.facts.readme.reading import LIKELY, SURE, UNSURE, Found, Reading, is_step, weigh

_OTHERS = {"tech_stack", "data", "references"}
_MIN_STEPS = 3


def license(reading: Reading) -> Iterator[Found]:
    """The name of the project's license."""
    for part in reading.about("license"):
        for sentence in reading.document.live(part):
            if "license" in part.topics and sentence.has("term:license"):
                yield Found(sentence.line, sentence.text, SURE, part)
    for sentence in reading.document.sentences:
        named = not sentence.dead and sentence.has("license") and sentence.has("term:license")
        of_a_tool = sentence.block.kind == "item" and sentence.has("term:tool")
        if named and not of_a_tool and not _OTHERS & set(sentence.part.own):
            yield Found(sentence.line, sentence.text, LIKELY, sentence.part)
    for image in reading.images:
        cues = reading.document.cues(f"{image.alt} {image.url}")
        if image.role == "badge" and "license" in cues and "term:license" in cues:
            yield Found(image.line, image.alt or image.url, LIKELY, reading.part_at(image.line))
    front = reading.document.front.get("license", "")
    if front and "term:license" in reading.document.cues(front.replace("-", " ")):
        yield Found(1, f"license: {front}", UNSURE)


def roadmap(reading: Reading) -> Iterator[Found]:
    """Plans, known limits or status."""
    for part in reading.about("roadmap"):
        if "roadmap" in part.topics and reading.weight(part) >= 3 and not _tells_steps(part, reading):
            yield Found(part.line, part.title, SURE, part)
    for label in reading.document.labels:
        if "roadmap" in label.topics and weigh(label.text) >= 3 and "data" not in label.part.topics:
            yield Found(label.line, label.text, LIKELY, label.part)
    for part in reading.document.parts:
        for block in part.blocks:
            if block.task == "open" and weigh(block.text) >= 2 and not _tells_steps(part, reading):
                yield Found(block.line, block.text, LIKELY, part)
    for sentence in reading.document.sentences:
        promised = (
            sentence.dead
            and not sentence.part.is_foreign
            and weigh(sentence.text) >= 5
            and not sentence.has("placeholder", "opening")
        )
        planned = promised or (weigh(sentence.text) >= 6 and not sentence.dead)
        if sentence.has("roadmap") and planned and not is_step(sentence) and "://" not in sentence.text:
            yield Found(sentence.line, sentence.text, LIKELY, sentence.part)


def _tells_steps(part: Part, reading: Reading) -> bool:
    """Whether the next steps are the reader's: to install and to start it."""
    live = reading.document.live(part)
    steps = [s for s in live if s.has("install", "run", "act")]
    return len(live) >= _MIN_STEPS and len(steps) * 3 >= len(live) * 2
