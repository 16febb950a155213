"""Names that `from module import *` brings, and modules that are imported in roundabout ways."""

import json

import pytest

from portfolio_audit.facts.code import read_code
from portfolio_audit.facts.notebooks import open_notebooks
from portfolio_audit.facts.opening import open_sources
from portfolio_audit.facts.reading import read_facts
from portfolio_audit.facts.tree import read_tree
from snapshots import DictSnapshot


def calls(**files: str) -> set[str]:
    snapshot = DictSnapshot({name.replace("__", "/") + ".py": text for name, text in files.items()})
    tree = read_tree(snapshot)
    return {call.name for call in read_code(snapshot, tree, open_sources(snapshot, tree, ())).calls}


def book(*cells: str) -> set[str]:
    listed = [{"cell_type": "code", "source": cell} for cell in cells]
    snapshot = DictSnapshot({"a.ipynb": json.dumps({"nbformat": 4, "metadata": {}, "cells": listed})})
    tree = read_tree(snapshot)
    return {
        call.name
        for call in read_code(snapshot, tree, open_sources(snapshot, tree, open_notebooks(snapshot, tree))).calls
    }


FOREST = "sklearn.ensemble.RandomForestClassifier"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("from sklearn.ensemble import *\nmodel = RandomForestClassifier()", FOREST),
        ("from pandas import *\ntable = read_csv('a.csv')", "pandas.read_csv"),
        ("from tensorflow.keras import *\nlayers.Dense(3)", "tensorflow.keras.layers.Dense"),
        ("from tensorflow.keras.layers import *\nDense(3)", "tensorflow.keras.layers.Dense"),
        ("from lifelines import *\nCoxPHFitter()", "lifelines.CoxPHFitter"),
        ("from pylab import *\nlinspace(0, 1)", "numpy.linspace"),
        ("from pylab import *\nplt.figure()", "matplotlib.pyplot.figure"),
        ("from fastai.vision.all import *\npd.read_csv('a.csv')", "pandas.read_csv"),
        ("from sklearn import *\nmodel = ensemble.RandomForestClassifier()", FOREST),
        ("from sklearn import *\ndata = datasets\nd = datasets.load_iris()", "sklearn.datasets.load_iris"),
    ],
)
def test_what_is_defined_nowhere_comes_from_the_star_import(text: str, name: str) -> None:
    assert name in calls(a=text)


def test_of_several_star_imports_the_one_that_holds_the_name_is_told() -> None:
    stars = "from math import *\nfrom pandas import *\nfrom sklearn.ensemble import *\nfrom sklearn.metrics import *\n"
    found = calls(a=stars + "read_csv('a')\nRandomForestClassifier()\nf1_score(a, b)\nfloor(1.5)\nhelp_me()")
    assert found == {"pandas.read_csv", FOREST, "sklearn.metrics.f1_score", "math.floor", "help_me"}


def test_of_two_modules_that_hold_a_name_the_later_import_counts() -> None:
    assert "keras.layers.Dense" in calls(
        a="from tensorflow.keras.layers import *\nfrom keras.layers import *\nDense(1)"
    )


def test_a_name_that_either_of_two_unknown_modules_may_hold_is_left_as_it_is() -> None:
    assert "Thing" in calls(a="from one_lib import *\nfrom other_lib import *\nThing()")


@pytest.mark.parametrize(
    "own",
    [
        "def RandomForestClassifier(): pass",
        "class RandomForestClassifier: pass",
        "from own.forest import RandomForestClassifier",
        "for RandomForestClassifier in kinds: pass",
        "with made() as RandomForestClassifier: pass",
        "def run(RandomForestClassifier): pass",
    ],
)
def test_what_the_file_defines_itself_is_its_own(own: str) -> None:
    assert FOREST not in calls(a=f"from sklearn.ensemble import *\n{own}\nRandomForestClassifier()")


def test_builtins_and_what_a_known_module_does_not_hold_are_no_names_of_the_module() -> None:
    assert calls(a="from sklearn.ensemble import *\nprint(1)\nprepared()") == {"print", "prepared"}


def test_a_variable_of_a_cell_that_is_gone_is_no_part_of_the_module() -> None:
    assert calls(a="from lifelines import *\nframe.dropna()") == {".dropna"}


def test_names_that_the_repositorys_own_module_passes_on_are_followed() -> None:
    own = (
        "import pandas as pd\nfrom sklearn.ensemble import *\nfrom sklearn.metrics import f1_score\ndef clean(): pass\n"
    )
    found = calls(
        src__helpers=own,
        src__train="from helpers import *\nclean()\npd.read_csv('a')\nRandomForestClassifier()\nf1_score(a, b)",
    )
    assert found == {"clean", "pandas.read_csv", FOREST, "sklearn.metrics.f1_score"}


def test_modules_that_import_each_other_whole_end() -> None:
    assert "run" in calls(one="from two import *\nrun()", two="from one import *\n")


def test_a_notebook_may_define_in_one_cell_what_it_uses_in_another() -> None:
    assert FOREST in book("from sklearn.ensemble import *", "model = RandomForestClassifier()")
    assert FOREST not in book(
        "from sklearn.ensemble import *", "RandomForestClassifier()", "class RandomForestClassifier: pass"
    )


def test_cells_that_do_not_parse_define_and_use_names_too() -> None:
    assert FOREST in book("from sklearn.ensemble import *", "print 'fit'\nmodel = RandomForestClassifier()")
    assert FOREST not in book(
        "from sklearn.ensemble import *", "def RandomForestClassifier(: pass", "RandomForestClassifier()"
    )


@pytest.mark.parametrize(
    "text",
    [
        "import sklearn.ensemble as e\ne.RandomForestClassifier()",
        "import importlib\ne = importlib.import_module('sklearn.ensemble')\ne.RandomForestClassifier()",
        "from importlib import import_module\ne = import_module('sklearn.ensemble')\ne.RandomForestClassifier()",
        "try:\n    from sklearn.ensemble import RandomForestClassifier as R\nexcept ImportError:\n    pass\nR()",
        "def fit():\n    from sklearn import ensemble\n    return ensemble.RandomForestClassifier()",
        "try:\n    from sklearn.ensemble import *\nexcept ImportError:\n    raise\nRandomForestClassifier()",
    ],
)
def test_roundabout_imports_lead_to_the_same_name(text: str) -> None:
    assert FOREST in calls(a=text)


def test_a_model_behind_star_imports_is_a_model() -> None:
    script = """from pandas import *
from sklearn.ensemble import *
from sklearn.metrics import *
from sklearn.model_selection import *
table = read_csv("rents.csv")
x_train, x_test, y_train, y_test = train_test_split(table.drop(columns="rent"), table.rent)
model = RandomForestRegressor().fit(x_train, y_train)
print(mean_absolute_error(y_test, model.predict(x_test)))
"""
    project = dict(read_facts(DictSnapshot({"train.py": script})))["project"]
    stages = {stage.name for stage in project.stages if stage.evidence}
    assert {"data", "modelling", "evaluation"} <= stages
    assert {"pandas", "scikit-learn"} <= {skill.id for skill in project.skills}
