"""The fetched history: how long, how many days, and whether its messages say what changed."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import HistoryFacts
from portfolio_audit.model.values import Commit, Evidence, Snapshot
from portfolio_audit.text import shown

GOOD = 60
MIXED = 22
"""Mean worth of the messages, in per cent, from which a history is good or mixed."""
_SAMPLES = 5
_MERGE = re.compile(r"^(?:Merge (?:branch|pull request|remote|tag|commit|master|main)\b|Merged in )", re.IGNORECASE)
_UPDATE = re.compile(r"^Merge (?:remote-tracking )?branch '[^']{1,200}' of ", re.IGNORECASE)
_PULL_REQUEST = re.compile(r"\(#\d{1,6}\)\s*$|^Merge pull request #\d|^Merged in \S+ \(pull request #\d")
_WEB_EDIT = re.compile(
    r"^(?:update|create|delete|rename|add|更新|删除|新增)(?: ?文件)? \S[^/]{0,80}\.\w{1,10}\.?$", re.IGNORECASE
)
_README = re.compile(r"\bread\s?me(?:\.\w+)?\b", re.IGNORECASE)
_PREFIX = re.compile(r"^(?:\w{1,12})(?:\([^)]{0,40}\))?!?:\s*")
_WORD = re.compile(r"[^\W\d_][\w.'+#/-]*")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


AUTOMATED = 15
"""Times from which one and the same message is a machine's: a workflow that commits its results."""
FEW = 3


def read_history(snapshot: Snapshot) -> HistoryFacts:
    """The commits in figures, and how much their messages say."""
    commits = snapshot.commits
    days = {commit.when.date() for commit in commits if commit.when}
    times = sorted(commit.when for commit in commits if commit.when)
    return HistoryFacts(
        commits=len(commits),
        complete=snapshot.complete_history,
        active_days=len(days),
        months=dict(Counter(f"{when:%Y-%m}" for when in times)),
        first=times[0] if times else None,
        last=times[-1] if times else None,
        authors=len({commit.author for commit in commits}),
        merges=sum(1 for commit in commits if commit.parents > 1),
        style=_style(commits),
        samples=tuple(Evidence("git log", None, shown(subject)) for subject in _poor(commits)),
        branches=tuple(Evidence("git log", None, shown(subject)) for subject in _joined(commits))[:_SAMPLES],
    )


def _joined(commits: tuple[Commit, ...]) -> Iterator[str]:
    """Messages of commits that bring a branch or pull request in; getting another copy up to date is none."""
    for commit in commits:
        merged = commit.parents > 1 and not _UPDATE.match(commit.subject)
        if merged or _PULL_REQUEST.search(commit.subject):
            yield commit.subject


def _style(commits: tuple[Commit, ...]) -> str | None:
    worths = _worths(commits)
    if not worths:
        return None
    mean = sum(worth for _, worth in worths) / len(worths)
    return "good" if mean >= GOOD else "mixed" if mean >= MIXED else "poor"


def _poor(commits: tuple[Commit, ...]) -> list[str]:
    return list(dict.fromkeys(subject for subject, worth in _worths(commits) if worth < MIXED))[:_SAMPLES]


def _worths(commits: tuple[Commit, ...]) -> list[tuple[str, int]]:
    """Each message with its worth; merges worded by git are nobody's message, a repeated one says nothing new."""
    own = [commit.subject for commit in commits if not (commit.parents > 1 and _MERGE.match(commit.subject))]
    count = Counter(own)
    byhand = [subject for subject in own if count[subject] < AUTOMATED]
    own = byhand if len(byhand) >= FEW else own
    seen: set[str] = set()
    worths = []
    for subject in own or [commit.subject for commit in commits]:
        key = subject.strip().lower()
        worths.append((subject, worth(subject) if key not in seen else worth(subject) // 4))
        seen.add(key)
    return worths


def worth(subject: str) -> int:
    """How much a message says about the change, 0–100."""
    text = subject.strip()
    bare = re.sub(r"[^\w ]+", " ", text.lower())
    if " ".join(bare.split()) in _table("empty"):
        return 0
    if _WEB_EDIT.match(text):
        return 10 if _README.search(text) else 25
    words = [word.strip(".-/'") for word in _WORD.findall(_PREFIX.sub("", text).lower())]
    done = _table("verbs")
    content = [word for word in words if len(word) > 1 and word not in done and word not in _table("generic")]
    if len(_WIDE.findall(text)) >= 8:
        return 70
    if content and all(_README.fullmatch(word) for word in content):
        return 30
    steps = (0, 60, 90) if any(word in done for word in words) or _PREFIX.match(text) else (0, 30, 70)
    return 100 if len(content) > 2 else steps[len(content)]


@cache
def _table(key: str) -> frozenset[str]:
    return frozenset(load("commits")[key])
