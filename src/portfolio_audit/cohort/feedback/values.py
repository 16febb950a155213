"""What becomes of a letter."""

from dataclasses import dataclass
from typing import Literal

Way = Literal["issue", "comment"]
Outcome = Literal["new", "update", "unchanged", "no report", "failed"]
"""What was done, or would be; a student without a report has no letter, and a failure has its reason."""


@dataclass(frozen=True, slots=True)
class Told:
    """A student, and what has become of the letter, or would."""

    login: str
    outcome: Outcome
    repository: str = ""
    """`owner/name`; empty where none was found."""
    number: int = 0
    """Of the issue or pull request; 0 where it has none yet."""
    url: str = ""
    reason: str = ""
    text: str = ""
    """The letter; empty where there is none."""
