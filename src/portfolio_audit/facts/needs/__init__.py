"""What the code needs from around it: packages, variables, files of models."""

from portfolio_audit.facts.needs.models import read_models
from portfolio_audit.facts.needs.packages import read_packages
from portfolio_audit.facts.needs.texts import Texts
from portfolio_audit.facts.needs.variables import read_variables
from portfolio_audit.facts.paths import is_aside
from portfolio_audit.facts.source import Source
from portfolio_audit.model.facts import DependencyFacts, NeedsFacts, ReadmeFacts, TreeFacts
from portfolio_audit.model.values import Snapshot


def read_needs(
    snapshot: Snapshot, tree: TreeFacts, sources: tuple[Source, ...], dependencies: DependencyFacts, readme: ReadmeFacts
) -> NeedsFacts:
    """All of it; tests, examples and documentation are left out."""
    own = tuple(source for source in sources if not source.test and not is_aside(source.path))
    texts = Texts(snapshot, tree, readme)
    wanted = read_packages(snapshot, own, dependencies, texts)
    variables, template = read_variables(own, texts)
    artefacts = read_models(snapshot, own, texts)
    return NeedsFacts(
        packages=wanted.packages,
        doubt=wanted.doubt,
        unsure=wanted.unsure,
        variables=variables,
        template=template,
        models=artefacts.models,
        saves=artefacts.saves,
        weights=artefacts.weights,
    )
