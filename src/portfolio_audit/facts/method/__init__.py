"""How models are trained and judged, as far as code, saved outputs and README show."""

from itertools import islice

from portfolio_audit.facts.method.balance import rare_class, weighed
from portfolio_audit.facts.method.baselines import baselines
from portfolio_audit.facts.method.figures import claimed
from portfolio_audit.facts.method.keeping import saved, unread, unsaved, with_echoes
from portfolio_audit.facts.method.learning import known_answers
from portfolio_audit.facts.method.measures import measures, mentioned, task
from portfolio_audit.facts.method.networks import networks
from portfolio_audit.facts.method.order import early_fits
from portfolio_audit.facts.method.splits import judged
from portfolio_audit.facts.method.targets import target_features
from portfolio_audit.facts.notebooks import NotebookFile
from portfolio_audit.facts.paths import is_aside
from portfolio_audit.facts.source import Source
from portfolio_audit.facts.texts import readme_text
from portfolio_audit.model.facts import MethodFacts, ReadmeFacts, TreeFacts
from portfolio_audit.model.values import Snapshot

MAX_PLACES = 50
MAX_FIGURES = 200


def read_method(
    snapshot: Snapshot,
    tree: TreeFacts,
    sources: tuple[Source, ...],
    notebooks: tuple[NotebookFile, ...],
    readme: ReadmeFacts,
) -> MethodFacts:
    """All of it; tests, examples and documentation are left out."""
    own = tuple(source for source in sources if not is_aside(source.path))
    books = tuple(book for book in notebooks if not is_aside(book.facts.path))
    kept = tuple(islice(saved(snapshot, tree, books), MAX_FIGURES))
    said = tuple(islice(claimed(readme, readme_text(snapshot, tree, readme)), MAX_FIGURES))
    computed = measures(own)
    fits = [fit for source in own for fit in early_fits(source)][:MAX_PLACES]
    on = judged(own)
    return MethodFacts(
        held_out=on.apart[:MAX_PLACES],
        in_sample=on.learned[:MAX_PLACES],
        judged=on.untold[:MAX_PLACES],
        idle_splits=on.idle[:MAX_PLACES],
        early_fits=tuple(place for place, _ in fits),
        early_fit_kinds=tuple(name for _, name in fits),
        target_features=tuple(place for source in own for place in target_features(source))[:MAX_PLACES],
        baselines=tuple(islice(baselines(own), MAX_PLACES)),
        networks=networks(own),
        metrics=computed,
        mentioned=mentioned(own, computed) if len(computed) <= 1 else (),
        task=task(own),
        imbalanced=rare_class(own, books),
        weighed=weighed(own),
        known_answers=known_answers(own),
        saved=kept,
        claimed=tuple(with_echoes(said, kept, snapshot, tree, books)),
        unsaved=unsaved(own, kept) if said else (),
        unread=tuple(islice(unread(snapshot, tree, books), MAX_PLACES)) if said else (),
    )
