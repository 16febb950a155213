"""What must not be published, and what trusts strangers too much."""

from collections.abc import Iterable, Sequence

from portfolio_audit.checks.outcomes import failed, partial, passed, unknown
from portfolio_audit.checks.registry import check
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import DeploymentFacts, HistoryFacts, Risk, Secret, SecurityFacts, TreeFacts
from portfolio_audit.model.rules import Outcome
from portfolio_audit.model.values import NOT_READ, Evidence, Unavailable
from portfolio_audit.text import counted

_NAMED = 3
"""Sorts of secrets or risks that a message names."""


@check
def no_credential_files(tree: TreeFacts, security: SecurityFacts | Unavailable) -> Outcome:
    """No file that holds credentials by its very name; one with a known secret in it is that secret's."""
    known = set() if isinstance(security, Unavailable) else {secret.at.path for secret in security.secrets}
    places = [Evidence(path) for path in tree.credentials if path not in known]
    if places:
        return failed(f"{counted(len(places), 'file')} of credentials committed", *places)
    if tree.credentials:
        return passed(f"what is in {tree.credentials[0]} is counted with the secrets")
    return passed("no credential file is committed")


@check
def no_secrets(security: SecurityFacts) -> Outcome:
    """No key, token or password where everybody can read it now."""
    found = [secret for secret in security.secrets if secret.where != "history"]
    if not found:
        return _none_found(security)
    printed = all(secret.where == "output" for secret in found)
    where = " in saved outputs" if printed else ""
    return failed(f"published{where}: {_titles(found)}", *_shown(found))


def _none_found(security: SecurityFacts) -> Outcome:
    """What was looked through, and what was not; code that was not leaves it open."""
    if unread := security.unread:
        return unknown(f"none found, but {counted(len(unread), 'file')} could not be read: {_listed(unread)}")
    files = f"{counted(security.searched, 'file')}, with the outputs of notebooks"
    left = f"; not looked through: {_listed(security.skipped)}" if security.skipped else ""
    return passed(f"no secret of a known shape in {files}{left}")


@check
def no_earlier_secrets(security: SecurityFacts, history: HistoryFacts) -> Outcome:
    """No secret in the fetched history that the files no longer hold."""
    found = [secret for secret in security.secrets if secret.where == "history"]
    if found:
        return failed(f"removed from the files, but still in the history: {_titles(found)}", *_shown(found))
    versions, commits = security.earlier, history.commits
    looked = f"{counted(versions, 'earlier version')} of files, {counted(commits, 'commit')}"
    return passed(f"no secret of a known shape in the history ({looked})")


def _titles(secrets: Iterable[Secret]) -> str:
    return _listed(list(dict.fromkeys(secret.provider for secret in secrets)))


def _listed(words: Sequence[str]) -> str:
    more = len(words) - _NAMED
    return ", ".join(words[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _shown(secrets: Iterable[Secret]) -> list[Evidence]:
    return [Evidence(s.at.path, s.at.line, f"{s.at.excerpt} ({s.provider})") for s in secrets]


@check
def no_unsafe_calls(security: SecurityFacts, *, grave: tuple[str, ...]) -> Outcome:
    """No call that runs or believes what strangers give it; what is not grave costs half."""
    if not security.unsafe:
        return passed("no call was found that runs what strangers give it")
    return _of_risks(security.unsafe, grave, "the code")


@check
def safe_workflows(deployment: DeploymentFacts, *, grave: tuple[str, ...]) -> Outcome:
    """Workflows that give strangers and foreign actions no more than they need; what is not grave costs half."""
    risks = tuple(risk for workflow in deployment.workflows for risk in workflow.risks)
    if risks:
        return _of_risks(risks, grave, "a workflow")
    if any(workflow.problem == NOT_READ for workflow in deployment.workflows):
        return unknown("a CI workflow could not be read")
    return passed("the workflows trust nobody more than needed")


def _of_risks(risks: tuple[Risk, ...], grave: tuple[str, ...], who: str) -> Outcome:
    worst = [risk for risk in risks if risk.kind in grave]
    words: dict[str, str] = load("risks")["kinds"]
    ordered = [*worst, *(risk for risk in risks if risk.kind not in grave)]
    message = f"{who} {_listed(list(dict.fromkeys(words.get(risk.kind, 'is unsafe') for risk in ordered)))}"
    places = [risk.at for risk in ordered]
    return failed(message, *places) if worst else partial(50, message, *places)
