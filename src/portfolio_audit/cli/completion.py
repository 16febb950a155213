"""`portfolio-audit completion SHELL`."""

import click
from click.shell_completion import get_completion_class

from portfolio_audit.cli.lazy import COMPLETE

SHELLS = ("bash", "zsh", "fish")


def _known(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
    if value.lower() in ("powershell", "pwsh", "cmd"):
        raise click.BadParameter(f"there is none for {value}; there is for {', '.join(SHELLS)}.")
    if value not in SHELLS:
        raise click.BadParameter(f"{value!r} is none of {', '.join(SHELLS)}.")
    return value


@click.command()
@click.argument(
    "shell",
    callback=_known,
    metavar="|".join(SHELLS),
    shell_complete=lambda _ctx, _param, word: [shell for shell in SHELLS if shell.startswith(word)],
)
def completion(shell: str) -> None:
    """Print a script that has a shell complete commands, options, rules, rubrics, kinds and languages.

    \b
      bash    eval "$(portfolio-audit completion bash)"             in ~/.bashrc
      zsh     eval "$(portfolio-audit completion zsh)"              in ~/.zshrc, after compinit
      fish    portfolio-audit completion fish > ~/.config/fish/completions/portfolio-audit.fish

    PowerShell has none.
    """
    from portfolio_audit.cli import main

    kind = get_completion_class(shell)
    if kind is not None:
        click.echo(kind(main, {}, "portfolio-audit", COMPLETE).source())
