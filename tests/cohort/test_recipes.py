"""A catalogue that is made on another machine is the same one."""

from pathlib import Path

import pytest

from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.codec import decode, encode
from portfolio_audit.cohort.recipes import Recipe, recipe_of
from portfolio_audit.resources import data_dir

RUBRIC = 'title = "Course"\ndescription = "Ours."\npass-mark = 60\n[shares]\nreadme = 40\n'


@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize("rubric", ["software", "course.toml"])
def test_it_has_the_same_digest_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rubric: str, own: bool) -> None:
    if rubric == "course.toml":
        (tmp_path / "course.toml").write_text(RUBRIC)
        rubric = str(tmp_path / "course.toml")
    folder = tmp_path / "own" / "readme"
    if own:
        text = (data_dir("rules") / "readme" / "readme-data.toml").read_text("utf-8")
        folder.mkdir(parents=True)
        (folder / "ours.toml").write_text(text, "utf-8")
    arguments = (rubric, tmp_path / "own" if own else None, (), ("eng-license",))
    catalogue = load_catalogue(*arguments, examples=False)
    sent = encode(recipe_of(catalogue, *arguments))
    monkeypatch.chdir("/")
    assert decode(sent, Recipe).catalogue().digest == catalogue.digest
    assert any(rule.id == "ours" for rule in catalogue.rules) == own
