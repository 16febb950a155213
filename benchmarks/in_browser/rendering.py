"""What making the page costs in Python.

    python rendering.py PORTFOLIO.json

prints the median processor time of seven renderings after a warm-up, in milliseconds.
"""

import statistics
import sys
import time

from portfolio_audit import audit, load_portfolio
from portfolio_audit.renderers import RENDERERS

ROUNDS = 7


def main() -> None:
    """Measure in this process, which does nothing else."""
    report = audit(load_portfolio(sys.argv[1]))
    RENDERERS["html"](report)
    taken = []
    for _ in range(ROUNDS):
        before = time.process_time()
        RENDERERS["html"](report)
        taken.append(1000 * (time.process_time() - before))
    print(statistics.median(taken))


if __name__ == "__main__":
    main()
