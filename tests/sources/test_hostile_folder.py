"""A local folder is a stranger's, too: nothing that it is set up to run is run."""

import shutil
from pathlib import Path

import pytest
from taking import Take

from gather.repositories import checked_out, git
from portfolio_audit.sources.git import CloneFailed

TRAPS = (
    "core.fsmonitor",
    "core.sshCommand",
    "core.gitProxy",
    "core.editor",
    "core.pager",
    "core.askPass",
    "core.alternateRefsCommand",
    "diff.external",
    "credential.helper",
    "filter.trap.clean",
    "filter.trap.smudge",
    "filter.trap.process",
    "diff.trap.textconv",
    "uploadpack.packObjectsHook",
    "remote.origin.uploadpack",
    "gpg.program",
    "log.showSignature",
)
HOOKS = (
    "post-checkout",
    "post-merge",
    "pre-auto-gc",
    "reference-transaction",
    "post-index-change",
    "fsmonitor-watchman",
)


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    return tmp_path / "something-was-run"


@pytest.fixture
def trapped(tmp_path: Path, marker: Path) -> Path:
    """A folder in whose repository everything that can name a program names one."""
    folder = checked_out(tmp_path / "trapped", {"README.md": "# Trap\n", ".gitattributes": "* filter=trap diff=trap\n"})
    script = tmp_path / "trap.sh"
    script.write_text(f'#!/bin/sh\necho "$0" >> "{marker}"\nexit 0\n')
    script.chmod(0o755)
    for key in TRAPS[:-1]:
        git("-C", folder, "config", key, str(script))
    git("-C", folder, "config", "log.showSignature", "true")
    hooks = folder / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for hook in HOOKS:
        shutil.copy(script, hooks / hook)
    git("-C", folder, "config", "core.hooksPath", str(hooks))
    (folder / "README.md").write_text("# Changed since\n")
    return folder


def test_nothing_is_run_for_a_folder_with_traps(take: Take, trapped: Path, marker: Path) -> None:
    snapshot = take(trapped)
    assert snapshot.read("README.md") == b"# Trap\n"
    assert len(snapshot.commits) == 1
    assert not marker.exists()


def test_the_traps_are_real(trapped: Path, marker: Path) -> None:
    git("-C", trapped, "status", check=False)
    assert marker.exists()


def test_a_missing_file_is_not_fetched_by_the_folders_own_command(take: Take, trapped: Path, marker: Path) -> None:
    oid = git("-C", trapped, "rev-parse", "HEAD:README.md").decode().strip()
    objects = trapped / ".git" / "objects"
    for pack in (objects / "pack").glob("*.pack"):
        data = pack.read_bytes()
        for file in list((objects / "pack").iterdir()):
            file.unlink()
        git("-C", trapped, "unpack-objects", "-q", stdin=data)
    (objects / oid[:2] / oid[2:]).unlink()
    for key, value in (
        ("core.repositoryFormatVersion", "1"),
        ("extensions.partialClone", "origin"),
        ("remote.origin.promisor", "true"),
        ("remote.origin.partialclonefilter", "blob:none"),
    ):
        git("-C", trapped, "config", key, value)
    marker.unlink(missing_ok=True)
    snapshot = take(trapped)
    assert snapshot.read("README.md") is None
    assert snapshot.read(".gitattributes") == b"* filter=trap diff=trap\n"
    assert not marker.exists()


def test_a_repository_inside_the_repository_is_left_alone(take: Take, tmp_path: Path, marker: Path) -> None:
    folder = checked_out(tmp_path / "outer", {"README.md": "# Outer\n"})
    (folder / "inner").mkdir()
    git("init", "--quiet", "--bare", "--template=", folder / "inner")
    git(f"--git-dir={folder / 'inner'}", "config", "core.fsmonitor", f"touch {marker}")
    assert take(folder).read("README.md") == b"# Outer\n"
    assert not marker.exists()


def test_configuration_that_includes_a_file_does_not_show_it(take: Take, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hunter2 is no configuration\n")
    folder = checked_out(tmp_path / "including", {"README.md": "# In\n"})
    with (folder / ".git" / "config").open("a") as config:
        config.write(f"[include]\n\tpath = {secret}\n")
    with pytest.raises(CloneFailed) as caught:
        take(folder)
    assert "hunter2" not in str(caught.value)
