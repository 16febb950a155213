"""What to take out of git, as commands for a person: nothing here deletes a file, and no secret is repeated."""

import posixpath
import shlex
from collections.abc import Iterable, Iterator, Sequence

from portfolio_audit.facts.ignoring import IgnoreFile
from portfolio_audit.facts.paths import words
from portfolio_audit.fixing.making import Bench, Made
from portfolio_audit.fixing.values import Advice
from portfolio_audit.model.facts import Secret, SecurityFacts, TreeFacts
from portfolio_audit.skeletons.commands import usable
from portfolio_audit.text import numbered

JUNK, BIG, CREDENTIALS = "git-no-junk", "git-no-big-files", "security-credentials"
SECRETS = ("security-secrets", "security-history")
_A_COMMAND = 20
"""Paths that one command takes."""
_ALIKE = 4
"""Files of one name from which a pattern takes the place of their paths."""
_SPECIAL = frozenset("*?[]:")
_FIRST = "Make it worthless first: revoke it where it was issued, because every clone has it."
_HISTORY = (
    "The history keeps it; `git filter-repo` (a tool of its own) rewrites that, and everybody has to clone again."
)


def fix_junk(bench: Bench) -> Iterator[Made]:
    """Advice for what a machine made, for what is too large, and for secrets; these come first."""
    tree, security = bench.repo.tree, bench.repo.security
    if isinstance(security, SecurityFacts) and (rules := bench.wants(*SECRETS)):
        yield from _secrets(security.secrets, rules)
    if not isinstance(tree, TreeFacts):
        return
    if bench.wants(CREDENTIALS):
        yield from _credentials(bench, tree.credentials)
    if bench.wants(JUNK):
        yield from _junk(bench, tree)
    if bench.wants(BIG):
        yield from _big(bench, tree)


def _typed(paths: Iterable[str]) -> list[str]:
    return [path for path in paths if usable(path)]


def _remove(paths: Sequence[str]) -> Iterator[str]:
    """Commands that take the paths out of git and leave them on the disk, also where git does not know them."""
    for start in range(0, len(paths), _A_COMMAND):
        part = [path.rstrip("/") for path in paths[start : start + _A_COMMAND]]
        literal = "--literal-pathspecs " if any(_SPECIAL & set(path) for path in part) else ""
        yield f"git {literal}rm -r --cached --ignore-unmatch -- {' '.join(map(shlex.quote, part))}"


def _ignore(bench: Bench, lines: Iterable[str]) -> Iterator[str]:
    """The command that lets git leave them out from now on, as far as it does not yet."""
    text = bench.text(".gitignore") or ""
    ignored = IgnoreFile(text.split("\n"))
    lines = [line for line in lines if not ignored.covers(line.strip("/"), folder=line.endswith("/"))]
    if lines:
        if text and not text.endswith("\n"):
            yield "echo >> .gitignore"
        yield f"printf '%s\\n' {' '.join(map(shlex.quote, dict.fromkeys(lines)))} >> .gitignore"


def _pattern(path: str) -> str:
    """A line of an ignore file for one path; what would be a pattern in it is taken literally."""
    bare = "".join(f"[{sign}]" if sign in "*?[" else sign for sign in path)
    return f"/{bare}"


def _junk(bench: Bench, tree: TreeFacts) -> Iterator[Made]:
    roots = list(dict.fromkeys(_root(path) for path in (*tree.vendored, *tree.junk)))
    typed = _typed(roots)
    names = [posixpath.basename(path) for path in typed if not path.endswith("/")]
    alike = {name for name in names if names.count(name) >= _ALIKE and not _SPECIAL & set(name)}
    single = [path for path in typed if path.endswith("/") or posixpath.basename(path) not in alike]
    commands = [
        *_remove(single),
        *(f"git rm --cached --ignore-unmatch -- {_everywhere(name)}" for name in sorted(alike)),
    ]
    left_out = [*(_kept_out(path) for path in single), *sorted(alike)]
    if commands:
        commands += [*_ignore(bench, left_out), 'git commit -m "Take out of git what a machine makes"']
        count = len(tree.vendored) + len(tree.junk)
        what = numbered(count, "{} generated file or folder", "{} generated files or folders")
        yield Advice(f"Take {what} out of git; on your disk everything stays.", tuple(commands), (JUNK,))
    if len(typed) < len(roots):
        one = "{} path of a generated file cannot be typed in a shell and was left."
        yield numbered(
            len(roots) - len(typed), one, "{} paths of generated files cannot be typed in a shell and were left."
        )


def _everywhere(name: str) -> str:
    return shlex.quote(f":(glob)**/{name}")


def _root(path: str) -> str:
    """The folder of a cache that the path lies in, with a slash; else the path."""
    parts = path.split("/")
    for depth, part in enumerate(parts[:-1], 1):
        if part.lower() in words("caches"):
            return "/".join(parts[:depth]) + "/"
    return path


def _kept_out(path: str) -> str:
    """A folder of that name anywhere; a file at its place."""
    if path.endswith("/"):
        name = posixpath.basename(path.rstrip("/"))
        return f"{name}/" if not _SPECIAL & set(name) else f"{_pattern(path.rstrip('/'))}/"
    return _pattern(path)


def _big(bench: Bench, tree: TreeFacts) -> Iterator[Made]:
    paths = _typed(at.path for at in tree.large)
    if not paths:
        return
    said = ", ".join(f"{at.path} ({at.excerpt})" for at in tree.large[:3])
    why = (
        f"Large files: {said}. Put them where large files belong, as an asset of a release or on a hub of models, "
        "and let a script fetch them; then take them out of git. The history keeps them until it is rewritten."
    )
    yield Advice(why, (*_remove(paths), *_ignore(bench, map(_pattern, paths))), (BIG,))


def _credentials(bench: Bench, found: Sequence[str]) -> Iterator[Made]:
    paths = _typed(found)
    if not paths:
        return
    said = ", ".join(paths[:3])
    why = f"Credentials are published in {said}. {_FIRST} Then take the file out of git. {_HISTORY}"
    history = " ".join(f"--path {shlex.quote(path)}" for path in paths[:_A_COMMAND])
    after = f"git filter-repo --invert-paths {history}"
    yield Advice(why, (*_remove(paths), *_ignore(bench, map(_pattern, paths)), after), (CREDENTIALS,))


def _secrets(secrets: Sequence[Secret], rules: tuple[str, ...]) -> Iterator[Made]:
    """By the sort of place; what was found is named by its provider alone."""
    for rule, places in ((SECRETS[0], ("file", "output")), (SECRETS[1], ("history",))):
        for where in places:
            found = [secret for secret in secrets if secret.where == where]
            if found and rule in rules:
                yield _advice(found, where, rule)


def _advice(found: Sequence[Secret], where: str, rule: str) -> Advice:
    said = ", ".join(dict.fromkeys(f"{secret.provider} ({secret.at.spot})" for secret in found[:5]))
    if where == "output":
        paths = _typed(dict.fromkeys(secret.at.path for secret in found))
        clear = tuple(f"jupyter nbconvert --clear-output --inplace {shlex.quote(f'./{path}')}" for path in paths)
        return Advice(
            f"Saved outputs show secrets: {said}. {_FIRST} Then clear the outputs. {_HISTORY}", clear, (rule,)
        )
    if where == "history":
        return Advice(f"Earlier versions hold secrets: {said}. {_FIRST} {_HISTORY}", (), (rule,))
    after = "Then read it from an environment variable, and keep that in a file that git ignores."
    return Advice(f"Secrets are published: {said}. {_FIRST} {after} {_HISTORY}", (), (rule,))
