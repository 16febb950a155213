"""What runs on each push."""

from portfolio_audit.checks.outcomes import failed, looked_for, partial, passed, unknown
from portfolio_audit.checks.registry import check
from portfolio_audit.model.facts import DeploymentFacts
from portfolio_audit.model.rules import Outcome
from portfolio_audit.model.values import NOT_READ, Evidence


def _unread(deployment: DeploymentFacts) -> str:
    """Why a workflow could not be read; empty when all were."""
    unread = (w for w in deployment.workflows if w.problem == NOT_READ or w.problem.startswith("cannot be read"))
    return next((f"the CI workflow {workflow.path} {_was(workflow.problem)}" for workflow in unread), "")


def _was(problem: str) -> str:
    return "could not be read" if problem == NOT_READ else problem


@check
def ci(deployment: DeploymentFacts) -> Outcome:
    """A CI workflow that runs tests, itself or through a task or script."""
    if tests := [workflow.tests for workflow in deployment.workflows if workflow.tests]:
        return passed("CI runs the tests", *tests)
    if unread := _unread(deployment):
        return unknown(unread)
    if unclear := [workflow.unclear for workflow in deployment.workflows if workflow.unclear]:
        what = unclear[0].excerpt or "what stands elsewhere"
        return unknown(f"{unclear[0].path} may run tests by {what}, which could not be read")
    ignored = [workflow.ignored for workflow in deployment.workflows if workflow.ignored]
    working = [Evidence(w.path) for w in deployment.workflows if not (w.problem or w.idle)]
    if working:
        message = "CI is there but heeds no test that fails" if ignored else "CI is there but runs no tests"
        return partial(50, message, *ignored, *working)
    if deployment.workflows:
        return failed("CI is set up but checks nothing", *ignored, *(Evidence(w.path) for w in deployment.workflows))
    return failed("no CI checks the code on each push", looked_for(".github/workflows, .gitlab-ci.yml, …"))


@check
def ci_deploys(deployment: DeploymentFacts) -> Outcome:
    """A workflow that builds, deploys or retrains."""
    found = [place for w in deployment.workflows for place in (w.deploys, w.trains) if place]
    if found:
        return passed("a workflow builds, deploys or retrains", *found)
    if unread := _unread(deployment):
        return unknown(unread)
    return failed(
        "no workflow builds, deploys or retrains", looked_for("build, deploy or training steps", "CI workflows")
    )
