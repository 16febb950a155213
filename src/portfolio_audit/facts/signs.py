"""The signs from which the kind of a repository is concluded."""

from dataclasses import dataclass

from portfolio_audit.facts.shape import is_packaged, is_teaching
from portfolio_audit.facts.source import Source
from portfolio_audit.facts.stages import Uses, models, uses
from portfolio_audit.facts.texts import code_texts, r_packages, r_stages, readme_text
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import (
    CodeFacts,
    DataFacts,
    DependencyFacts,
    DeploymentFacts,
    NotebookFacts,
    ReadmeFacts,
    TreeFacts,
)
from portfolio_audit.model.values import Evidence, Snapshot


@dataclass(frozen=True, slots=True)
class Signs:
    """All that the kind is concluded from."""

    name: str
    tree: TreeFacts
    code: CodeFacts
    notebooks: int
    """Notebooks with code, those among them that could not be read."""
    unread: bool
    dependencies: DependencyFacts
    deployment: DeploymentFacts
    data: DataFacts
    uses: Uses
    in_r: dict[str, Evidence]
    """Stage → line of R that shows it."""
    learns: bool
    """Whether a model is trained, in Python or R."""
    analyses: bool
    """Whether libraries for data are used, in Python or R."""
    packaged: bool
    teaching: bool
    readme: str
    instructs: bool
    """Whether the README tells how to install and how to use it."""
    languages: frozenset[str]
    sizes: dict[str, int | None]


def read_signs(
    snapshot: Snapshot,
    tree: TreeFacts,
    sources: tuple[Source, ...],
    notebooks: NotebookFacts,
    code: CodeFacts,
    dependencies: DependencyFacts,
    deployment: DeploymentFacts,
    data: DataFacts,
    readme: ReadmeFacts,
) -> Signs:
    """All signs of a repository."""
    shown = uses(code)
    lost = {source.path for source in sources if source.notebook and source.partly}
    texts = tuple(code_texts(snapshot, tree, sources))
    in_r = r_packages(texts)
    stages_in_r = r_stages(texts) if in_r else {}
    return Signs(
        name=snapshot.name,
        tree=tree,
        code=code,
        notebooks=sum(1 for one in notebooks.notebooks if one.code_cells or one.path in lost),
        unread=bool(lost),
        dependencies=dependencies,
        deployment=deployment,
        data=data,
        uses=shown,
        in_r=stages_in_r,
        learns=bool(models(code, shown)) or ("modelling" in stages_in_r and _any_of(in_r, "modelling")),
        analyses=_analyses(shown, notebooks, data) or _any_of(in_r, "analysis"),
        packaged=is_packaged(tree, sources),
        teaching=is_teaching(snapshot.name, tree, sources, readme),
        readme=readme_text(snapshot, tree, readme),
        instructs=readme.content("installation").present and readme.content("usage").present,
        languages=frozenset(name for name, _ in code.other_source),
        sizes={entry.path: entry.size for entry in snapshot.entries},
    )


def _analyses(shown: Uses, notebooks: NotebookFacts, data: DataFacts) -> bool:
    """Whether libraries for data are in use; an array or a database alone is used by any program."""
    if notebooks.notebooks or data.files or data.sources:
        return bool(shown.analysis)
    return bool(shown.tables)


def _any_of(packages: dict[str, Evidence], key: str) -> bool:
    return any(name in packages for name in load("kinds")["r"][key])
