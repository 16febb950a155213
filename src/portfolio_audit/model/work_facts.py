"""What the code needs, how models are judged, and what must not be published. No opinion: judging is for `checks`."""

import re
from decimal import Decimal, InvalidOperation

from msgspec import Struct

from portfolio_audit.model.code_facts import Call
from portfolio_audit.model.values import Evidence


class Package(Struct, frozen=True):
    """A package that the code imports."""

    module: str
    """Module as imported, such as `sklearn` or `google.cloud.storage`."""
    distribution: str
    """What to install for it, by its usual name on the package index."""
    at: Evidence
    way: str = ""
    """How it comes to be installed: `declared` in a manifest, `misnamed` there, `brought` along by another package,
    `installed` by a command elsewhere, `given` by the surroundings; empty when nothing brings it."""
    by: str = ""
    """What misnames, brings, installs or gives it, and where; may be empty."""


class Variable(Struct, frozen=True):
    """An environment variable that the code reads and that somebody has to set."""

    name: str
    at: Evidence
    told: Evidence | None = None
    """Where a reader is told of it."""


class ModelFile(Struct, frozen=True):
    """A file that the code loads a trained model from, or a part of one."""

    path: str
    """As written in the code, as far as it is literal."""
    at: Evidence
    served: bool = False
    """Whether an app or API loads it."""
    found: str = ""
    """Where it comes from: `tree`, `fetched` by code, `told` where to get it, `made` by other code; empty when from
    nowhere."""
    by: Evidence | None = None
    """The line that fetches, tells of or makes it."""
    told: bool = False
    """Of a made one, whether a reader is told to run what makes it."""


class NeedsFacts(Struct, frozen=True):
    """What the code needs from around it; tests, examples and documentation are left out."""

    packages: tuple[Package, ...] = ()
    """Packages that the code cannot do without, each with its first place, at most 200."""
    doubt: Evidence | None = None
    """A manifest or a line of one that leaves open what it installs."""
    unsure: int = 0
    """Modules of which it is not known what installs them."""
    variables: tuple[Variable, ...] = ()
    """At most 100."""
    template: Evidence | None = None
    """The file that shows which variables to set."""
    models: tuple[ModelFile, ...] = ()
    """At most 50; what cannot be decided is left out."""
    saves: Evidence | None = None
    """The line of the code that saves a trained model."""
    weights: Evidence | None = None
    """A file of a trained model in the tree, or the line of the README that says where to get one."""


class Figure(Struct, frozen=True):
    """A figure of merit as somebody reads it."""

    metric: str
    """Canonical name, such as `accuracy`, `f1`, `rmse`."""
    value: str
    """As written, such as `0.93` or `93 %`."""
    at: Evidence
    of: str | None = ""
    """Models, splits and averages that it is said to be of, in one order; empty for none, `None` when it is no exact
    figure or nobody can tell."""
    echoed: bool = False
    """Whether its number stands in some saved output, under whatever name."""

    @property
    def number(self) -> tuple[Decimal, Decimal] | None:
        """The figure and its last digit's worth, as a fraction when it is a percentage; `None` when it is no number."""
        bare = _plain(self.value.replace("%", "").strip())
        try:
            value = Decimal(bare)
        except InvalidOperation:
            return None
        step = Decimal(1).scaleb(-len(bare.partition(".")[2]))
        if "%" in self.value:
            return value / 100, step / 100
        if len(bare) > 2 and bare.isdecimal():  # 950 for 947.3
            step = Decimal(1).scaleb(len(bare) - len(bare.rstrip("0")))
        return value, step

    def equals(self, other: "Figure") -> bool:
        """Whether both are of one measure and, rounded as the coarser is, the same; 0.93, 93 and 93 % are."""
        one, two = self.number, other.number
        if self.metric != other.metric or one is None or two is None:
            return False
        return any(abs(one[0] - two[0] * part) <= max(one[1], two[1] * part) for part in _PARTS)

    def is_far_from(self, other: "Figure") -> bool:
        """Whether one is so much larger that both may be in different units, such as euros and thousands of them."""
        one, two = self.number, other.number
        if one is None or two is None:
            return True
        least, most = sorted((one[0], two[0]))
        return most > 1 and most >= _FAR * least


