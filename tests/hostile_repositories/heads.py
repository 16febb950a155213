"""Repositories that are empty, damaged, or do not say where they begin."""

import zlib

from hostile_repositories.kinds import CODE, ORDINARY, README, Files, kind
from hostile_repositories.store import Store


def _blob(content: str) -> bytes:
    data = content.encode()
    return b"blob %d\0%b" % (len(data), data)


@kind()
def nothing_at_all(store: Store, _: int) -> None:
    """No commit, no ref."""


@kind()
def head_unborn(store: Store, _: int) -> None:
    store.refs[b"refs/heads/other"] = store.commit(store.root(ORDINARY))
    del store.refs[b"refs/heads/main"]


@kind(branch="gone")
def head_missing(store: Store, _: int) -> Files:
    store.files["HEAD"] = b"ref: refs/heads/gone\n"
    return {}


@kind()
def head_detached(store: Store, _: int) -> None:
    commit = store.commit(store.root(ORDINARY))
    store.files["HEAD"] = commit.hex().encode() + b"\n"


@kind()
def head_in_a_loop(store: Store, _: int) -> Files:
    store.files["HEAD"] = b"ref: refs/heads/a\n"
    store.files["refs/heads/a"] = b"ref: refs/heads/b\n"
    store.files["refs/heads/b"] = b"ref: refs/heads/a\n"
    return {}


@kind()
def head_of_rubbish(store: Store, _: int) -> Files:
    store.files["HEAD"] = b"\x1b[31m" * 1_000
    return {}


@kind()
def head_outside(store: Store, _: int) -> Files:
    store.files["HEAD"] = b"ref: ../../../../etc/passwd\n"
    return {}


@kind(branch="--upload-pack=touch owned")
def head_like_an_option(store: Store, _: int) -> None:
    name = b"refs/heads/--upload-pack=touch"
    store.refs = {name: store.commit(store.root(ORDINARY))}
    store.files["HEAD"] = b"ref: " + name + b"\n"


@kind()
def head_to_a_file(store: Store, _: int) -> None:
    store.commit(store.root(ORDINARY))
    store.refs[b"refs/heads/main"] = store.blob(README)


@kind()
def head_to_a_tree(store: Store, _: int) -> None:
    store.commit(store.root(ORDINARY))
    store.refs[b"refs/heads/main"] = store.root(ORDINARY)


@kind()
def head_to_nothing(store: Store, _: int) -> None:
    store.commit(store.root(ORDINARY))
    store.refs[b"refs/heads/main"] = b"\x11" * 20


@kind()
def shallow_without_reason(store: Store, _: int) -> None:
    commit = store.commit(store.root(ORDINARY), [b"\x22" * 20])
    store.files["shallow"] = commit.hex().encode() + b"\n" + b"1" * 40 + b"\n"


@kind()
def pack_that_is_damaged(store: Store, _: int) -> Files:
    store.files["objects/pack/pack-0.pack"] = b"PACK\0\0\0\2\0\0\0\x05" + bytes(range(256)) * 40
    store.files["objects/pack/pack-0.idx"] = b"\xfftOc\0\0\0\2" + bytes(2_000)
    return {}


@kind()
def objects_of_the_wrong_length(store: Store, _: int) -> Files:
    store.loose(store.blob(CODE), zlib.compress(b"blob 9999999999\0" + CODE.encode()))
    store.loose(store.blob(README), zlib.compress(b"blob 3\0" + README.encode()))
    return {"other.py": "x = 1\n"}


@kind()
def objects_under_the_wrong_name(store: Store, _: int) -> Files:
    store.loose(store.blob(CODE), zlib.compress(_blob("import other\n")))
    return {}


@kind(20_000_000, 400_000_000)
def objects_that_swell(store: Store, size: int) -> Files:
    """A file of zeros that is a thousand times as large as its pack."""
    return {"big.py": b"0" * size, "README.md": README}


@kind()
def objects_that_are_cut(store: Store, _: int) -> Files:
    store.loose(store.blob(CODE), zlib.compress(_blob(CODE))[:-20])
    store.loose(store.blob(README), b"")
    return {"other.py": "x = 1\n"}


@kind(digest="sha256")
def objects_named_by_sha_256(store: Store, _: int) -> Files:
    return {}


@kind()
def alternates_elsewhere(store: Store, _: int) -> Files:
    store.files["objects/info/alternates"] = b"/etc\n../../../../etc\n" + b"/proc/self/root\n" * 1_000
    store.files["objects/info/http-alternates"] = b"http://127.0.0.1:9/owned.git/objects\n"
    return {}


@kind()
def settings_that_run_commands(store: Store, _: int) -> Files:
    keys = "\tfsmonitor = touch owned\n\tsshCommand = touch owned\n\thooksPath = hooks\n\tpager = touch owned\n"
    packing = '[uploadpack]\n\tpackObjectsHook = touch owned\n[filter "x"]\n\tsmudge = touch owned\n\trequired = true\n'
    store.files["config"] = f"[core]\n\trepositoryformatversion = 0\n\tbare = true\n{keys}{packing}".encode()
    for hook in ("post-checkout", "reference-transaction", "post-upload-pack", "fsmonitor-watchman"):
        store.files[f"hooks/{hook}"] = b"#!/bin/sh\ntouch owned\n"
    return {"a.x": "x", ".gitattributes": "* filter=x\n"}


@kind()
def settings_that_are_none(store: Store, _: int) -> Files:
    store.files["config"] = b"[core\n\x1b[31m = [[[\n"
    return {}


@kind()
def settings_of_a_future_git(store: Store, _: int) -> Files:
    store.files["config"] = b"[core]\n\trepositoryformatversion = 99\n[extensions]\n\tunheardOf = true\n"
    return {}
