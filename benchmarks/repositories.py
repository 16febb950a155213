"""What reading and judging one repository costs, beside other checkers on the same files.

    python benchmarks/repositories.py [FOLDER…] [--rounds N] [--others BIN]

Without FOLDER it makes two repositories: one like a learner's (30 files, 5 of them notebooks with outputs) and one of
200 files. Prints processor time of the facts and rules in a warm process, and of whole processes: `portfolio-audit`, an
empty `python -c pass`, and, from the folder BIN, `repo-review` and `deptry`, as ratios to the empty one in the same run:

    python -m venv others && others/bin/pip install 'sp-repo-review[cli]' deptry
    python benchmarks/repositories.py --others others/bin

Processor time of the process is counted, and the least of N rounds (5).
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.engine import judge_repository
from portfolio_audit.facts.reading import read_facts
from portfolio_audit.facts.wanted import wanted
from portfolio_audit.limits import DEFAULT
from portfolio_audit.model.facts import RepoFacts
from portfolio_audit.scoring import score_repository
from portfolio_audit.sources.folder import FolderSnapshot

BARS_MS = {"learner": 60, "large": 250}
README = """# Bike rentals

Predicts how many bikes are rented in the next hour, so that the operator knows where they will be short.

## Installation

```sh
git clone https://github.com/ada/bikes && cd bikes
pip install -r requirements.txt
```

## Usage

Run `python src/module_0.py`, then open `notebooks/step_0.ipynb`.

## Results

| Model | MAE | R2 |
| --- | --- | --- |
| Mean of the hour | 31.2 | 0.21 |
| Random forest | 12.4 | 0.87 |

![Errors by hour](images/errors.png)
"""
SCRIPT = '''"""Part {number} of the way from the rentals to the forecast."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import train_test_split

DATA = Path(os.environ.get("DATA", "data"))


def load_{number}(name: str) -> pd.DataFrame:
    """The table without rows that lack a value."""
    table = pd.read_csv(DATA / name, parse_dates=["hour"])
    return table.dropna(subset=["bikes"])


def features_{number}(table: pd.DataFrame) -> pd.DataFrame:
    """Hour, weekday and weather as numbers."""
    found = pd.DataFrame({{"hour": table["hour"].dt.hour, "weekday": table["hour"].dt.weekday}})
    for column in ("rain", "wind", "temperature"):
        found[column] = np.where(table[column].isna(), table[column].median(), table[column])
    return found


def main() -> None:
    """Trains and says how good it is."""
    table = load_{number}("rentals_{number}.csv")
    parts = train_test_split(features_{number}(table), table["bikes"], random_state=7)
    model = RandomForestRegressor(n_estimators=200, random_state=7).fit(parts[0], parts[2])
    print(f"MAE {{mean_absolute_error(parts[3], model.predict(parts[1])):.2f}}")


if __name__ == "__main__":
    main()
'''
CELLS = (
    "import pandas as pd\nimport matplotlib.pyplot as plt\ntable = pd.read_csv('../data/rentals_{n}.csv')\ntable.head()",
    "table.describe()",
    "table.isna().sum()",
    "fig, ax = plt.subplots()\ntable.groupby('weekday')['bikes'].mean().plot.bar(ax=ax)\nax.set_title('Rentals a day')",
    "from sklearn.linear_model import Ridge\nX = table[['rain', 'wind']]\ny = table['bikes']\nRidge().fit(X, y).score(X, y)",
)


def notebook(number: int) -> str:
    """A notebook of 40 cells, half of them code, with tables and a picture as outputs."""
    cells = []
    for place in range(20):
        source = CELLS[place % len(CELLS)].replace("{n}", str(number))
        text = "\n".join(f"{row}  {row * 7 % 31}.0  {row * 3 % 17}.5" for row in range(25))
        data = {"text/plain": text} | ({"image/png": "iVBORw0KGgo" + "A" * 20_000} if place % 5 == 3 else {})
        output = {"output_type": "execute_result", "execution_count": place + 1, "metadata": {}, "data": data}
        cells.append({"cell_type": "markdown", "metadata": {}, "source": f"## Step {place}\n\nWhat the rentals show."})
        cells.append(
            {"cell_type": "code", "metadata": {}, "execution_count": place + 1, "source": source, "outputs": [output]}
        )
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells})


def make(folder: Path, scripts: int, notebooks: int, others: int) -> Path:
    """A repository of that many files in a new folder."""
    files = {"README.md": README, "requirements.txt": "pandas==2.2.0\nscikit-learn==1.5.0\n", ".gitignore": "*.pyc\n"}
    files |= {f"src/module_{n}.py": SCRIPT.format(number=n) for n in range(scripts)}
    files |= {f"notebooks/step_{n}.ipynb": notebook(n) for n in range(notebooks)}
    files |= {f"data/rentals_{n}.csv": "hour,rain,wind,bikes\n" + "1,0,3,14\n" * 200 for n in range(others)}
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def cpu_ms(work: Callable[[], object], rounds: int) -> float:
    """The least processor time of this process, in milliseconds."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times) * 1000


def judged(folder: Path) -> Callable[[], object]:
    """Facts, answers and score of a folder, as work to be timed."""
    catalogue = load_catalogue()

    def work() -> object:
        snapshot = FolderSnapshot(folder, "bikes", wanted, DEFAULT)
        repo = RepoFacts("bikes", **dict(read_facts(snapshot)))
        return score_repository(judge_repository(repo, catalogue), catalogue)

    return work


def process_ms(command: list[str], rounds: int) -> float:
    """The least processor time of a whole process and its children, in milliseconds."""
    times = []
    for _ in range(rounds):
        before = _children()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        times.append(_children() - before)
    return min(times) * 1000


def _children() -> float:
    """Seconds of processor time that ended child processes have used."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def report(name: str, folder: Path, rounds: int, others: Path | None) -> bool:
    """Print the figures of one repository; whether they are within the bar."""
    files = sum(1 for path in folder.rglob("*") if path.is_file())
    inside = cpu_ms(judged(folder), rounds)
    bar = BARS_MS.get(name)
    print(f"{name}: {files} files")
    print(f"  facts and rules, warm: {inside:7.1f} ms" + (f" (bar {bar} ms)" if bar else ""))
    output, audit = str(folder.parent / "out.json"), [sys.executable, "-m", "portfolio_audit"]
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "portfolio-audit": [*audit, str(folder), "-q", "--no-history", "--format", "json", "--output", output],
    }
    if others:
        commands["repo-review"] = [str(others / "repo-review"), str(folder)]
        commands["deptry"] = [str(others / "deptry"), str(folder)]
    empty = process_ms(commands["python -c pass"], rounds)
    for title, command in commands.items():
        spent = process_ms(command, rounds)
        print(f"  {title:16} {spent:7.1f} ms, {spent / empty:5.1f} × an empty process")
    return bar is None or inside <= bar


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--others", type=Path)
    options = parser.parse_args()
    print(f"{datetime.now(UTC):%Y-%m-%d}, Python {sys.version.split()[0]}")
    with tempfile.TemporaryDirectory() as scratch:
        made = {
            "learner": make(Path(scratch, "learner"), 12, 5, 10),
            "large": make(Path(scratch, "large"), 90, 20, 87),
        }
        asked = {folder.name: folder for folder in options.folders} or made
        fits = [report(name, folder, options.rounds, options.others) for name, folder in asked.items()]
    return 0 if all(fits) else 1


if __name__ == "__main__":
    sys.exit(main())
