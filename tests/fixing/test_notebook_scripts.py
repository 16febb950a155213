"""A script out of a notebook does what the cells did, and says that a machine has made it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from facts_of import outcome, repo_of
from fixing.benches import Files, afterwards, bench_of, is_settled, mended, new_text, state
from portfolio_audit.examples import notebook
from portfolio_audit.fixing.dockerfile import fix_dockerfile
from portfolio_audit.fixing.first_tests import fix_tests
from portfolio_audit.fixing.making import patch
from portfolio_audit.fixing.notebook_scripts import RULES, fix_notebook_only
from portfolio_audit.fixing.values import Patch
from portfolio_audit.fixing.workflow import fix_workflow
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.rules import State

LEARNS = """
# %% [markdown]
# # Bike demand
# %%
!pip install scikit-learn
import pandas as pd
from sklearn.linear_model import Ridge
# %% [markdown]
# ## Load the data
# %%
trips = pd.DataFrame({"hour": [1, 2], "count": [3, 4]})  # small
trips.head()
# %%
def clean(table):
    # without gaps
    return table.dropna()
# %% [markdown]
# ## Train
# %%
model = Ridge().fit(clean(trips)[["hour"]], trips["count"])
print(model.coef_)
"""
RUNNING = {
    "a function that reads a variable of a cell": (
        "rate = 2\ndef double(x):\n    return rate * x\n# %%\nrate = 3\nprint(double(1))\n"
    ),
    "a default that is made before": "base = 5\ndef add(x, y=base):\n    return x + y\n# %%\nprint(add(1))\n",
    "a function that is made twice": (
        "def f():\n    return 1\n# %%\nprint(f())\ndef f():\n    return 2\n# %%\nprint(f())\n"
    ),
    "a class on top of another": "class A:\n    x = 1\nclass B(A):\n    y = A.x\n# %%\nprint(B().y, B().x)\n",
    "a class that needs a variable": "size = 3\nclass A:\n    x = size\n# %%\nprint(A.x)\n",
    "an import that is hidden later": "import json\nprint(json.dumps(1))\njson = 2\n# %%\nprint(json)\n",
    "a text over several lines": 'text = """a\n  b\nc"""\nprint(text)\n# %%\nif text:\n    print(f"""{text}\ny""")\n',
    "statements on one line": "import math; x = math.pi\n# %%\nprint(x); y = 1; print(y)\n",
    "a global statement": (
        "count = 0\ndef step():\n    global count\n    count += 1\nstep()\n# %%\nstep()\nprint(count)\n"
    ),
    "a comprehension and a lambda": (
        "n = 3\nsquares = [i * n for i in range(n)]\nf = lambda x: x + n\n# %%\nprint(squares, f(1))\n"
    ),
    "a module that is found only later": (
        "import sys, types\nsys.modules['helper'] = types.SimpleNamespace(rate=2)\n# %%\n"
        "import helper\nfrom math import *\ndef double(x):\n    return helper.rate * x\nprint(double(floor(pi)))\n"
    ),
    "an import inside of try": (
        "try:\n    import json\nexcept ImportError:\n    json = None\ndef f():\n"
        "    return json.dumps([])\n# %%\nprint(f())\n"
    ),
    "a loop variable that a function reads": "def show():\n    return i\nfor i in range(3):\n    print(show())\n",
    "a decorator": (
        "def loud(f):\n    def inner():\n        return f() + '!'\n    return inner\n@loud\n"
        "def hi():\n    return 'hi'\n# %%\nprint(hi())\n"
    ),
    "a function called main": "def main():\n    return 'mine'\n# %%\nprint(main())\n",
    "tabs": "x = 1\nif x:\n\tprint('tab')\n# %%\nfor i in [1]:\n\tprint(i)\n",
    "a deleted name": "x = 1\ny = x\ndel x\n# %%\nprint(y)\n",
    "a future": "x = 1\n# %%\nfrom __future__ import annotations\ndef f(a: Missing):\n    return a\nprint(f(x))\n",
    "a recursive function": "def fact(n):\n    return 1 if n < 2 else n * fact(n - 1)\n# %%\nprint(fact(5))\n",
    "a name in a match": (
        "match [1, 2]:\n    case [a, *rest]:\n        print(a, rest)\ndef f():\n    return rest\nprint(f())\n"
    ),
    "an assignment in an expression": "if (n := 10) > 5:\n    print(n)\ndef f():\n    return n\nprint(f())\n",
}


def _mended(files: Files) -> Patch:
    return mended(files, fix_notebook_only, *RULES)


def _script(cells: str) -> str:
    return new_text(_mended({"work.ipynb": notebook(f"# %%\n{cells}")}), "work.py")


def _printed(text: str, folder: Path) -> str:
    done = subprocess.run([sys.executable, "-c", text], cwd=folder, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, f"{text}\n{done.stderr}"
    return done.stdout


@pytest.mark.parametrize("cells", RUNNING.values(), ids=RUNNING)
def test_a_script_prints_what_the_cells_printed(cells: str, tmp_path: Path) -> None:
    as_cells = cells.replace("from __future__ import annotations\n", "")
    as_cells = "from __future__ import annotations\n" * (as_cells != cells) + as_cells
    made = _script(cells)
    assert _printed(made, tmp_path) == _printed(as_cells, tmp_path)
    (tmp_path / "work.py").write_text(made)
    assert _printed("import work", tmp_path) == "", "something is done while it is imported"


def test_what_the_author_wrote_stays_as_it_stands() -> None:
    made = new_text(_mended({"bikes.ipynb": notebook(LEARNS)}), "bikes.py")
    assert "\n\ndef clean(table):\n    # without gaps\n    return table.dropna()\n" in made
    assert '    # Load the data\n    trips = pd.DataFrame({"hour": [1, 2], "count": [3, 4]})  # small\n' in made
    assert "head()" not in made
    assert "    # [TODO] From the notebook: !pip install scikit-learn\n" in made
    assert "pass" not in made


@pytest.mark.parametrize(
    ("cell", "line"),
    [
        ("mean_squared_error(y, z)", "print(mean_squared_error(y, z))"),
        ("x = 1; model.score(y, z)  # R²", "x = 1; print(model.score(y, z))  # R²"),
        ("'é'; f1_score(y,\n    'ü')  # é", "print(f1_score(y,"),
        ("accuracy_score(y, z);", "accuracy_score(y, z);"),
        ("model.fit(y, z)", "model.fit(y, z)"),
    ],
)
def test_a_figure_that_a_cell_showed_is_printed(cell: str, line: str) -> None:
    assert f"    {line}\n" in _script(f"y = 1\n{cell}\n") or f"; {line}\n" in _script(f"y = 1\n{cell}\n")


def test_what_was_changed_is_told() -> None:
    (change,) = _mended({"bikes.ipynb": notebook(LEARNS)}).changes
    told = " ".join(change.notes)
    assert "made by machine" in told
    assert "1 command that only a notebook knows" in told
    assert "1 line that only showed a value" in told
    assert change.questions


def test_a_machines_script_trains_but_is_no_work_of_the_authors_until_he_says_so(catalogue: Catalogue) -> None:
    files: Files = {"bikes.ipynb": notebook(LEARNS)}
    after = afterwards(files, _mended(files))
    assert state(files, "repro-training-script", catalogue) is State.FAIL
    assert state(after, "repro-training-script", catalogue) is State.PASS
    assert state(after, "notebook-only", catalogue) is State.FAIL
    assert all(
        _credit(after, rule, catalogue) == _credit(files, rule, catalogue) for rule in ("eng-depth", "eng-modules")
    )
    text = str(after["bikes.py"])
    answered = "\n".join(line for line in text.split("\n")[3:])
    assert state(after | {"bikes.py": answered}, "notebook-only", catalogue) is State.PASS


def _credit(files: Files, rule: str, catalogue: Catalogue) -> int:
    found = next(one for one in catalogue.rules if one.id == rule)
    return outcome(found, repo_of(dict(files)), catalogue).credit


def test_a_second_run_changes_nothing() -> None:
    files: Files = {"bikes.ipynb": notebook(LEARNS)}
    assert is_settled(files, _mended(files), fix_notebook_only, *RULES)


def test_nothing_is_built_on_a_machines_script_before_its_author_has_read_it() -> None:
    files: Files = {"bikes.ipynb": notebook(LEARNS), "requirements.txt": "pandas\nscikit-learn\n"}
    after = afterwards(files, _mended(files))
    rules = ("deploy-dockerfile", "eng-tests", "eng-ci")
    fixers = (fix_tests, fix_dockerfile, fix_workflow)
    assert patch(bench_of(after, *rules), fixers).changes == ()
    read = str(after["bikes.py"]).split("\n", 3)[3]
    paths = [change.path for change in patch(bench_of(after | {"bikes.py": read}, *rules), fixers).changes]
    assert "Dockerfile" in paths
    assert "tests/test_bikes.py" in paths


def test_the_notebook_that_trains_is_taken() -> None:
    long = "# %%\n" + "\n".join(f"x{n} = {n}" for n in range(50))
    made = _mended({"explore.ipynb": notebook(long), "train.ipynb": notebook(LEARNS)})
    assert [change.path for change in made.changes] == ["train.py"]
    assert "1 other notebook stayed in notebooks." in made.changes[0].notes


def test_a_script_lies_beside_its_notebook_and_says_from_where_to_run() -> None:
    (change,) = _mended({"notebooks/01_Bike Demand.ipynb": notebook(LEARNS)}).changes
    assert change.path == "notebooks/bike_demand.py"
    assert any("`cd notebooks && python bike_demand.py`" in note for note in change.notes)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("pandas.ipynb", "pandas_script.py"),
        ("json.ipynb", "json_script.py"),
        ("42.ipynb", "analysis.py"),
        ("分析.ipynb", "analysis.py"),
    ],
)
def test_a_scripts_name_hides_no_module(path: str, name: str) -> None:
    assert _mended({path: notebook(LEARNS)}).changes[0].path == name


def test_display_is_imported_where_it_is_used() -> None:
    assert "from IPython.display import display\n" in _script("x = 1\ndisplay(x)\n")


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("x = (1\n", "cell 1 is no Python that can be read"),
        ("await x\n", "waits or returns"),
        ("return 1\n", "waits or returns"),
        ("import os\n", "nothing but import"),
        ("def f():\n    x = 1\n    global x\n", "make no script"),
        ("print 'old'\n", "cell 1 is no Python"),
        ("\n".join(f"x{n} = {n}" for n in range(6_000)), "over 5,000 lines"),
    ],
)
def test_what_makes_no_script_is_left_alone_with_the_reason(cells: str, said: str) -> None:
    made = _mended({"work.ipynb": notebook(f"# %%\n{cells}")})
    assert made.changes == ()
    assert said in made.left[0]


def test_another_language_and_a_script_that_is_there_are_left_alone() -> None:
    r = json.loads(notebook(LEARNS))
    r["metadata"] = {"kernelspec": {"name": "ir", "language": "R"}}
    assert "none is in Python" in _mended({"a.ipynb": json.dumps(r)}).left[0]
    made = _mended({"work.ipynb": notebook(LEARNS), "Work.py": "x = 1\n"})
    assert made.changes == ()
    assert "there already" in made.left[0]


@pytest.mark.parametrize(
    "cells",
    [
        "%%bash\nrm -rf /\necho '''\n# %%\nx = 1\n",
        "!evil\rprint('x')\n",
        "x = !evil\nprint(x)\n",
        "for i in [1]:\n    !evil {i}\n    print(i)\n",
        "if True:\n    %evil\nx = 1\n",
        "%timeit evil()\nx = 1\n",
        "df?\nx = 1\n",
        "!evil \\\n  more \\\n  end\nx = 1\n",
    ],
)
def test_commands_of_a_notebook_are_comments_in_the_script(cells: str) -> None:
    made = _script(cells)
    compile(made, "work.py", "exec")
    assert not [line for line in made.split("\n") if "evil" in line.partition("#")[0]]
    assert "[TODO] From the notebook: " in made


def test_a_heading_stays_one_comment() -> None:
    cells = [
        {"cell_type": "markdown", "source": "# Load\u2028print('a')\rprint('b')\x0cprint('c')", "metadata": {}},
        {"cell_type": "code", "source": "x = 1\nprint(x)", "outputs": [], "metadata": {}},
    ]
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    made = new_text(_mended({"work.ipynb": text}), "work.py")
    assert made.count("print(") - made.count("print('") == 1
    assert len([line for line in made.splitlines() if "print('" in line and line.strip().startswith("#")]) == 1


def test_what_cannot_be_written_is_left_alone() -> None:
    made = _mended({"work.ipynb": notebook("# %%\nx = 1\nprint(x)\n").replace("x = 1", "x = '\\ud800'")})
    assert made.changes == ()
