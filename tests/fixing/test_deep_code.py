"""Code that is nested by the hundred is mended or left alone with a sentence; it stops no patch."""

import json
import sys

import pytest

from fixing.benches import bench_of
from portfolio_audit.fixing.dockerfile import fix_dockerfile
from portfolio_audit.fixing.first_tests import fix_tests
from portfolio_audit.fixing.making import patch
from portfolio_audit.fixing.notebook_scripts import fix_notebook_only

RULES = ("eng-tests", "deploy-dockerfile", "notebook-only", "repro-training-script")
DEEP = {
    "attributes": "x = a" + ".b" * 2_500,
    "attributes that are shown": "a" + ".b" * 2_500,
    "calls": "x = a" + ".b()" * 900,
    "calls that show": "a" + ".head()" * 900,
    "sums": "x = " + "+".join(["1"] * 2_500),
    "signs": "x = " + "-" * 900 + "1",
    "lists": "x = " + "[" * 90 + "]" * 90,
    "blocks": "".join("  " * depth + "if x:\n" for depth in range(90)) + "  " * 90 + "y = 1",
    "branches": "if x:\n    y = 1\n" + "".join(f"elif x == {number}:\n    y = {number}\n" for number in range(900)),
    "functions": "f = " + "lambda: " * 80 + "1",
}


@pytest.mark.parametrize("code", DEEP.values(), ids=DEEP)
def test_deep_code_stops_no_patch(code: str) -> None:
    cell = {"cell_type": "code", "source": f"y = 1\n{code}", "outputs": [], "metadata": {}}
    files = {
        "work.ipynb": json.dumps({"cells": [cell], "metadata": {}}),
        "steps.py": f"{code}\n\n\ndef double(x):\n    return 2 * x\n",
        "api/app.py": f"from fastapi import FastAPI\n\napp = FastAPI()\n{code}\n",
        "requirements.txt": "fastapi\n",
    }
    before = sys.getrecursionlimit()
    made = patch(bench_of(files, *RULES), [fix_notebook_only, fix_tests, fix_dockerfile])
    assert "Dockerfile" in {change.path for change in made.changes}
    assert sys.getrecursionlimit() == before
