"""What stands in a grade book for a student: points, and a comment."""

import re
from decimal import ROUND_HALF_UP, Decimal
from html import escape

from portfolio_audit.model.cohort import StudentRow

HUNDRED = Decimal(100)
_CENT = Decimal("0.01")
_NUMBER = re.compile(r"\d{1,9}(?:[.,]\d{1,6})?")
COMMENT = "Portfolio Audit: "
"""What a comment of ours begins with, so that the next run knows it again."""


def points(row: StudentRow, possible: Decimal = HUNDRED) -> Decimal | None:
    """The score on a scale to so many points, rounded half up to two decimals; nothing where there is no score."""
    if row.value is None or not row.status.seen:
        return None
    return (row.value * possible / HUNDRED).quantize(_CENT, ROUND_HALF_UP)


def number(text: str) -> Decimal | None:
    """A positive number as a grade book writes it, with a point or a comma; nothing for anything else."""
    found = _NUMBER.fullmatch(text.strip())
    value = Decimal(found[0].replace(",", ".")) if found else Decimal(0)
    return value if value > 0 else None


def written(value: Decimal, *, comma: bool = False, short: bool = False) -> str:
    """Points as text.

    Args:
        comma: whether decimals stand behind a comma.
        short: whether decimals that are 0 are left out.
    """
    text = f"{value:f}"
    if short:
        text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", ",") if comma else text


def comment(row: StudentRow) -> str:
    """What the student reads beside the grade, on one line; HTML, because learning platforms show it as such."""
    steps = " ".join(f"({number}) {step}" for number, step in enumerate(row.steps, 1))
    told = (f"{row.value} of 100.", row.summary, f"Next steps: {steps}" if steps else "")
    return COMMENT + escape(" ".join(" ".join(told).split()), quote=False)
