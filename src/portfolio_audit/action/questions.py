"""What is asked: by the inputs, and by the settings file of the repository where one is named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from portfolio_audit.action.event import Event
from portfolio_audit.action.inputs import Inputs
from portfolio_audit.action.revisions import Pair, below_root, inside
from portfolio_audit.auditing import audit, with_kinds
from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.catalogue_names import DEFAULT_RUBRIC
from portfolio_audit.errors import ActionError, AuditError, UnknownRule
from portfolio_audit.exempting import exemptions, with_exemptions
from portfolio_audit.gathering import gather
from portfolio_audit.links import looking, visited
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.portfolio import Portfolio
from portfolio_audit.model.report import Exemption, Report
from portfolio_audit.planning import Wish
from portfolio_audit.rubrics import is_built_in, load_rubric
from portfolio_audit.settings import MOST_BYTES, Settings, parse_settings, unknown_rule
from portfolio_audit.sources.github import GitHub
from portfolio_audit.store import NO_STORE
from portfolio_audit.targets import Target
from portfolio_audit.text import NAME, shown


@dataclass(frozen=True, slots=True)
class Questions:
    """The rules of a run, and what it was told not to ask."""

    catalogue: Catalogue
    whole: Catalogue
    exempted: tuple[Exemption, ...]
    settings: Settings
    fail_under: int | None
    check_links: str = ""
    """Which links are visited, one of `demos.WHICH`; empty for none."""

    def gathered(self, targets: Target | Sequence[Target], host: GitHub, now: datetime) -> Portfolio:
        """What there is to judge, with what is found where its links lead if that is asked for.

        Raises:
            AuditError: nothing can be gathered.
        """
        portfolio = gather(targets, host, self.wish, now=now)
        return visited(portfolio, self.check_links, looking(NO_STORE, now)) if self.check_links else portfolio

    def report(self, portfolio: Portfolio) -> Report:
        """The report on what was gathered, with both scores if something was switched off."""
        told = with_kinds(portfolio, self.settings.kinds)
        return with_exemptions(audit(told, self.catalogue), told, self.whole, self.exempted)

    @property
    def wish(self) -> Wish:
        """What is to be looked for."""
        return Wish(datasets=load_rubric(self.catalogue.rubric).datasets)


def questions(inputs: Inputs, settings: Settings) -> Questions:
    """What the inputs ask, and the settings where the inputs say nothing.

    Raises:
        RuleFileError: a rule is not known; the message names it, and the settings file if it stands there.
        ActionError: the rubric is no built-in one: a file of the repository could change its own verdict.
    """
    rubric = settings.rubric if settings.rubric and inputs.rubric == DEFAULT_RUBRIC else inputs.rubric
    if not is_built_in(rubric):
        raise ActionError(f"there is no rubric {shown(repr(rubric), NAME)}. Give one that docs/rubrics.md names.")
    select, ignore = inputs.select or settings.select, (*settings.ignore, *inputs.ignore)
    try:
        catalogue = load_catalogue(rubric, None, select, ignore, examples=False)
    except UnknownRule as error:
        raise unknown_rule(settings, error) from None
    whole = load_catalogue(rubric, examples=False) if select or ignore else catalogue
    fail_under = settings.fail_under if inputs.fail_under is None else inputs.fail_under
    exempted = exemptions(whole, catalogue, ignore, settings.ignore)
    return Questions(catalogue, whole, exempted, settings, fail_under, inputs.check_links)


def settings_of(
    config: str, event: Event, pair: Pair, folder: Path, workspace: Path, host: GitHub
) -> tuple[Settings, str]:
    """(the settings, why there are none although there should be): where a change is to be judged those of its base.

    Args:
        folder: what is audited; the file is named from there.

    Raises:
        RuleFileError: the file has a mistake.
        ActionError: there is no such file.
    """
    if not config:
        return Settings(), ""
    file = inside(workspace, str(folder / config))
    if event.kind == "push" or not (event.base_sha or event.before):
        return parse_settings(_read(file, config), Path(config)), ""
    place = "/".join(filter(None, (below_root(file.parent, workspace.resolve()), file.name)))
    base = pair.before or event.base_sha or event.before
    try:
        text = host.threads().text_at(event.name, place, base)
    except AuditError as error:
        return Settings(), f"The settings file of the base was not read, so every rule is asked: {error}"
    return parse_settings(text.encode(), Path(config)), ""


def _read(file: Path, config: str) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise ActionError(f"config: {shown(repr(config), NAME)} cannot be read: {error.strerror}.") from None
