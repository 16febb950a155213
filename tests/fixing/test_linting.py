"""A linter is advised where it would find something to read."""

from fixing.benches import mended
from portfolio_audit.fixing.linting import RULE, fix_linting


def test_python_gets_advice_and_no_file() -> None:
    made = mended({"app.py": "print(1)\n"}, fix_linting, RULE)
    assert made.changes == ()
    assert made.advice[0].commands == ("pip install ruff", "ruff check --fix .", "ruff format .")


def test_what_is_no_python_gets_none() -> None:
    assert mended({"index.js": "alert(1)\n"}, fix_linting, RULE).advice == ()
