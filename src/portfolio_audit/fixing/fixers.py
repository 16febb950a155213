"""All fixers, in the order in which they work: each sees what those before it have changed."""

from portfolio_audit.fixing.dockerfile import fix_dockerfile
from portfolio_audit.fixing.environment import fix_environment
from portfolio_audit.fixing.first_tests import fix_tests
from portfolio_audit.fixing.ignore import fix_ignore
from portfolio_audit.fixing.junk import fix_junk
from portfolio_audit.fixing.license import fix_license
from portfolio_audit.fixing.linting import fix_linting
from portfolio_audit.fixing.making import Fixer
from portfolio_audit.fixing.notebook_scripts import fix_notebook_only
from portfolio_audit.fixing.python_version import fix_python_version
from portfolio_audit.fixing.readme import readme
from portfolio_audit.fixing.requirements import fix_requirements
from portfolio_audit.fixing.workflow import fix_workflow

FIXERS: tuple[Fixer, ...] = (
    fix_requirements,
    fix_python_version,
    fix_license,
    fix_ignore,
    fix_environment,
    fix_notebook_only,
    fix_tests,
    fix_dockerfile,
    fix_workflow,
    fix_linting,
    fix_junk,
)
"""They work on the facts of the repository as it is."""
LAST: tuple[Fixer, ...] = (readme,)
"""They tell of the other files: their facts are those of the repository with what the others have made."""
