"""When a question makes sense. Each docstring completes "asked only of a repository that …"."""

import sys
from fnmatch import fnmatchcase
from posixpath import basename

from portfolio_audit.checks.references import followed
from portfolio_audit.checks.registry import condition
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import (
    CodeFacts,
    DependencyFacts,
    DeploymentFacts,
    HistoryFacts,
    HostFacts,
    NotebookFacts,
    ProjectFacts,
    ReadmeFacts,
    TreeFacts,
)
from portfolio_audit.model.values import Unavailable


@condition
def has_readme(readme: ReadmeFacts) -> bool:
    """has a README."""
    return readme.path is not None


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
    return code.python_files > 0 or bool(notebooks.notebooks)


@condition
def has_scripts(code: CodeFacts) -> bool:
    """has source files."""
    return code.script_lines > 0


@condition
def has_own_code(code: CodeFacts, project: ProjectFacts) -> bool:
    """has source files, or trains models and so should have some."""
    modelling = any(stage.name == "modelling" and stage.evidence for stage in project.stages)
    return code.script_lines > 0 or bool(code.other_source) or (modelling and _calls_any(code, "fits"))


@condition
def trains_models(project: ProjectFacts, code: CodeFacts) -> bool:
    """trains models of its own."""
    modelling = any(stage.name == "modelling" and stage.evidence for stage in project.stages)
    return modelling and _calls_any(code, "fits")


@condition
def learns_from_labels(code: CodeFacts) -> bool:
    """trains a model on labelled examples."""
    return _calls_any(code, "labelled")


def _calls_any(code: CodeFacts, key: str) -> bool:
    patterns = load("models")[key]
    return any(fnmatchcase(call.name, pattern) for call in code.calls for pattern in patterns)


@condition
def has_manifest(dependencies: DependencyFacts) -> bool:
    """declares its dependencies."""
    return any(manifest.requirements for manifest in dependencies.manifests)


@condition
def has_ci(deployment: DeploymentFacts) -> bool:
    """has a CI workflow."""
    return bool(deployment.workflows)


@condition
def has_commits(history: HistoryFacts) -> bool:
    """has commits."""
    return history.commits > 0
