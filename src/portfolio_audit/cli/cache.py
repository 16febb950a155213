"""`portfolio-audit cache show|clear`."""

from typing import TYPE_CHECKING

import click

from portfolio_audit.cli.session import configure_logging, opened_store, sentences

if TYPE_CHECKING:
    from portfolio_audit.sources.clones import Clones
    from portfolio_audit.store import Store

_WORDS = {
    "answer": "answers of the host",
    "seen": "repositories whose state is known",
    "facts": "repositories that were read",
    "assessed": "repositories that were judged",
}


@click.group()
def cache() -> None:
    """What is kept between runs, so that a second one is quick and an interrupted one goes on.

    It lies in the folder that PORTFOLIO_AUDIT_CACHE names, else in the platform's cache folder; what is least recently
    used goes first. Nothing of folders or of private repositories is kept, and never a token.
    """


@cache.command()
def show() -> None:
    """Show where it is and how large."""
    from portfolio_audit.cli.output import write_stdout

    configure_logging(0)
    with sentences(), opened_store(no_cache=False) as store:
        write_stdout(f"{store.folder}\n")
        for count in store.counts():
            write_stdout(f"  {count.entries:>6,}  {_WORDS.get(count.kind, count.kind)}, {_size(count.bytes)}\n")
        if clones := _clones(store):
            number, size = clones.show()
            write_stdout(f"  {number:>6,}  clones, {_size(size)}\n")


@cache.command()
def clear() -> None:
    """Forget everything; the next run reads all anew."""
    configure_logging(0)
    with sentences(), opened_store(no_cache=False) as store:
        store.clear()
        if clones := _clones(store):
            clones.clear()
        click.echo(f"{store.folder} is empty", err=True)


def _clones(store: "Store") -> "Clones | None":
    from portfolio_audit.sources.clones import CLONES, Clones

    return Clones(store.folder / CLONES) if store.folder else None


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 100_000 else f"{count / 1_000:.1f} kB"
