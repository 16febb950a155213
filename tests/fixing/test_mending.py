"""What is proposed never costs points, holds only paths that may be written, and says what it left out."""

from collections.abc import Iterator

import pytest

from facts_of import repo_of
from fixing.readmes import CATALOGUE, CODE, RULES, Files
from portfolio_audit.errors import AuditError
from portfolio_audit.fixing.making import Bench, Fixer, Made, patch
from portfolio_audit.fixing.readme import readme
from portfolio_audit.fixing.values import Advice, Change, FixWish, Patch
from portfolio_audit.mending import Mender, Proposal, propose
from portfolio_audit.model.facts import RepoFacts
from snapshots import DictSnapshot

README = "# Bike demand\n\nForecasts how many bikes each station of the city needs in the next hour.\n"


class InMemory(Mender):
    """Mends files of a dictionary with these fixers, in this process."""

    def __init__(self, files: Files, *fixers: Fixer) -> None:
        self.files = {**CODE, **files}
        self.fixers = fixers
        self.asked: list[FixWish] = []

    def read(self) -> RepoFacts:
        return repo_of(self.files)

    def mended(self, wish: FixWish) -> tuple[Patch, RepoFacts]:
        self.asked.append(wish)
        before = repo_of({**self.files, **{change.path: change.new for change in wish.made}})
        made = patch(Bench(before, DictSnapshot(self.files), wish, wish.made), self.fixers)
        new = {change.path: change.new for change in made.changes}
        return made, repo_of({**self.files, **new})


def proposal(files: Files, *fixers: Fixer) -> Proposal:
    return propose(InMemory(files, *fixers), CATALOGUE, FixWish(RULES))


def spoiling(_bench: Bench) -> Iterator[Made]:
    """Takes the work away, which costs points."""
    yield Change("train.py", str(CODE["train.py"]), "x = (\n", "It is shorter.")


def ignoring(_bench: Bench) -> Iterator[Made]:
    yield Change(".gitignore", None, "__pycache__/\n.venv/\n.ipynb_checkpoints/\n.env\n", "Clutter.", ("git-ignore",))


def asking(_bench: Bench) -> Iterator[Made]:
    yield Advice("Choose a license.", ("touch LICENSE",), ("eng-license",))
    yield "LICENSE: nobody but you can choose one"


def test_a_change_that_costs_points_is_left_out_and_named() -> None:
    made = proposal({"README.md": README}, spoiling, ignoring)
    assert [change.path for change in made.patch.changes] == [".gitignore"]
    assert made.harmful == ("train.py",)
    before, after = made.before.score.exact.value, made.after.score.exact.value
    assert before is not None
    assert after is not None
    assert after >= before


def test_questions_that_cost_points_give_way_to_facts() -> None:
    finished = README + "".join(
        f"\n## {title}\n\n{said}\n"
        for title, said in {
            "Problem": "The crew drives at night without knowing where bikes are short, which costs hours.",
            "Data": "Two years of trips from https://opendata.example.org/trips, under CC BY 4.0.",
            "Method": "Trips are counted by hour; a ridge regression is fitted on weather, hour and weekday.",
            "Results": "The forecast is off by 3.1 bikes (MAE), while last week's value is off by 5.4.",
            "Installation": "```bash\npip install -r requirements.txt\n```",
            "Built with": "Python, pandas, scikit-learn",
            "License": "MIT. Contact: ada@example.org",
        }.items()
    )
    made = proposal({"README.md": finished}, readme)
    value, before = made.after.score.exact.value, made.before.score.exact.value
    assert value is not None
    assert before is not None
    assert value >= before


def test_only_rules_that_did_not_pass_are_mended() -> None:
    mender = InMemory({"README.md": README}, asking)
    propose(mender, CATALOGUE, FixWish(RULES))
    assert "readme-overview" not in mender.asked[0].rules
    assert "eng-license" in mender.asked[0].rules
    assert mender.asked[0].contents["results-methodology"] == ("methodology",)


def test_nothing_is_asked_of_a_worker_when_no_named_rule_is_open() -> None:
    mender = InMemory({"README.md": README}, asking)
    made = propose(mender, CATALOGUE, FixWish(("readme-overview",)))
    assert mender.asked == []
    assert made.patch == Patch()


def test_what_is_asked_only_of_the_mended_repository_is_mended_in_the_same_run() -> None:
    """With twelve files a README has to show where what is, and the ignore file is the twelfth."""
    parts: dict[str, str | bytes] = {f"part{number}.py": "import numpy\n" for number in range(7)}
    made = proposal({"README.md": README, **parts}, ignoring, readme)
    (change,) = [change for change in made.patch.changes if change.path == "README.md"]
    assert "readme-structure" in change.rules


def with_tests(bench: Bench) -> Iterator[Made]:
    """Begins tests only where a module is, which another fixer makes."""
    if bench.repo.tree.paths and "model.py" in bench.repo.tree.paths:  # type: ignore[union-attr]
        yield Change("tests/test_model.py", None, "from model import x\n\n\ndef test_x():\n    assert x(1) == 2\n", "")
    else:
        yield "tests: there is no module to test"


def modelling(bench: Bench) -> Iterator[Made]:
    if not bench.has("model.py"):
        yield Change("model.py", None, "def x(y):\n    return y + 1\n", "A module.")


def test_what_was_made_opens_the_way_for_more_until_another_run_has_nothing_to_do() -> None:
    made = proposal({"README.md": README}, with_tests, modelling)
    assert {change.path for change in made.patch.changes} == {"model.py", "tests/test_model.py"}
    assert made.patch.left == ()


def writing(path: str) -> Fixer:
    def fixer(bench: Bench) -> Iterator[Made]:
        yield Change(path, None, "x", "")
        yield from ignoring(bench)

    return fixer


@pytest.mark.parametrize("path", ["../x", "/etc/x", ".git/hooks/post-checkout", "a\nb", "con"])
def test_a_path_that_must_not_be_written_is_left_alone(path: str) -> None:
    made = proposal({"README.md": README}, writing(path))
    assert [change.path for change in made.patch.changes] == [".gitignore"]
    (said,) = made.patch.left
    assert "\n" not in said


def test_two_changes_of_one_file_are_a_mistake() -> None:
    with pytest.raises(AuditError, match="two changes of one file"):
        proposal({"README.md": README}, writing("notes.txt"), writing("NOTES.txt"))
