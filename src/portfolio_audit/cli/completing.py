"""What a shell may offer for an argument, read off names of files: a keystroke must not wait for the catalogue."""

from collections.abc import Iterable

import click
from click.shell_completion import CompletionItem

from portfolio_audit.resources import data_dir

_NO_CATEGORIES = ("rubrics", "skeletons")


def rules(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Ids of the rules."""
    return _those(_rules(), incomplete)


def rules_and_categories(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Ids of the rules, and the categories that they are in."""
    return _those([*_categories(), *_rules()], incomplete)


def rubrics(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Files of one's own, and names of the rubrics that come with the tool."""
    names = (file.stem for file in (data_dir("rules") / "rubrics").glob("*.toml"))
    return [CompletionItem(incomplete, type="file"), *_those(names, incomplete)]


def kinds(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Kinds of repositories, after `NAME=` where that is given."""
    before, sign, word = incomplete.rpartition("=")
    import tomllib

    table = tomllib.loads((data_dir("rules") / "kinds.toml").read_text("utf-8"))
    return _those((f"{before}{sign}{kind['id']}" for kind in table["kind"]), f"{before}{sign}{word}")


def folders(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Folders on this machine; who is on a host is not asked."""
    return [CompletionItem(incomplete, type="dir")]


def _rules() -> Iterable[str]:
    return (file.stem for category in _categories() for file in (data_dir("rules") / category).glob("*.toml"))


def _categories() -> list[str]:
    return [place.name for place in data_dir("rules").iterdir() if place.is_dir() and place.name not in _NO_CATEGORIES]


def _those(words: Iterable[str], incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(word) for word in sorted(words) if word.startswith(incomplete)]
