"""A project on the made-up host, and its checkouts as actions/checkout leaves them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gather.repositories import START, Made, git, grow, history

OWNER, NAME = "ada", "bikes"
FULL_NAME = f"{OWNER}/{NAME}"
BRANCH = "main"
NOBODY = "0" * 40
"""What an event names where there is no commit."""
_WHO = f"Ada <ada@example.com> {START} +0000"
_CREDENTIALS = "http.https://github.com/.extraheader", "AUTHORIZATION: basic eC1hY2Nlc3MtdG9rZW46"


@dataclass(frozen=True, slots=True)
class Pull:
    """A pull request: its number, and the commits of its two sides and of the two merged for a trial."""

    number: int
    branch: str
    base: str
    head: str
    merge: str
    fork: str = ""
    """Who owns the fork that it comes from; empty: none."""

    @property
    def ref(self) -> str:
        return f"refs/pull/{self.number}/merge"


class Project:
    """One repository of the host; `origin` is bare, and is what the host serves."""

    def __init__(self, folder: Path, files: Mapping[str, str], *, days: int = 12) -> None:
        """A project after so many days of work, so that one commit more makes no other history of it."""
        self.folder = folder
        folder.mkdir()
        self._days = 0
        notes = [{"train.py": f"import pandas\n\n# Day {day}.\n"} for day in range(1, days)]
        steps = [self._made(note, f"Note what was learnt on day {day}") for day, note in enumerate(notes, 1)]
        self.origin = history(folder / "origin.git", [*steps, self._made(files, "Publish the forecast of bikes (#1)")])
        git(f"--git-dir={self.origin}", "config", "uploadpack.allowAnySHA1InWant", "true")
        self._checkouts = 0

    @property
    def head(self) -> str:
        """The newest commit of the default branch."""
        return self.commit_of(f"refs/heads/{BRANCH}")

    def commit_of(self, name: str) -> str:
        return self._git("rev-parse", f"{name}^0")

    def commit(
        self, files: Mapping[str, str], *, branch: str = BRANCH, start: str = "", text: str = "Explain more of it"
    ) -> str:
        """A new commit on a branch, after `start` or else after the default branch's newest."""
        grow(self.origin, [self._made(files, text)], branch, start or f"refs/heads/{BRANCH}")
        return self.commit_of(f"refs/heads/{branch}")

    def rewrite(self, files: Mapping[str, str]) -> str:
        """The default branch's history anew, as a force push leaves it."""
        grow(self.origin, [self._made(files, "Start over")], BRANCH, "")
        return self.head

    def merge(self, base: str, head: str) -> str:
        """A commit that merges two which do not contradict each other; no branch has it yet."""
        tree = self._git("merge-tree", "--write-tree", base, head).partition("\n")[0]
        raw = f"tree {tree}\nparent {base}\nparent {head}\nauthor {_WHO}\ncommitter {_WHO}\n\nMerge\n"
        return self._git("hash-object", "-t", "commit", "-w", "--stdin", stdin=raw.encode())

    def move(self, ref: str, commit: str) -> None:
        """Let a branch, a tag or any other reference name that commit; an empty one takes it away."""
        self._git(*(("update-ref", ref, commit) if commit else ("update-ref", "-d", ref)))

    def pull(self, number: int, branch: str, *, fork: str = "") -> Pull:
        """The pull request of a branch, as it is now."""
        base, head = self.head, self.commit_of(f"refs/heads/{branch}")
        pull = Pull(number, branch, base, head, self.merge(base, head), fork)
        self.move(pull.ref, pull.merge)
        self.move(f"refs/pull/{number}/head", head)
        return pull

    def checked_out(self, ref: str, *, depth: int = 1) -> Path:
        """A folder with that reference's files; `depth` 0 brings the whole history."""
        self._checkouts += 1
        folder = self.folder / f"checkout-{self._checkouts}"
        git("init", "--quiet", "--template=", f"--initial-branch={BRANCH}", folder)
        here = ("-C", str(folder))
        git(*here, "remote", "add", "origin", f"https://github.com/{FULL_NAME}.git")
        local = ref.replace("refs/heads/", "refs/remotes/origin/").replace("refs/pull/", "refs/remotes/pull/")
        wanted = (
            [] if depth == 0 and not local.startswith("refs/remotes/pull/") else [f"+{self.commit_of(ref)}:{local}"]
        )
        if depth == 0:
            wanted += ["+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*"]
        deep = [f"--depth={depth}"] if depth else []
        git(*here, "fetch", "--quiet", "--no-tags", *deep, self.origin.as_uri(), *wanted)
        branch = ref.removeprefix("refs/heads/")
        git(*here, "checkout", "--quiet", "--force", *(("--detach",) if branch == ref else ("-B", branch)), local)
        git(*here, "config", *_CREDENTIALS)
        (folder / ".git" / "FETCH_HEAD").unlink()  # it has the folder that stands for github.com
        return folder

    def _made(self, files: Mapping[str, str], text: str) -> Made:
        """A commit on the day after the one before."""
        self._days += 1
        return Made(files, text.encode(), when=f"{START + 86_400 * self._days} +0000")

    def _git(self, *arguments: str, stdin: bytes = b"") -> str:
        return git(f"--git-dir={self.origin}", *arguments, stdin=stdin).decode().strip()