_PARTS = (Decimal(1), Decimal(100), Decimal("0.01"))
_FAR = 10
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")


def _plain(written: str) -> str:
    """A number without marks between thousands, with a point."""
    return written.replace(",", "" if _THOUSANDS.fullmatch(written) else ".")


class MethodFacts(Struct, frozen=True):
    """How models are trained and judged, as far as code, saved outputs and README show."""

    early_fits: tuple[Evidence, ...] = ()
    """Transformers fitted on all rows before these were split."""
    early_fit_kinds: tuple[str, ...] = ()
    """Names of those transformers, in the same order."""
    target_features: tuple[Evidence, ...] = ()
    """Models whose features hold the target."""
    held_out: tuple[Evidence, ...] = ()
    """Where models are judged on data kept apart, by a library's split or one made by hand, at most 50."""
    in_sample: tuple[Evidence, ...] = ()
    """Where models are judged on the very data that they were fitted on, at most 50."""
    judged: tuple[Evidence, ...] = ()
    """Where models are judged on data whose origin cannot be followed, at most 50."""
    idle_splits: tuple[Evidence, ...] = ()
    """Splits whose rows kept apart are used for nothing, where all that is judged was learned from; at most 50."""
    baselines: tuple[Evidence, ...] = ()
    """Where a forecast that needs no model is judged: the mean, the last value, last week's; at most 50."""
    networks: int = 0
    """Neural networks that the code makes, not counting what is only a part of one."""
    metrics: tuple[Call, ...] = ()
    """Measures that are computed, by canonical name, each with its first place."""
    mentioned: tuple[str, ...] = ()
    """Further measures that the code only names; asked when it computes a single one."""
    task: str | None = None
    """`classification`, `regression`, or `None` when neither or both."""
    imbalanced: Evidence | None = None
    """Where saved outputs or code show that one class is rare."""
    weighed: Evidence | None = None
    """Where the code gives a class more weight or more rows, as is done where it is rare."""
    known_answers: Evidence | None = None
    """Where a network learns from labels, or a series is forecast."""
    saved: tuple[Figure, ...] = ()
    """Figures in saved outputs and files of metrics, at most 200."""
    claimed: tuple[Figure, ...] = ()
    """Figures that the README states, at most 200; those of others, of baselines and of training rows are left out."""
    unsaved: tuple[str, ...] = ()
    """Measures that code computes in places of which no output is saved; asked when the README states figures."""
    unread: tuple[str, ...] = ()
    """Tables, logs and notebooks that may keep figures and were not read; asked when the README states figures."""


class Secret(Struct, frozen=True):
    """Something that has the exact shape of a provider's secret."""

    provider: str
    at: Evidence
    """The excerpt shows at most the secret's first four characters."""
    where: str = "file"
    """`file`, `output` (of a notebook) or `history`."""


class Risk(Struct, frozen=True):
    """A line that trusts too much."""

    kind: str
    """What it does, by a name of `knowledge/risks.toml`."""
    at: Evidence


class SecurityFacts(Struct, frozen=True):
    """What must not be published, and code that trusts too much."""

    secrets: tuple[Secret, ...] = ()
    """Each once a file; those of the history only when no file has them any more; at most 100."""
    unsafe: tuple[Risk, ...] = ()
    """Calls that run or believe what strangers give them, at most 100."""
    earlier: int = 0
    """Earlier versions of files that were looked through for secrets."""
    searched: int = 0
    """Files that were looked through for secrets."""
    unread: tuple[str, ...] = ()
    """Code, notebooks and settings that could not be, at most 200 with those of `skipped`."""
    skipped: tuple[str, ...] = ()
    """Data, pages and long outputs that were not, or not to their end."""
