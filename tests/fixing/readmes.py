"""READMEs of made-up repositories, mended in memory by what the default rubric finds open."""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from facts_of import repo_of
from portfolio_audit.assessing import judged
from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.engine import judge_repository
from portfolio_audit.fixing.making import Bench, patch
from portfolio_audit.fixing.readme import readme
from portfolio_audit.fixing.values import FixWish, Patch
from portfolio_audit.mending import open_only
from snapshots import DictSnapshot

CATALOGUE = load_catalogue(examples=False)
RULES = tuple(rule.id for rule in CATALOGUE.rules)
TRAIN = """import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.metrics import r2_score


def train():
    rides = pd.read_csv("data/rides.csv")
    model = Ridge().fit(rides[["hour"]], rides["count"])
    print(r2_score(rides["count"], model.predict(rides[["hour"]])))


if __name__ == "__main__":
    train()
"""
CODE: dict[str, str | bytes] = {
    "train.py": TRAIN,
    "requirements.txt": "pandas\nscikit-learn\n",
    "data/rides.csv": "hour,count\n1,2\n",
}
Files = Mapping[str, str | bytes]


def proposed(files: Files, name: str = "bike-demand", **wish: Any) -> Patch:
    """What the README's fixer proposes for these files, code included."""
    everything = {**CODE, **files}
    repo = replace(repo_of(everything, name), url=wish.get("url", ""))
    open_ones = open_only(FixWish(RULES, **wish), judged(repo, judge_repository(repo, CATALOGUE), CATALOGUE))
    return patch(Bench(repo, DictSnapshot(everything, name), open_ones), [readme])


def mended(text: str | None, files: Files | None = None, path: str = "README.md", **wish: Any) -> str:
    """The README as it would be; as it is when nothing is proposed."""
    given = {**(files or {}), **({path: text} if text is not None else {})}
    made = proposed(given, **wish)
    return next((change.new for change in made.changes if change.path == path), text or "")


def titles(text: str) -> list[str]:
    """Headings of the usual kind, marks included, outside of code."""
    inside, found = False, []
    for line in text.split("\n"):
        inside ^= line.startswith("```")
        if line.startswith("#") and not inside:
            found.append(line)
    return found
