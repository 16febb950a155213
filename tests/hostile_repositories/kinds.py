"""What a kind of hostile repository is, and the list that every kind puts itself on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from gather.repositories import Content
from hostile_repositories.store import Store

Files = Mapping[bytes | str, Content]
README = """# Rentals

Predicts how many bikes are rented in the next hour, so that the operator knows where they will be short.

## Installation

```sh
pip install -r requirements.txt
```

## Results

| Model | MAE |
| --- | --- |
| Mean of the hour | 31.2 |
| Random forest | 12.4 |
"""
CODE = """import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.model_selection import train_test_split

table = pd.read_csv("rentals.csv").dropna()
train, test = train_test_split(table, random_state=7)
model = RandomForestRegressor(random_state=7).fit(train[["hour"]], train["bikes"])
print(model.score(test[["hour"]], test["bikes"]))
"""
ORDINARY: Files = {"README.md": README, "train.py": CODE, "requirements.txt": "pandas==2.2.3\nscikit-learn==1.6.0\n"}


@dataclass(frozen=True, slots=True)
class Kind:
    """One way to be hostile."""

    name: str
    fill: Callable[[Store, int], Files | None]
    small: int
    """Size at which it is cheap and still hostile."""
    full: int
    digest: str = "sha1"
    branch: str = "main"
    """What the host calls its default branch."""
    tried: bool = True
    """Whether the tests take it the whole way; all are measured."""

    def make(self, folder: Path, size: int) -> Path:
        """A bare repository of that size."""
        store = Store(folder, digest=self.digest)
        if (files := self.fill(store, size)) is not None:
            store.commit(store.root({**ORDINARY, **files}))
        return store.save()


KINDS: dict[str, Kind] = {}


def kind(
    small: int = 1, full: int = 0, *, digest: str = "sha1", branch: str = "main", tried: bool = True
) -> Callable[[Callable[[Store, int], Files | None]], Callable[[Store, int], Files | None]]:
    """Puts a function on the list. It fills the store by itself, or returns what lies beside ordinary files."""

    def put(fill: Callable[[Store, int], Files | None]) -> Callable[[Store, int], Files | None]:
        name = fill.__name__.replace("_", "-")
        assert name not in KINDS
        KINDS[name] = Kind(name, fill, small, full or small, digest, branch, tried)
        return fill

    return put
