"""When a question makes sense. Each docstring completes "asked only of a repository that …"."""

import sys
from posixpath import basename

from portfolio_audit.checks.patterns import matcher
from portfolio_audit.checks.references import followed
from portfolio_audit.checks.registry import condition
from portfolio_audit.knowledge import ecosystem, load
from portfolio_audit.model.facts import (
    CodeFacts,
    DataFacts,
    DependencyFacts,
    DeploymentFacts,
    HistoryFacts,
    HostFacts,
    MethodFacts,
    NeedsFacts,
    NotebookFacts,
    ProjectFacts,
    ReadmeFacts,
    TreeFacts,
)
from portfolio_audit.model.values import Unavailable

_SCANNED = 100
"""Words from which a reader skims."""


@condition
def has_readme(readme: ReadmeFacts) -> bool:
    """has a README."""
    return readme.path is not None


@condition
def has_text_to_scan(readme: ReadmeFacts) -> bool:
    """has a README of some length."""
    return readme.body_words >= _SCANNED


@condition
def has_pictures(readme: ReadmeFacts, url: str, host: HostFacts | Unavailable) -> bool:
    """embeds pictures of its own in its README."""
    return any(followed(image, url, host) is not None for image in readme.images)


@condition
def has_relative_links(readme: ReadmeFacts, url: str, host: HostFacts | Unavailable) -> bool:
    """links to its own files or headings in its README."""
    return any(followed(link, url, host) is not None for link in readme.links)


@condition
def has_badges(readme: ReadmeFacts) -> bool:
    """shows badges about its build, coverage or license."""
    return bool(readme.badges)


@condition
def has_results(readme: ReadmeFacts) -> bool:
    """states results in its README."""
    return readme.content("results").present or readme.content("metrics").present


@condition
def has_file_commands(readme: ReadmeFacts) -> bool:
    """tells in its README to run or install a file of its own."""
    return any(command.resolves is not None for command in readme.commands)


@condition
def needs_packages(code: CodeFacts, dependencies: DependencyFacts, tree: TreeFacts) -> bool:
    """needs packages that must be installed."""
    if any(manifest.requirements or manifest.kind == "package-json" for manifest in dependencies.manifests):
        return True
    own = {part.removesuffix(".py") for path in tree.paths for part in (basename(path), *path.split("/")[:-1])}
    return any(call.name not in own and call.name not in sys.stdlib_module_names for call in code.imports)


@condition
def should_declare(code: CodeFacts, dependencies: DependencyFacts, tree: TreeFacts) -> bool:
    """has a manifest in any language, or Python code that imports packages."""
    declares = bool(dependencies.manifests or dependencies.locks)
    return declares or bool(code.unread) or needs_packages(code, dependencies, tree)


@condition
def can_be_started(code: CodeFacts, notebooks: NotebookFacts) -> bool:
    """has something to start: a program or a notebook."""
    return bool(code.script_lines or code.work or notebooks.notebooks)


@condition
def has_notebooks(notebooks: NotebookFacts) -> bool:
    """has notebooks."""
    return bool(notebooks.notebooks)


@condition
def has_python(code: CodeFacts, notebooks: NotebookFacts) -> bool:
    """has Python code."""
    return code.python_files > 0 or any(one.language in ("python", "") for one in notebooks.notebooks)


@condition
def has_scripts(code: CodeFacts) -> bool:
    """has Python source files."""
    return code.script_lines > 0


@condition
def has_source(code: CodeFacts) -> bool:
    """has source files in a language with linters and testers."""
    known = load("linters")["languages"]
    return code.script_lines > 0 or (code.other_lines > 0 and any(name in known for name, _ in code.other_source))


@condition
def has_own_code(code: CodeFacts, project: ProjectFacts) -> bool:
    """has source files, or trains models and so should have some."""
    modelling = any(stage.name == "modelling" and stage.evidence for stage in project.stages)
    return code.script_lines > 0 or bool(code.other_source) or (modelling and _calls_any(code, "fits"))


@condition
def trains_models(project: ProjectFacts, code: CodeFacts) -> bool:
    """trains models of its own."""
    modelling = any(stage.name == "modelling" and stage.evidence for stage in project.stages)
    return modelling and (bool(code.acts.fits) or _calls_any(code, "fits"))


@condition
def learns_from_columns(code: CodeFacts) -> bool:
    """trains one of the usual classifiers or regressors for the rows of a table."""
    return _calls_any(code, "labelled")


@condition
def learns_from_labels(code: CodeFacts, method: MethodFacts) -> bool:
    """trains a model on known answers: labels of examples, or the past of a series."""
    return learns_from_columns(code) or method.known_answers is not None


def _calls_any(code: CodeFacts, key: str) -> bool:
    fits = matcher(tuple(load("models")[key]))
    return any(fits(call.name) for call in code.calls)


@condition
def has_manifest(dependencies: DependencyFacts) -> bool:
    """declares its dependencies."""
    return bool(dependencies.locks) or any(manifest.requirements for manifest in dependencies.manifests)


@condition
def has_ci(deployment: DeploymentFacts) -> bool:
    """has a CI workflow that does something."""
    return any(workflow.risks or not workflow.idle for workflow in deployment.workflows)


@condition
def has_commits(history: HistoryFacts) -> bool:
    """has commits."""
    return history.commits > 0


@condition
def has_dockerfile(deployment: DeploymentFacts) -> bool:
    """has a Dockerfile of its own."""
    return bool(deployment.images)


@condition
def has_demo(readme: ReadmeFacts) -> bool:
    """links to a running demo in its README."""
    return readme.content("demo").present


@condition
def serves_app(code: CodeFacts) -> bool:
    """serves an app or API."""
    return code.app_framework is not None


@condition
def names_packages(dependencies: DependencyFacts) -> bool:
    """names the Python packages that it needs."""
    python = [m for m in dependencies.manifests if ecosystem(m.kind) == "Python"]
    return any(m.requirements or m.problem.startswith(("not read", "cannot be read")) for m in python)


@condition
def reads_variables(needs: NeedsFacts) -> bool:
    """reads environment variables that somebody has to set."""
    return bool(needs.variables)


@condition
def serves_models(needs: NeedsFacts) -> bool:
    """serves a model that its app loads from a file."""
    return any(model.served for model in needs.models)


@condition
def keeps_models(project: ProjectFacts, code: CodeFacts, needs: NeedsFacts) -> bool:
    """trains a model, or loads one outside of an app."""
    return trains_models(project, code) or any(not model.served for model in needs.models)


@condition
def has_python_files(code: CodeFacts) -> bool:
    """has Python files."""
    return code.python_files > 0


@condition
def could_branch(history: HistoryFacts) -> bool:
    """is by several authors, or has ten commits or more."""
    return history.authors > 1 or history.commits >= 10


@condition
def uses_stock_data(data: DataFacts) -> bool:
    """is built on a data set that every tutorial uses."""
    return data.stock is not None
