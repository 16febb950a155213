"""What `portfolio-audit fix` makes of real repositories, and whether it keeps its promises.

    python benchmarks/patches.py FOLDER [--only WORD] [--keep FOLDER] [--author NAME --license SPDX]

Every git repository below FOLDER, bare or not, is cloned to a temporary place, mended there as `fix --write` does,
read again, and mended again. Prints a line for each: score before and after, files, questions, and what is wrong. What
git cannot clone is passed over. The exit code is 1 if a score fell, a second run changed something, a written Python,
TOML, YAML or JSON file does not parse, or a written Dockerfile copies what is not there.

With --keep the mended clones are left in that folder, each with its patch beside it.
"""

import argparse
import ast
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import yaml

from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.cli.fix_files import File, plan, write
from portfolio_audit.errors import AuditError
from portfolio_audit.fixing.diffing import unified
from portfolio_audit.fixing.values import FixWish
from portfolio_audit.mending import Mender, Proposal, assignment, propose
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.facts import DeploymentFacts, RepoFacts
from portfolio_audit.planning import Wish
from portfolio_audit.verdict import Judged

NOW = datetime.now(UTC).replace(microsecond=0)
PARSERS = {
    ".py": ast.parse,
    ".toml": tomllib.loads,
    ".yml": yaml.safe_load,
    ".yaml": yaml.safe_load,
    ".json": json.loads,
    ".ipynb": json.loads,
}
PLAIN = {**os.environ, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_LFS_SKIP_SMUDGE": "1"}


@dataclass(frozen=True)
class Result:
    """What came of one repository."""

    name: str
    before: str
    after: str
    files: int
    questions: int
    wrong: tuple[str, ...]
    seconds: float


def main() -> int:
    """Mend all; 1 if a promise is broken."""
    options = _options()
    catalogue = load_catalogue(examples=False)
    rules = tuple(rule.id for rule in catalogue.rules)
    wish = FixWish(rules, options.license, options.author, year=NOW.year)
    broken = 0
    print(f"{'repository':48} {'before':>7} {'after':>7} {'files':>5} {'asked':>5} {'s':>5}  wrong")
    with tempfile.TemporaryDirectory() as temporary:
        place = (options.keep or Path(temporary)).resolve()
        for folder in _repositories(options.folder):
            if options.only not in str(folder):
                continue
            try:
                result = _mended(folder, place, catalogue, wish)
            except subprocess.CalledProcessError:
                print(f"{_name(folder)[:48]:48} git cannot clone it", flush=True)
                continue
            broken += bool(result.wrong)
            _print(result)
            if not options.keep:
                shutil.rmtree(place / _name(folder), ignore_errors=True)
    print(f"{broken} repositories with something wrong")
    return 1 if broken else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--author", default="")
    parser.add_argument("--license", default="")
    return parser.parse_args()


def _repositories(folder: Path) -> Iterator[Path]:
    for place in sorted(path for pattern in ("*", "*/*") for path in folder.glob(pattern) if path.is_dir()):
        if (place / ".git").exists() or ((place / "HEAD").is_file() and (place / "objects").is_dir()):
            yield place


def _name(folder: Path) -> str:
    return f"{folder.parent.name}+{folder.name.removesuffix('.git')}"


def _print(result: Result) -> None:
    figures = f"{result.before:>7} {result.after:>7} {result.files:5} {result.questions:5} {result.seconds:5.1f}"
    print(f"{result.name[:48]:48} {figures}  {'; '.join(result.wrong)}", flush=True)


def _mended(source: Path, place: Path, catalogue: Catalogue, wish: FixWish) -> Result:
    start = time.monotonic()
    folder = _clone(source, place / _name(source) / source.name.removesuffix(".git"))
    try:
        first, files, _ = _run(folder, catalogue, wish)
        (folder.parent / "patch.diff").write_bytes(b"".join(_diff(files)))
        write(folder, files)
        second, again, facts = _run(folder, catalogue, wish)
    except AuditError as error:
        return Result(_name(source), "-", "-", 0, 0, (str(error),), time.monotonic() - start)
    wrong = (*_fallen(first, second), *_unstable(again), *_unparsed(folder, files), *_missing(facts, files))
    asked = sum(len(file.change.questions) for file in files)
    before, after = _shown(first.before), _shown(second.before)
    good = [file for file in files if not file.refused]
    return Result(_name(source), before, after, len(good), asked, wrong, time.monotonic() - start)


def _clone(source: Path, folder: Path) -> Path:
    """The repository checked out; no hook of it runs. One with damaged objects begins anew with its files."""
    shutil.rmtree(folder, ignore_errors=True)
    try:
        _git("clone", "-q", "--no-local", "--template=", "--", str(source), str(folder))
    except subprocess.CalledProcessError:
        _git("clone", "-q", "--no-hardlinks", "--template=", "--", str(source), str(folder))
        shutil.rmtree(folder / ".git")
        _git("-C", str(folder), "init", "-q", "--template=")
        _git("-C", str(folder), "add", "-A", "-f")
        _git("-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "-m", "All")
    return folder


def _git(*arguments: str) -> None:
    subprocess.run(["git", "-c", "core.hooksPath=/dev/null", *arguments], check=True, env=PLAIN, capture_output=True)


def _run(folder: Path, catalogue: Catalogue, wish: FixWish) -> tuple[Proposal, tuple[File, ...], RepoFacts]:
    with Mender(assignment(folder, "https://github.com"), Wish(), NOW) as mender:
        proposal = propose(mender, catalogue, wish)
        return proposal, plan(folder, proposal.patch), mender.read()


def _diff(files: Sequence[File]) -> Iterator[bytes]:
    for file in files:
        if not file.refused:
            yield from unified(file.change.path, file.old, file.new)


def _shown(item: Judged) -> str:
    value = item.score.exact.value
    return "–" if value is None else f"{float(value):.1f}"


def _fallen(first: Proposal, second: Proposal) -> Iterator[str]:
    before, after = first.before.score.exact.value or 0, second.before.score.exact.value or 0
    if after < before:
        yield "the score fell"
    if second.before.score.exact != first.after.score.exact:
        yield f"foretold {_shown(first.after)}"


def _unstable(again: Sequence[File]) -> Iterator[str]:
    if changed := [file.change.path for file in again if not file.refused]:
        yield f"a second run changes {', '.join(changed)}"


def _unparsed(folder: Path, files: Sequence[File]) -> Iterator[str]:
    for file in files:
        parse = PARSERS.get(Path(file.change.path).suffix)
        if parse and not file.refused:
            try:
                parse((folder / file.change.path).read_text("utf-8"))
            except (SyntaxError, ValueError, yaml.YAMLError) as error:
                yield f"{file.change.path} does not parse: {str(error)[:80]}"


def _missing(facts: RepoFacts, files: Sequence[File]) -> Iterator[str]:
    written = {file.change.path for file in files}
    images = facts.deployment.images if isinstance(facts.deployment, DeploymentFacts) else ()
    for image in images:
        if image.path in written and image.missing:
            yield f"{image.path} needs {image.missing[0].excerpt[:60]}"


if __name__ == "__main__":
    sys.exit(main())
