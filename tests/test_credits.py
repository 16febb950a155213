"""How much a flaw costs where an answer is neither a pass nor a fail."""

import json

from facts_of import outcome, repo_of
from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.model.rules import Outcome, State

CATALOGUE = load_catalogue()
SOUND = 'FROM python:3.12-slim\nCOPY . .\nUSER app\nCMD ["uvicorn", "app:app", "--host", "0.0.0.0"]\n'
API = "from fastapi import FastAPI\n\napp = FastAPI()\n\n@app.get('/')\ndef home():\n    return 1\n"


def answer(rule: str, files: dict[str, str | bytes]) -> Outcome:
    return outcome(next(r for r in CATALOGUE.rules if r.id == rule), repo_of(files), CATALOGUE)


def docker(**files: str) -> Outcome:
    return answer("deploy-dockerfile-sound", {"app.py": API, **files})


def notebook(*cells: str) -> str:
    listed = [{"cell_type": "code", "source": cell} for cell in cells]
    return json.dumps({"cells": listed, "metadata": {"kernelspec": {"name": "python3"}}})


def test_a_container_that_runs_as_root_loses_little_and_a_version_that_floats_a_little_more() -> None:
    root = docker(Dockerfile=SOUND.replace("USER app\n", ""))
    floating = docker(Dockerfile=SOUND.replace(":3.12-slim", ""))
    assert (docker(Dockerfile=SOUND).credit, root.credit, floating.credit) == (100, 90, 80)
    assert [place.line for place in (*root.evidence, *floating.evidence)] == [3, 1]


def test_of_two_dockerfiles_each_is_half() -> None:
    found = docker(**{"Dockerfile": SOUND, "web.dockerfile": SOUND.replace("COPY . .", "COPY web.py .")})
    assert (found.state, found.credit, found.evidence[0].path) == (State.PARTIAL, 50, "web.dockerfile")


def test_a_template_of_a_dockerfile_is_not_judged() -> None:
    assert docker(Dockerfile="FROM python\nCOPY {{ app }} .\n").state is State.UNKNOWN


def test_a_hundred_and_one_cells_are_too_many() -> None:
    files: dict[str, str | bytes] = {"train.py": API}
    assert answer("notebook-size", {**files, "a.ipynb": notebook(*["x = 1"] * 100)}).state is State.PASS
    assert answer("notebook-size", {**files, "a.ipynb": notebook(*["x = 1"] * 101)}).state is State.FAIL


def test_one_broken_cell_of_many_costs_half_of_a_notebook() -> None:
    files: dict[str, str | bytes] = {"train.py": API, "a.ipynb": notebook("x = (1", *["y = 2"] * 9)}
    assert (answer("notebook-parses", files).state, answer("notebook-parses", files).credit) == (State.PARTIAL, 50)
    files["a.ipynb"] = notebook("x = (1", "y = 2")
    assert answer("notebook-parses", files).state is State.FAIL


def test_a_broken_cell_is_no_broken_script() -> None:
    files: dict[str, str | bytes] = {"train.py": API, "a.ipynb": notebook("x = (1")}
    assert answer("eng-parses", files).state is State.PASS


def test_checkpoints_that_an_ignore_file_lets_in_cost_less_than_secrets() -> None:
    files: dict[str, str | bytes] = {"a.ipynb": notebook("x = 1"), ".gitignore": "data/\n"}
    assert answer("git-ignore", {**files, "train.py": API}).credit == 85
    secrets = "from dotenv import load_dotenv\n\nload_dotenv()\n" + API
    assert answer("git-ignore", {**files, "train.py": secrets}).credit == 45
