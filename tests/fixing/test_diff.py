"""Bytes and diffs: git applies what is shown, lines that stay keep their bytes, no text costs more than its length."""

from difflib import SequenceMatcher
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from gather.repositories import git
from portfolio_audit.fixing.diffing import unified
from portfolio_audit.fixing.editing import Unwritable, edited
from portfolio_audit.fixing.lines import Lines
from portfolio_audit.fixing.paths import objection
from portfolio_audit.fixing.values import Change
from portfolio_audit.text import decode

LINES = some.lists(some.sampled_from(["a", "b", "", "c\u00e9", "  d", "+e", "-f", "\\ No newline"]), max_size=12)
TEXTS = some.builds("\n".join, LINES)


def change(old: str | None, new: str, path: str = "a.txt") -> Change:
    return Change(path, old, new, "")


@given(some.lists(some.integers(0, 5), max_size=30), some.lists(some.integers(0, 5), max_size=30))
def test_the_matcher_makes_the_new_from_the_old(old: list[int], new: list[int]) -> None:
    made: list[int] = []
    for tag, low, high, new_low, new_high in Lines(old, new).get_opcodes():
        assert tag != "equal" or old[low:high] == new[new_low:new_high]
        made += old[low:high] if tag == "equal" else new[new_low:new_high]
    assert made == new


def test_the_matcher_finds_an_insertion_as_the_usual_one_does() -> None:
    old = [f"line {number % 7}" for number in range(60)]
    new = [*old[:30], "one", "two", *old[30:]]
    assert Lines(old, new).get_opcodes() == SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def test_equal_lines_by_the_thousand_cost_no_more_than_their_number() -> None:
    start = process_time()
    old, new = ["x", "y"] * 20_000, ["y", "x", "z"] * 15_000
    assert Lines(old, new).get_opcodes()
    assert process_time() - start < 5


@given(TEXTS, TEXTS)
def test_git_applies_any_diff(tmp_path_factory: pytest.TempPathFactory, old: str, new: str) -> None:
    folder = tmp_path_factory.mktemp("diff")
    for before in (old.encode(), old.replace("\n", "\r\n").encode()):
        (folder / "a b.txt").write_bytes(before)
        after = edited(before, change(decode(before), new))
        if after != before:
            git("-C", folder, "apply", stdin=b"".join(unified("a b.txt", before, after)))
        assert (folder / "a b.txt").read_bytes() == after


@pytest.mark.parametrize("name", ["new.txt", "with space/new file.txt", "\u00fc/\u6f22.md", "quote'd.md"])
def test_git_makes_a_new_file_from_a_diff(tmp_path: Path, name: str) -> None:
    git("-C", tmp_path, "apply", stdin=b"".join(unified(name, None, b"one\ntwo")))
    assert (tmp_path / name).read_bytes() == b"one\ntwo"


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        (b"one\r\ntwo\r\n", b"one\r\nnew\r\ntwo\r\n"),
        (b"one\r\ntwo\n", b"one\r\nnew\ntwo\n"),
        (b"one\rtwo\r", b"one\rnew\rtwo\r"),
        (b"\xef\xbb\xbfone\ntwo\n", b"\xef\xbb\xbfone\nnew\ntwo\n"),
        ("\ufeffone\ntwo\n".encode("utf-16-le"), "\ufeffone\nnew\ntwo\n".encode("utf-16-le")),
        ("\ufeffone\ntwo\n".encode("utf-16-be"), "\ufeffone\nnew\ntwo\n".encode("utf-16-be")),
        (b"one caf\xe9 na\xefve\ntwo\n", b"one caf\xe9 na\xefve\nnew\ntwo\n"),
        ("one, \u00e4\u00f6\u00fc \u00e4\u00f6\u00fc\ntwo\n".encode() + b"\xff", None),
    ],
)
def test_a_line_is_put_between_lines_whose_bytes_stay(raw: bytes, wanted: bytes | None) -> None:
    old = decode(raw) or ""
    first, rest = old.split("\n", 1)
    made = edited(raw, change(old, f"{first}\nnew\n{rest}"))
    end = raw.index(b"\n") + 1 if b"\n" in raw else 0
    assert made == (wanted if wanted is not None else raw[:end] + b"new\n" + raw[end:])


def test_what_an_encoding_does_not_have_is_said() -> None:
    raw = b"caf\xe9 na\xefve r\xf4le\n"
    with pytest.raises(Unwritable, match=r"which has no '\u251c'; save it as UTF-8"):
        edited(raw, change(decode(raw), "\u251c\n"))


@pytest.mark.parametrize(("raw", "old"), [(b"other\n", "text\n"), (None, "text\n"), (b"text\n", None)])
def test_what_is_not_what_was_read_is_not_changed(raw: bytes | None, old: str | None) -> None:
    with pytest.raises(Unwritable, match="changed while it was looked at"):
        edited(raw, change(old, "new\n"))


@pytest.mark.parametrize(
    "path",
    [
        *("", "/etc/passwd", "..", "../a", "a/../b", "a//b", "./a", "a/.", ".git", ".git/hooks/pre-commit", "a/.GIT/b"),
        *(".git./config", ".gi\u200ct/config", "GIT~1/config", "a\\b", "C:/a", "a\nb", "a\x1b[2J", "a\u202eb", "nul"),
        *("con.txt", "COM1", "a/aux.py", "a.", "a ", "a?b", "x" * 300, "a/" * 3_000 + "b", "\udcff"),
    ],
)
def test_a_path_that_must_not_be_written(path: str) -> None:
    assert objection(path)


@pytest.mark.parametrize(
    "path",
    ["README.md", ".github/workflows/tests.yml", ".gitignore", "a b/c.py", "\u6f22/\u00fc.md", "src/.env.example"],
)
def test_a_path_that_may_be_written(path: str) -> None:
    assert objection(path) == ""
