"""Assessments of earlier runs: what was judged by the same catalogue need not be judged again."""

import logging
from collections.abc import Iterator, MutableMapping

from msgspec import Raw, Struct

from portfolio_audit.assessing import Assessment, judged, wordless
from portfolio_audit.codec import decode, encode
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.facts import HostFacts, RepoFacts
from portfolio_audit.model.report import RepositoryReport
from portfolio_audit.model.rules import Finding, State
from portfolio_audit.packed import Packed
from portfolio_audit.resources import build
from portfolio_audit.store import Store

log = logging.getLogger(__name__)


class Judgements(MutableMapping[str, Assessment]):
    """A memo for `audit` that outlives the run: assessments by the digest of the facts.

    Those of folders and of private repositories are kept for this run only.
    """

    def __init__(self, store: Store, catalogue: Catalogue) -> None:
        self._store = store
        self._catalogue = catalogue
        self._rules = [rule for rule in catalogue.rules if rule.scope == "repository"]
        self._made: dict[str, Assessment] = {}

    def __getitem__(self, digest: str) -> Assessment:
        if digest not in self._made:
            data = self._store.get("assessed", self._key(digest))
            if data is None:
                raise KeyError(digest)
            try:
                self._made[digest] = self._read(data)
            except ValueError as error:
                log.warning("a kept assessment is none (%s) and is made anew", type(error).__name__)
                raise KeyError(digest) from None
        return self._made[digest]

    def __setitem__(self, digest: str, made: Assessment) -> None:
        self._made[digest] = made
        host = made.judged.facts.host
        if isinstance(host, HostFacts) and not host.private:
            self._store.put("assessed", self._key(digest), written(made))

    def __delitem__(self, digest: str) -> None:
        del self._made[digest]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)

    def adopt(self, digest: str, data: bytes) -> None:
        """Take over an assessment that `written` made elsewhere, by the same catalogue.

        Raises:
            ValueError: it is none.
        """
        self[digest] = self._read(data)

    def _key(self, digest: str) -> str:
        return f"{digest} {self._catalogue.digest} {build()}"

    def _read(self, data: bytes) -> Assessment:
        kept = decode(data, _Kept)
        report, outline = bytes(kept.report), decode(bytes(kept.outline), RepoFacts)
        decode(report, RepositoryReport)
        findings = tuple(
            Finding(rule, outline.name, wordless(State(state), credit))
            for rule, (state, credit) in zip(self._rules, kept.answers, strict=True)
        )
        return Assessment(judged(outline, findings, self._catalogue), Packed(report, RepositoryReport, outline.name))


def written(made: Assessment) -> bytes:
    """An assessment as it is kept, and sent."""
    answers = tuple((str(f.outcome.state), f.outcome.credit) for f in made.judged.findings)
    return encode(_Kept(Raw(made.report.json), Raw(encode(made.judged.facts)), answers))


class _Kept(Struct, frozen=True):
    """An assessment as it lies in the store."""

    report: Raw
    outline: Raw
    answers: tuple[tuple[str, int], ...]
    """State and credit by each rule about repositories, in the catalogue's order."""
