"""The README: written when there is none, completed where sections are missing, mended where facts know better."""

from collections.abc import Iterator

from msgspec.structs import replace

from portfolio_audit.fixing.making import Bench, Made
from portfolio_audit.fixing.readme.completing import Completed, completed
from portfolio_audit.fixing.readme.fresh import fresh
from portfolio_audit.fixing.readme.page import open_end, opened
from portfolio_audit.fixing.readme.repairs import Repair, repaired
from portfolio_audit.fixing.readme.sections import Asked, asked
from portfolio_audit.fixing.values import Advice, Change
from portfolio_audit.model.facts import ReadmeFacts
from portfolio_audit.skeletons.phrases import MARK
from portfolio_audit.text import counted


def readme(bench: Bench) -> Iterator[Made]:
    """The README with what the rules of the wish ask for."""
    facts = bench.repo.readme
    if not isinstance(facts, ReadmeFacts):
        yield f"README: it could not be read ({facts.reason})"
    elif facts.path is None:
        yield from fresh(bench)
    else:
        yield from _standing(bench, facts, facts.path)


def _standing(bench: Bench, facts: ReadmeFacts, path: str) -> Iterator[Made]:
    wanted = list(asked(bench))
    old = bench.text(path)
    if facts.format != "markdown" or old is None:
        if wanted:
            yield f"{path}: it is no Markdown, so what it lacks is yours to write"
        return
    text, repairs = repaired(bench, facts, path, old)
    answered = []
    for section in wanted:
        if (told := section.answered(text, bench.repo)) != text:
            text = told
            answered.append(section)
    page = opened(path, text)
    done = Completed(text)
    if page is None and wanted:
        yield f"{path}: it is too long or too intricate to get new sections"
    elif page and wanted and (line := open_end(text)):
        yield f"{path}: the block of code at line {line} has no end, so all that follows shows as code; close it first"
    elif page and wanted:
        done = completed(page, [section for section in wanted if section not in answered])
    if done.text != old:
        yield _change(path, old, replace(done, done=(*answered, *done.done)), repairs)
    yield from _by_hand(bench, path, old, replace(done, done=(*answered, *done.done)), wanted)


def _change(path: str, old: str, made: Completed, repairs: tuple[Repair, ...]) -> Change:
    names = ", ".join(section.made.heading for section in made.done)
    told = (f"It gets what it lacks: {names}." * bool(names), "What it names wrongly is put right." * bool(repairs))
    rules = [rule for section in made.done for rule in section.rules] + [r for one in repairs for r in one.rules]
    asked_now = (question for section in made.done for question in section.questions)
    questions = tuple(q for q in asked_now if f"{MARK} {q}" in made.text and f"{MARK} {q}" not in old)
    notes = tuple(repair.note for repair in repairs)
    return Change(path, old, made.text, " ".join(filter(None, told)), tuple(dict.fromkeys(rules)), questions, notes)


def _by_hand(bench: Bench, path: str, old: str, made: Completed, wanted: list[Asked]) -> Iterator[Advice]:
    waiting = sum(line.startswith(MARK) for line in old.split("\n"))
    if waiting:
        yield Advice(
            f"{path}: {counted(waiting, 'question')} there wait for your answer, in lines that begin with {MARK}"
        )
    for section in wanted:
        if section not in made.done and section.made.content not in bench.wish.optional and not section.waits(old):
            yield Advice(f"{path}, {section.made.heading}: {section.looks_for}", (), section.rules)
