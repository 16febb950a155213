"""How to begin with a linter. No file is made: settings that nobody runs are no merit, and what it finds is open."""

from collections.abc import Iterator

from portfolio_audit.fixing.making import Bench, Made
from portfolio_audit.fixing.values import Advice
from portfolio_audit.model.facts import CodeFacts

RULE = "eng-lint"
_WHY = (
    "No linter is set up. Run one, look at what it finds, and let the workflow run `ruff check` from then on: "
    "a file of settings alone improves nothing."
)


def fix_linting(bench: Bench) -> Iterator[Made]:
    """What to run, where there is Python."""
    code = bench.repo.code
    if bench.wants(RULE) and isinstance(code, CodeFacts) and code.python_files:
        yield Advice(_WHY, ("pip install ruff", "ruff check --fix .", "ruff format ."), (RULE,))
