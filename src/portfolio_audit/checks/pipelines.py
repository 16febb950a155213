"""What runs on each push."""

from portfolio_audit.checks.outcomes import failed, looked_for, partial, passed, unknown
from portfolio_audit.checks.registry import check
from portfolio_audit.model.facts import DeploymentFacts
from portfolio_audit.model.rules import Outcome
from portfolio_audit.model.values import NOT_READ, Evidence


def _unread(deployment: DeploymentFacts) -> bool:
    return any(workflow.problem == NOT_READ for workflow in deployment.workflows)


@check
def ci(deployment: DeploymentFacts) -> Outcome:
    """A CI workflow that runs tests."""
    working = [workflow for workflow in deployment.workflows if workflow.problem in ("", NOT_READ)]
    if not working:
        looked = looked_for(".github/workflows, .gitlab-ci.yml, …")
        return failed("no CI checks the code on each push", looked)
    tests = [workflow.tests for workflow in deployment.workflows if workflow.tests]
    if tests:
        return passed("CI runs the tests", *tests)
    if _unread(deployment):
        return unknown("a CI workflow could not be read")
    return partial(50, "CI is there but runs no tests", *(Evidence(w.path) for w in working))


@check
def ci_deploys(deployment: DeploymentFacts) -> Outcome:
    """A workflow that builds, deploys or retrains."""
    found = [place for w in deployment.workflows for place in (w.deploys, w.trains) if place]
    if found:
        return passed("a workflow builds, deploys or retrains", *found)
    if _unread(deployment):
        return unknown("a CI workflow could not be read")
    return failed(
        "no workflow builds, deploys or retrains", looked_for("build, deploy or training steps", "CI workflows")
    )
