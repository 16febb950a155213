"""Where a history of some depth ends, beside what git itself says in a fresh clone."""

import random
from contextlib import closing
from pathlib import Path

import pytest

from gather.repositories import git
from portfolio_audit.sources.boundary import boundary
from portfolio_audit.sources.objects import Objects


def tangled(folder: Path, seed: int, size: int) -> Path:
    """A history with merges of up to four parents, all of it reachable from its last commit."""
    chance = random.Random(seed)  # noqa: S311
    loose: set[int] = set()
    stream = []
    for number in range(1, size + 1):
        parents = set(chance.sample(range(1, number), min(number - 1, chance.choice((1, 1, 1, 2, 2, 4)))))
        parents |= loose if number == size else set()
        first, *others = sorted(parents, reverse=True) or [0]
        origin = f"from :{first}\n" if first else ""
        merges = "".join(f"merge :{other}\n" for other in others)
        person = f"Ada <ada@example.com> {1_767_225_600 + chance.randrange(1000)} +0000"
        stream.append(f"commit refs/heads/main\nmark :{number}\ncommitter {person}\ndata 1\nx\n{origin}{merges}\n")
        loose = (loose - parents) | {number}
    git("init", "--quiet", "--bare", "--template=", folder)
    (folder / "HEAD").write_text("ref: refs/heads/main\n")
    git(f"--git-dir={folder}", "fast-import", "--quiet", "--force", stdin="".join(stream).encode())
    return folder


@pytest.mark.usefixtures("isolated")
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("depth", [1, 2, 5, 9, 100])
def test_a_history_ends_where_git_says(tmp_path: Path, seed: int, depth: int) -> None:
    repository = tangled(tmp_path / "whole.git", seed, 60)
    clone = tmp_path / "clone.git"
    git("clone", "--quiet", "--bare", "--no-local", f"--depth={depth}", repository.as_uri(), clone)
    said = (clone / "shallow").read_text().split() if (clone / "shallow").exists() else []
    head = git(f"--git-dir={repository}", "rev-parse", "HEAD").decode().strip()
    with closing(Objects(repository)) as objects:
        assert sorted(boundary(objects, head, depth)) == sorted(said)


@pytest.mark.usefixtures("isolated")
@pytest.mark.parametrize("length", [4, 5, 6])
def test_the_first_commit_counts_when_the_depth_ends_there(tmp_path: Path, length: int) -> None:
    line = "".join(
        f"commit refs/heads/main\nmark :{n}\ncommitter A <a@b> {n} +0000\ndata 1\nx\n" for n in range(1, length + 1)
    )
    repository, clone = tmp_path / "line.git", tmp_path / "clone.git"
    git("init", "--quiet", "--bare", "--template=", repository)
    (repository / "HEAD").write_text("ref: refs/heads/main\n")
    git(f"--git-dir={repository}", "fast-import", "--quiet", "--force", stdin=line.encode())
    git("clone", "--quiet", "--bare", "--no-local", "--depth=5", repository.as_uri(), clone)
    said = (clone / "shallow").read_text().split() if (clone / "shallow").exists() else []
    head = git(f"--git-dir={repository}", "rev-parse", "HEAD").decode().strip()
    with closing(Objects(repository)) as objects:
        assert list(boundary(objects, head, 5)) == said


@pytest.mark.usefixtures("isolated")
def test_a_history_that_is_not_all_there_has_no_end(tmp_path: Path) -> None:
    repository, clone = tangled(tmp_path / "whole.git", 1, 30), tmp_path / "clone.git"
    git("clone", "--quiet", "--bare", "--no-local", "--depth=2", repository.as_uri(), clone)
    head = git(f"--git-dir={clone}", "rev-parse", "HEAD").decode().strip()
    with closing(Objects(clone)) as objects, pytest.raises(ValueError, match="missing"):
        boundary(objects, head, 5)
