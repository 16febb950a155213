"""Folders that tests mend."""

from pathlib import Path

TRAIN = """import pandas as pd
from sklearn.linear_model import Ridge


def train():
    rides = pd.read_csv("data/rides.csv")
    return Ridge().fit(rides[["hour"]], rides["count"])


if __name__ == "__main__":
    train()
"""
PROJECT: dict[str, str | bytes] = {"train.py": TRAIN, "data/rides.csv": "hour,count\n1,2\n2,3\n"}


def contents(folder: Path) -> dict[str, bytes]:
    """Every file outside of git by its path."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    named = {path.relative_to(folder).as_posix(): path for path in files}
    return {name: path.read_bytes() for name, path in named.items() if not name.startswith(".git/")}
