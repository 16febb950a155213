"""What a check answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a check came out."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"
    """An audit of a person or a repository cannot run."""
    NOT_ASKED = "not-asked"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found."""

    id: str
    state: State
    found: str
    """A sentence of ours; names and addresses of this machine only."""
    advice: str = ""
    """What to do about it; empty when nothing is needed."""


def can_audit(findings: Iterable[Finding]) -> bool:
    """Whether an audit can run."""
    return all(finding.state is not State.BAD for finding in findings)
