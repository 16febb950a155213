"""The environment that git runs in: built, not inherited, so that nothing of the user's or of a stranger's leaks in."""

import os
from pathlib import Path

MARK = "PORTFOLIO_AUDIT_ISOLATED"
_CONFIG = f"""\
[core]
\thooksPath = {os.devnull}
\tfsmonitor = false
\tpackedGitWindowSize = 32m
\tpackedGitLimit = 256m
[credential]
\thelper =
[gc]
\tauto = 0
[http]
\tfollowRedirects = initial
\tlowSpeedLimit = 1000
\tlowSpeedTime = 20
[protocol]
\tversion = 2
[safe]
\tbareRepository = explicit
\tdirectory = *
[uploadpack]
\tallowFilter = true
\tallowAnySHA1InWant = true
"""
_KEPT = (
    "PATH",
    "PATHEXT",
    "COMSPEC",
    "SYSTEMDRIVE",
    "SYSTEMROOT",
    "WINDIR",
    "TEMP",
    "TMP",
    "TMPDIR",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "GIT_EXEC_PATH",
    "GIT_SSL_CAINFO",
)
PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "NO_PROXY", "no_proxy", "ALL_PROXY", "all_proxy")


def environment(home: Path, protocols: str) -> dict[str, str]:
    """Variables for git, and nothing else.

    Args:
        home: an empty folder of ours; git's only configuration file is written into it.
        protocols: what git may speak, colon-separated.
    """
    config = home / "gitconfig"
    config.write_text(_CONFIG, encoding="ascii", newline="\n")
    kept = {name: os.environ[name] for name in (*_KEPT, *PROXIES) if name in os.environ}
    return kept | {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": str(config),
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "",
        "GIT_ALLOW_PROTOCOL": protocols,
        "GIT_LFS_SKIP_SMUDGE": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_PYTHON_REFRESH": "quiet",
        "LC_ALL": "C",
        "NoDefaultCurrentDirectoryInExePath": "1",  # Windows would look for programs in the current folder first
        MARK: "1",
    }


def isolate(variables: dict[str, str]) -> None:
    """Make them this process's whole environment. For a process that does nothing else."""
    os.environ.clear()
    os.environ.update(variables)


def is_isolated() -> bool:
    """Whether `isolate` has been called in this process."""
    return os.environ.get(MARK) == "1"
