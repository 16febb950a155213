"""Which of several tasks it is that kills workers.

Whatever a worker has in hand when it dies is suspect, innocent or not. Suspects are therefore tried one at a time: who
kills workers while no other suspect is about is the one.
"""

from collections import Counter, deque
from typing import Generic, TypeVar

T = TypeVar("T")
_DEATHS = 3


class Suspects(Generic[T]):
    """Tasks that workers died with."""

    def __init__(self) -> None:
        self._waiting: deque[T] = deque()
        self._on_trial: T | None = None
        self._deaths: Counter[T] = Counter()

    def died(self, task: T, workers: int) -> int:
        """Note that workers died with it; how many in all, if that is proof, else 0."""
        self._deaths[task] += workers
        alone = self._on_trial == task
        if alone:
            self._on_trial = None
        if alone and self._deaths[task] >= _DEATHS:
            return self._deaths[task]
        self._waiting.append(task)
        return 0

    def cleared(self, task: T) -> T | None:
        """It is done with; whom to try now, if anybody."""
        if self._on_trial == task:
            self._on_trial = None
        return self.next()

    def next(self) -> T | None:
        """Whom to try now; nobody, while another is on trial."""
        if self._on_trial is None and self._waiting:
            self._on_trial = self._waiting.popleft()
            return self._on_trial
        return None
