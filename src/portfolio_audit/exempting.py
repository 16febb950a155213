"""A report that says what was switched off, and what all rules would have given."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from portfolio_audit.assessing import Memo, assessment
from portfolio_audit.catalogue import matches
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.portfolio import Portfolio
from portfolio_audit.model.report import Exemption, Report
from portfolio_audit.packed import packed
from portfolio_audit.scoring import shown_score
from portfolio_audit.verdict import conclude


class Questions(Struct, frozen=True):
    """The rules of a run, and what it was told not to ask."""

    catalogue: Catalogue
    """Those in force."""
    whole: Catalogue
    """All of the rubric."""
    exempted: tuple[Exemption, ...] = ()

    def told(self, report: Report, portfolio: Portfolio, memo: Memo | None = None) -> Report:
        """The report with what was switched off, if anything was.

        Args:
            memo: assessments by the whole catalogue.
        """
        return with_exemptions(report, portfolio, self.whole, self.exempted, memo=memo)


def exemptions(
    whole: Catalogue, in_force: Catalogue, ignore: Iterable[str], reasons: Mapping[str, str]
) -> tuple[Exemption, ...]:
    """What the whole catalogue asks and the one in force does not; a name of nothing that it asks is left out.

    Args:
        ignore: rules, categories or patterns that were switched off, in the order to show.
        reasons: why, by those names; some may have none.
    """
    return tuple(_exemptions(whole, in_force, tuple(dict.fromkeys(ignore)), reasons))


def _exemptions(
    whole: Catalogue, in_force: Catalogue, ignore: Sequence[str], reasons: Mapping[str, str]
) -> Iterator[Exemption]:
    rest = {rule.id: rule for rule in whole.rules if in_force.rule(rule.id) is None}
    for name in ignore:
        off = tuple(rule.id for rule in whole.rules if matches(name, rule))
        if off:
            yield Exemption(name, off, reasons.get(name, ""))
        rest = {rule: value for rule, value in rest.items() if rule not in off}
    if rest:
        yield Exemption("", tuple(rest), "")


def with_exemptions(
    report: Report,
    portfolio: Portfolio,
    whole: Catalogue,
    exempted: tuple[Exemption, ...],
    *,
    memo: Memo | None = None,
    strict: bool = False,
) -> Report:
    """The report with those, and the score that the whole catalogue gives the same portfolio; as it is without any.

    Args:
        memo: repositories that were assessed before by the whole catalogue; those that were not are added.
        strict: raise when a check has a bug, instead of answering "unknown".
    """
    if not exempted:
        return report
    judged = tuple(assessment(item, whole, memo, strict=strict).judged for item in packed(portfolio.repos))
    score = conclude(portfolio, judged, whole, strict=strict).score()
    return replace(report, exempted=exempted, score_of_all=shown_score(score.exact, whole))
