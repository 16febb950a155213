"""What is another than before: two reports, on one scale."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from msgspec.structs import replace

from portfolio_audit.errors import NotComparable
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.record import Answer, Record, RecordedRepository
from portfolio_audit.model.report import Changes, Moved, Report, ScoreMove
from portfolio_audit.model.rules import State
from portfolio_audit.packed import named
from portfolio_audit.rescoring import recorded, with_scores

LEAST_IN_COMMON = 50
"""Per cent of the points asked for now that must have been asked for before, too."""
_RANKS = {State.FAIL: 0, State.PARTIAL: 1, State.PASS: 2}
_OPEN = (State.FAIL, State.PARTIAL)


class _Move(NamedTuple):
    sort: str
    repository: str
    rule: str
    before: State | None
    after: State


def compare(old: Report, new: Report, aliases: Mapping[str, str] | None = None) -> Changes:
    """What changed from one report to the other.

    Args:
        aliases: present ids of rules by their former ones.

    Raises:
        NotComparable: their scores have no common scale, or they are about different subjects.
    """
    return changes_since(recorded(old), recorded(new), new, aliases)


def changes_since(old: Record, now: Record, new: Report, aliases: Mapping[str, str] | None = None) -> Changes:
    """The same with what was kept of the old report, and with what is to be kept of the new one."""
    _check_subjects(old, now)
    old = _renamed(old, aliases or {})
    before, after, note = _on_one_scale(old, now)
    moves = sorted(_moves(old, now), key=lambda move: _weightiest_first(move, now))
    titles = _titles(moves, new)

    def listed(sort: str) -> tuple[Moved, ...]:
        return tuple(
            Moved(move.rule, move.repository, titles[move.repository, move.rule], move.before, move.after)
            for move in moves
            if move.sort == sort
        )

    return Changes(
        since=old.at,
        before=before.score,
        after=after.score,
        repositories=tuple(_score_moves(before, after)),
        fixed=listed("fixed"),
        broken=listed("broken"),
        new=listed("new"),
        note=note,
        no_longer_known=sum(move.sort == "lost" for move in moves) + _out_of_sight(old, now),
    )


def aliases_of(catalogue: Catalogue) -> dict[str, str]:
    """Present ids of rules by their former ones."""
    return {former: rule.id for rule in catalogue.rules for former in rule.aliases}


def fails(changes: Changes, on: str) -> bool:
    """Whether a change is what `on` fails: `new`, when it broke something or left something new to fix; `regression`,
    when it broke something or lowered the score.
    """
    if on == "new":
        return bool(changes.new or changes.broken)
    return on == "regression" and bool(changes.broken or _fell(changes))


def _fell(changes: Changes) -> bool:
    """Whether the score fell, and not for want of what could not be looked at."""
    before, after = changes.before, changes.after
    return before is not None and (after is None or after < before) and not changes.no_longer_known


# --- one scale -------------------------------------------------------------------------------------------------------


def _check_subjects(old: Record, now: Record) -> None:
    if (old.login or "").lower() != (now.login or "").lower():
        raise NotComparable(
            f"The first is about {_subject(old)}, the second about {_subject(now)}. "
            "Compare two reports about the same person, or about the same repositories."
        )
    if now.login is None and not _names(old) & _names(now):
        raise NotComparable("The two reports have no repository in common. Compare two about the same repositories.")


def _subject(record: Record) -> str:
    return record.login or "repositories that were named"


def _names(record: Record) -> set[str]:
    return {repo.name for repo in record.repositories} | set(record.unseen)


def _renamed(record: Record, aliases: Mapping[str, str]) -> Record:
    """The record with the present names of its rules."""
    names = {name: aliases[name] for name in record.rules if name in aliases and aliases[name] not in record.rules}
    if not names:
        return record

    def anew(answers: Mapping[str, Answer]) -> dict[str, Answer]:
        return {names.get(name, name): answer for name, answer in answers.items()}

    return replace(
        record,
        rules={names.get(name, name): asked for name, asked in record.rules.items()},
        repositories=tuple(replace(repo, answers=anew(repo.answers)) for repo in record.repositories),
        profile=anew(record.profile),
    )


def _on_one_scale(old: Record, now: Record) -> tuple[Record, Record, str]:
    """Both with values that can be compared, and how that was reached."""
    if old.ruleset.rubric != now.ruleset.rubric:
        raise NotComparable(
            f"The scores are of different rubrics, {old.ruleset.rubric} and {now.ruleset.rubric}. "
            "Audit both with the same --rubric."
        )
    if old.ruleset.digest == now.ruleset.digest:
        return old, now, ""
    common = frozenset(old.rules) & frozenset(now.rules)
    if _points(now, common) * 100 < _points(now, frozenset(now.rules)) * LEAST_IN_COMMON:
        raise NotComparable(
            f"Of the {len(now.rules)} rules asked now only {len(common)} were asked before, less than half of the "
            "points. Audit both with one version: keep the facts with --save-portfolio and compare the saved files."
        )
    only_then, only_now = len(old.rules) - len(common), len(now.rules) - len(common)
    note = (
        f"The rules differ: {only_then} were asked only then, {only_now} only now. "
        f"Both scores are made of the {len(common)} that both asked, with today's weights."
    )
    slots = max(old.slots, now.slots, key=len) if now.login is None else now.slots
    scale = replace(now, slots=slots, rules={name: now.rules[name] for name in now.rules if name in common})
    return _by(scale, old), _by(scale, now), note


def _points(record: Record, rules: frozenset[str]) -> int:
    """Points of those rules, wherever they apply."""
    subjects = [*(repo.answers for repo in record.repositories), record.profile]
    return sum(
        record.rules[name].weight
        for answers in subjects
        for name, answer in answers.items()
        if name in rules and answer.state is not State.NOT_APPLICABLE
    )


def _by(scale: Record, record: Record) -> Record:
    """The answers of one record, weighed as in another, as far as that one asks for them."""

    def kept(answers: Mapping[str, Answer]) -> dict[str, Answer]:
        return {name: answer for name, answer in answers.items() if name in scale.rules}

    repositories = tuple(replace(repo, answers=kept(repo.answers)) for repo in record.repositories)
    named_too = replace(scale, at=record.at, repositories=repositories, profile=kept(record.profile))
    return with_scores(replace(named_too, unseen=record.unseen))


# --- what moved ------------------------------------------------------------------------------------------------------


def _moves(old: Record, now: Record) -> Iterator[_Move]:
    yield from _moves_of("", old.profile, now.profile)
    then = {repo.name: repo.answers for repo in old.repositories}
    for repo in now.repositories:
        if repo.name in then or repo.name not in old.unseen:
            yield from _moves_of(repo.name, then.get(repo.name, {}), repo.answers)


def _moves_of(name: str, then: Mapping[str, Answer], now: Mapping[str, Answer]) -> Iterator[_Move]:
    for rule, answer in now.items():
        before = then[rule].state if rule in then else None
        if sort := _sort(before, answer.state):
            yield _Move(sort, name, rule, before, answer.state)


def _sort(before: State | None, after: State) -> str:
    if before is None or before is State.NOT_APPLICABLE:
        return "new" if after in _OPEN else ""
    if not before.decided:
        return ""
    if after.decided:
        rise = _RANKS[after] - _RANKS[before]
        return "fixed" if rise > 0 else "broken" if rise < 0 else ""
    return "lost" if after is State.UNKNOWN else ""


def _out_of_sight(old: Record, now: Record) -> int:
    """Answers about repositories that could not be looked at this time."""
    seen = {repo.name for repo in now.repositories}
    gone = [repo for repo in old.repositories if repo.name in now.unseen and repo.name not in seen]
    return sum(answer.state.decided for repo in gone for answer in repo.answers.values())


def _weightiest_first(move: _Move, now: Record) -> tuple[bool, int, str, str]:
    asked = now.rules[move.rule]
    return asked.cap is None, -asked.weight, move.repository, move.rule


def _titles(moves: Iterable[_Move], new: Report) -> dict[tuple[str, str], str]:
    titles = {("", finding.rule): finding.title for finding in new.findings}
    for name in sorted({move.repository for move in moves if move.repository}):
        repo = named(new.repositories, name)
        titles |= {(name, finding.rule): finding.title for finding in repo.findings} if repo else {}
    return titles


def _score_moves(before: Record, after: Record) -> Iterator[ScoreMove]:
    then, now = ({repo.name: repo for repo in record.repositories} for record in (before, after))
    for name in sorted(then.keys() | now.keys()):
        values = [_value(then.get(name)), _value(now.get(name))]
        if values[0] != values[1] and not (_hidden(name, then, before) or _hidden(name, now, after)):
            yield ScoreMove(name, *values)


def _value(repo: RecordedRepository | None) -> int | None:
    return repo.value if repo else None


def _hidden(name: str, repositories: Mapping[str, RecordedRepository], record: Record) -> bool:
    """Whether it could not be looked at: then nothing is said of its value."""
    return repositories[name].in_doubt if name in repositories else name in record.unseen
