"""All fixers, in the order in which they work: each sees what those before it have changed."""

from portfolio_audit.fixing.making import Fixer
from portfolio_audit.fixing.readme import readme

FIXERS: tuple[Fixer, ...] = ()
"""They work on the facts of the repository as it is."""
LAST: tuple[Fixer, ...] = (readme,)
"""They tell of the other files: their facts are those of the repository with what the others have made."""
