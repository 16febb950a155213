"""The signs from which the kind of a repository is concluded."""

from msgspec import Struct

from portfolio_audit.facts.others import Others, Text, judged, read_others
from portfolio_audit.facts.paths import language
from portfolio_audit.facts.shape import Shape
from portfolio_audit.facts.source import Source
from portfolio_audit.facts.stages import Uses, models, uses
from portfolio_audit.facts.texts import readme_text
from portfolio_audit.model.facts import (
    CodeFacts,
    DataFacts,
    DependencyFacts,
    DeploymentFacts,
    NotebookFacts,
    ReadmeFacts,
    TreeFacts,
)
from portfolio_audit.model.values import Snapshot

SITE = frozenset({"HTML", "JavaScript", "TypeScript", "CSS", "Vue", "Svelte"})


class Signs(Struct, frozen=True):
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
    texts: tuple[Text, ...]
    """Code in other languages than Python, and what it shows."""
    others: Others
    learns: bool
    """Whether a model is trained, in any language that is looked into."""
    analyses: bool
    """Whether libraries for data are used, likewise."""
    packaged: bool
    teaching: bool
    readme: str
    instructs: bool
    """Whether the README tells how to install and how to use it."""
    languages: frozenset[str]
    sizes: dict[str, int | None]

    @property
    def in_pages(self) -> bool:
        """Whether a model runs in the pages of a site themselves."""
        modelled = self.others.trains or self.others.infers
        return modelled and self.others.learner in SITE and "HTML" in self.languages

    @property
    def unseen(self) -> str:
        """A language of the work in which a model would not be seen."""
        return min({language(at.path) or "" for at in self.code.work} - judged(), default="")


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
    texts: tuple[Text, ...],
    shape: Shape,
) -> Signs:
    """All signs of a repository."""
    shown = uses(code)
    lost = {source.path for source in sources if source.notebook and source.partly}
    others = read_others(texts)
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
        texts=texts,
        others=others,
        learns=bool(models(code, shown)) or others.trains,
        analyses=_analyses(shown, notebooks, data) or "analysis" in others.libraries,
        packaged=shape.packaged,
        teaching=shape.teaching,
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
