"""What making the page costs in Python.

    python rendering.py PORTFOLIO.json | cohort-200

prints the median processor time of seven renderings after a warm-up, in milliseconds.
"""

import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from portfolio_audit import audit, load_portfolio
from portfolio_audit.renderers import RENDERERS

ROUNDS = 7


def rendering(what: str) -> Callable[[], object]:
    """What makes the page of a portfolio's file, or of a class."""
    if what.startswith("cohort-"):
        sys.path.insert(0, str(Path(__file__).parents[1]))
        from in_browser import classes  # the folder above is not on the path of a script

        return partial(classes.page, classes.MAKERS[what]())
    return partial(RENDERERS["html"], audit(load_portfolio(what)))


def main() -> None:
    """Measure in this process, which does nothing else."""
    render = rendering(sys.argv[1])
    render()
    taken = []
    for _ in range(ROUNDS):
        before = time.process_time()
        render()
        taken.append(1000 * (time.process_time() - before))
    print(statistics.median(taken))


if __name__ == "__main__":
    main()
