"""A repository's facts as the report shows them: names that others build on, then everything else."""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import fields

from portfolio_audit.codec import to_data
from portfolio_audit.model.facts import CONTENTS, ReadmeFacts, RepoFacts
from portfolio_audit.model.values import Unavailable

_GROUPS = (
    "tree",
    "code",
    "notebooks",
    "dependencies",
    "deployment",
    "data",
    "needs",
    "method",
    "security",
    "history",
    "host",
    "demos",
)
_TOO_LONG = ("paths", "imports", "calls", "attributes", "fingerprint")  # needed to judge, of no use to a reader


def facts_view(repo: RepoFacts) -> dict[str, Any]:
    """JSON of the facts; a group that could not be read is `{"unavailable": reason}`."""
    project, code, data, history = repo.project, repo.code, repo.data, repo.history
    stock = None if isinstance(data, Unavailable) else data.stock
    return {
        "readme": _readme(repo.readme),
        "notebook_only": None if isinstance(project, Unavailable) else project.notebook_only,
        "generic_dataset": stock and stock.id,
        "app_framework": None if isinstance(code, Unavailable) else code.app_framework,
        "end_to_end": None if isinstance(project, Unavailable) else project.end_to_end,
        "own_data": None if isinstance(data, Unavailable) else bool(data.collected),
        "commit_style": None if isinstance(history, Unavailable) else history.style,
        "stages": [] if isinstance(project, Unavailable) else to_data(project.stages),
        "skills": [] if isinstance(project, Unavailable) else to_data(project.skills),
        **{group: _group(getattr(repo, group)) for group in _GROUPS},
    }


def _group(facts: Any) -> dict[str, Any]:
    data: dict[str, Any] = to_data(facts)
    return {key: value for key, value in data.items() if key not in _TOO_LONG}


def _readme(readme: ReadmeFacts | Unavailable) -> dict[str, Any]:
    if isinstance(readme, Unavailable):
        view: dict[str, Any] = to_data(readme)
        return view
    shown = {field.name: getattr(readme, field.name) for field in fields(readme)}
    contents: Mapping[str, Any] = {name: readme.content(name) for name in CONTENTS}
    return {
        "path": readme.path,
        "format": readme.format,
        "language": readme.language,
        "bytes": readme.size_bytes,
        "sections": to_data(readme.sections),
        "contents": {
            name: {"present": c.present, "certainty": c.certainty, "evidence": to_data(c.evidence)}
            for name, c in contents.items()
        },
        **{
            name: to_data(value)
            for name, value in shown.items()
            if name not in ("path", "format", "language", "size_bytes", "sections", "contents")
        },
    }
