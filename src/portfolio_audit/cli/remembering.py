"""A report beside what earlier runs found; kept for later ones once it has been delivered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from portfolio_audit.comparing import aliases_of
from portfolio_audit.history import History, data_folder
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.report import Report
from portfolio_audit.past import with_past
from portfolio_audit.rescoring import recorded
from portfolio_audit.targets import Folder, Person, Repository, Target


@dataclass(frozen=True)
class Told:
    """A report with its past, and how to keep it."""

    report: Report
    keep: Callable[[], object]
    """To be called when the report has been delivered: a run that ends before is no past."""


def remembering(report: Report, targets: Sequence[Target], catalogue: Catalogue, options: dict[str, Any]) -> Told:
    """The report with what changed, if the run asks all there is to ask today; if not, as it is."""
    without = options["no_history"] or options["no_cache"] or options["as_of"] or options["as_it_stands"]
    chosen = options["select"] or options["ignore"] or options["only"] or options["pattern"]
    if without or chosen or not targets:
        return Told(report, bool)
    history, subject, present = History(data_folder()), subject_of(targets, options), recorded(report)
    told = with_past(report, present, history.past(subject, catalogue.rubric), aliases_of(catalogue))
    complete = not report.partial and bool(report.repositories or not present.unseen)
    keep = partial(history.record, subject, catalogue.rubric, present)
    return Told(told, keep if complete else bool)


def subject_of(targets: Sequence[Target], options: dict[str, Any]) -> str:
    """What the history is called; a choice of other repositories is another subject."""
    extras = [word for word, flag in (("forks", "include_forks"), ("archived", "include_archived")) if options[flag]]
    # looks find what cannot be found without them, so the next run without would say that it was fixed
    extras += [f"{options['links']} visited"] if options["links"] else []
    names = ", ".join(sorted(_name(target) for target in targets))
    from portfolio_audit.sources.github import SERVER, addresses

    server = addresses()[1]
    if server != SERVER and not any(isinstance(target, Folder) for target in targets):
        names = f"{names} on {urlsplit(server).netloc}"
    return f"{names} with {' and '.join(extras)}" if extras else names


def _name(target: Target) -> str:
    if isinstance(target, Person):
        return target.login.lower()
    if isinstance(target, Folder):
        return str(target.path)
    owner = f"{target.owner}/" if isinstance(target, Repository) else ""
    return f"{owner}{target.name}".lower()
