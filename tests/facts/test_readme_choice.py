"""Which file is read, in which encoding and format, and what is said when there is none."""

import pytest
from readme_text import read

from portfolio_audit.facts.readme import read_readme
from portfolio_audit.model.facts import CONTENTS, ReadmeFacts
from portfolio_audit.model.values import Entry
from portfolio_audit.text import decode, decoded
from snapshots import DictSnapshot

PROSE = "# Tides\n\nThis project forecasts the height of tides for small harbours.\n"


def chosen(*paths: str) -> str | None:
    return read_readme(DictSnapshot(dict.fromkeys(paths, PROSE))).path


def test_no_readme_is_empty_facts() -> None:
    facts = read_readme(DictSnapshot({"main.py": ""}))
    assert facts.path is None
    assert facts.contents == ()
    assert not facts.content("overview").present


@pytest.mark.parametrize(
    ("paths", "best"),
    [
        (("docs/README.md", "README.md"), "README.md"),
        (("docs/README.md", ".github/README.md"), ".github/README.md"),
        (("README.md", ".github/README.md"), ".github/README.md"),
        (("README.es.md", "docs/README.md"), "README.es.md"),
        (("README.zh-CN.md", "README_es.md", "README.en.md"), "README.en.md"),
        (("README.pt-BR.md", "README.rst"), "README.rst"),
        (("README.zh-Hans-CN.md",), "README.zh-Hans-CN.md"),
        (("readme.MD",), "readme.MD"),
        (("README.txt", "README.md"), "README.md"),
        (("README",), "README"),
        (("README.es.md", "README.md"), "README.md"),
        (("README.es.md",), "README.es.md"),
        (("tides/README.md", "tides/main.py"), "tides/README.md"),
        (("a/README.md", "b/main.py"), None),
        (("READMEFIRST.md",), None),
    ],
)
def test_the_readme_a_visitor_sees_is_chosen(paths: tuple[str, ...], best: str | None) -> None:
    assert chosen(*paths) == best


def test_translations_are_named_as_others() -> None:
    facts = read_readme(DictSnapshot({"README.md": PROSE, "README.zh-CN.md": PROSE, "README_pt.md": PROSE}))
    assert facts.others == ("README.zh-CN.md", "README_pt.md")


def linked(target: str, **files: str) -> ReadmeFacts:
    """The facts of a repository whose README is a symbolic link."""
    snapshot = DictSnapshot(files)
    snapshot.entries = (*snapshot.entries, Entry("README.md", len(target), "link", target))
    return read_readme(snapshot)


def test_a_link_to_a_file_of_the_repository_is_followed() -> None:
    facts = linked("docs/manual.md", **{"docs/manual.md": PROSE})
    assert facts.path == "docs/manual.md"
    assert facts.content("overview").evidence[0].path == "docs/manual.md"
    assert facts.limits == ("README.md: only leads to docs/manual.md, which was read",)


@pytest.mark.parametrize(
    "target", ["/etc/passwd", "../README.md", "docs/../../README.md", "docs/none.md", "docs", "README.md", "", "app.py"]
)
def test_a_link_that_leads_nowhere_is_not_followed(target: str) -> None:
    assert linked(target, **{"docs/manual.md": PROSE, "app.py": ""}).path is None


def test_a_link_to_a_link_is_not_followed() -> None:
    snapshot = DictSnapshot({"docs/a.md": PROSE})
    snapshot.entries = (Entry("README.md", 4, "link", "b.md"), Entry("b.md", 9, "link", "docs/a.md"))
    assert read_readme(snapshot).path is None


def test_paths_of_a_linked_readme_may_start_at_either_end() -> None:
    text = PROSE + "![a](docs/a.png) ![b](b.png) ![c](c.png)\n"
    facts = linked("docs/manual.md", **{"docs/manual.md": text, "docs/a.png": "", "docs/b.png": ""})
    assert [image.resolves for image in facts.images] == [True, True, False]


@pytest.mark.parametrize(
    "text",
    [
        "See [the documentation](docs/README.md).\n",
        "docs/README.md\n",
        "# Tides\n\nPlease read docs/README.md.\n",
        '<a href="./docs/README.md">Read me</a>\n',
        "[English](docs/README.md)\n",
        "Moved to [docs](docs).\n",
        "See https://github.com/ana/project/blob/main/docs/README.md\n",
    ],
)
def test_a_readme_that_only_names_another_leads_to_it(text: str) -> None:
    facts = read(text, **{"docs/README.md": PROSE})
    assert (facts.path, facts.others) == ("docs/README.md", ())
    assert facts.content("overview").present


@pytest.mark.parametrize(
    "text",
    [
        "# Tides\n\nThis project forecasts the height of tides in small harbours, ten years of them measured by hand. "
        "See docs/README.md for more of it.\n",
        "See [the code](main.py).\n",
        "See ../docs/README.md or [this](../../README.md).\n",
        "See [myself](README.md).\n",
        "See [another](https://github.com/ana/other/blob/main/docs/README.md).\n",
        "# Docs\n\nTides.\n",
    ],
)
def test_a_readme_that_says_something_is_read_itself(text: str) -> None:
    assert read(text, **{"docs/README.md": PROSE, "main.py": ""}).path == "README.md"


def test_readmes_that_lead_to_each_other_end_after_one_step() -> None:
    facts = read("See docs/README.md\n", **{"docs/README.md": "See ../README.md\n"})
    assert facts.path == "docs/README.md"


@pytest.mark.parametrize(
    "data",
    [
        PROSE.encode("utf-16"),
        PROSE.encode("utf-8-sig"),
        PROSE.replace("\n", "\r\n").encode(),
        PROSE.encode("utf-16-le"),
    ],
)
def test_encodings_of_windows_are_read(data: bytes) -> None:
    facts = read(data)
    assert facts.content("overview").present
    assert [section.title for section in facts.sections] == ["Tides"]


@pytest.mark.parametrize(
    ("text", "encoding", "language"),
    [
        ("Este proyecto predice la altura de las mareas en los puertos pequeños. Fácil y rápido.", "cp1252", "es"),
        ("Ce projet prédit la hauteur des marées d’été dans les petits ports.", "cp1252", "fr"),
        ("Bu proje küçük limanlar için gelgit yüksekliğini tahmin eder. Işık ve çığ.", "cp1254", "tr"),
        ("Этот проект предсказывает высоту приливов для небольших портов.", "cp1251", "ru"),
        ("Этот проект предсказывает высоту приливов для небольших портов.", "koi8_r", "ru"),
        ("このプロジェクトは小さな港の潮の高さを予測します。使い方は簡単です。", "cp932", "ja"),
        ("このプロジェクトは小さな港の潮の高さを予測します。使い方は簡単です。", "euc_jp", "ja"),
        ("本项目旨在预测小型港口的潮汐高度。安装非常简单。", "gb18030", "zh"),
        ("本專案旨在預測小型港口的潮汐高度。安裝非常簡單。", "big5", "zh"),
        ("이 프로젝트는 작은 항구의 조수 높이를 예측합니다. 설치는 간단합니다.", "cp949", "ko"),
    ],
)
@pytest.mark.parametrize("times", [1, 3_000])
def test_a_guessed_encoding_is_right_and_said(text: str, encoding: str, language: str, times: int) -> None:
    whole = "# Tides\n\n## Setup\n\npip install tides\n\n" + f"{text}\n" * times
    facts = read(whole.encode(encoding))
    assert f"README.md: read as {encoding}, a guess" in facts.limits
    assert facts.language == language


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-8-sig"]
)
@pytest.mark.parametrize(
    "text", [PROSE, "# Приливы\n\nЭтот проект предсказывает высоту.\n", "# 潮汐\n\n本项目旨在预测潮汐。\n"]
)
def test_unicode_is_no_guess(text: str, encoding: str) -> None:
    found = decoded(text.encode(encoding))
    assert found is not None
    assert (found.text, found.guessed) == (text, False)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"one zero \x00 between", "one zero \ufffd between"),
        ("plages en été".encode()[:-1], "plages en ét\ufffd"),
        ("déjà vu à côté ".encode() + b"\xe9", "déjà vu à côté \ufffd"),
        (b"it\x92s \x93fine\x94", "it’s “fine”"),
        (b"\xc3\xc4\xc4 data\r\n\xc0\xc4\xc4 src\r\n", "├── data\n└── src\n"),
        (
            b"\xed\xa0\x80 " + "déjà vu à côté d'un été ".encode() * 3,
            "\ufffd\ufffd\ufffd " + "déjà vu à côté d'un été " * 3,
        ),
    ],
)
def test_damaged_text_is_kept_as_far_as_it_goes(data: bytes, text: str) -> None:
    assert decode(data) == text


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(32)) * 40,
        bytes(range(256)) * 20,
        b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" * 50,
        b"\xff\xfe" + bytes(range(256)) * 20,
        b"PK\x03\x04" + b"\x00\x01\x02\x03data" * 200,
    ],
)
def test_what_is_no_text_is_not_read_as_text(data: bytes) -> None:
    assert decode(data) is None


def test_a_binary_readme_is_named_and_has_no_contents() -> None:
    facts = read(bytes(range(32)) * 40)
    assert facts.limits == ("README.md: no text",)
    assert facts.contents == ()


def test_every_content_is_reported_in_order() -> None:
    assert tuple(content.name for content in read(PROSE).contents) == CONTENTS


RST = """=====
Tides
=====

This project forecasts the height of tides for small harbours.

Installation
------------

.. code-block:: bash

    pip install tides

.. image:: docs/curve.png

See `the harbour <https://tides.streamlit.app>`_ live.
"""
ADOC = """= Tides

This project forecasts the height of tides for small harbours.

== Installation

----
pip install tides
----

image::docs/curve.png[Curve]

Try it live at https://tides.streamlit.app[the app].
"""
ORG = """#+TITLE: Tides

This project forecasts the height of tides for small harbours.

* Installation

#+begin_src bash
pip install tides
#+end_src

[[./docs/curve.png]]

Try it live at [[https://tides.streamlit.app][the app]].
"""
TEXT = """TIDES

This project forecasts the height of tides for small harbours.

Installation:
pip install tides

Try it live at https://tides.streamlit.app
"""


@pytest.mark.parametrize(
    ("path", "text", "markup"),
    [
        ("README.rst", RST, "rst"),
        ("README.adoc", ADOC, "asciidoc"),
        ("README.org", ORG, "org"),
        ("README.txt", TEXT, "text"),
        ("README", TEXT, "text"),
    ],
)
def test_other_formats_are_understood_by_lines(path: str, text: str, markup: str) -> None:
    facts = read(text, path)
    assert facts.format == markup
    assert {"overview", "installation", "demo"} <= {c.name for c in facts.contents if c.present}
    assert [command.text for command in facts.commands] == ["pip install tides"]


@pytest.mark.parametrize(("path", "text"), [("README.rst", RST), ("README.adoc", ADOC), ("README.org", ORG)])
def test_pictures_of_other_formats_are_found(path: str, text: str) -> None:
    (image,) = read(text, path, **{"docs/curve.png": ""}).images
    assert (image.role, image.resolves) == ("picture", True)


def test_lines_are_those_of_the_file() -> None:
    text = "---\ntitle: x\nlicense: mit\n---\n\n<!-- a\ncomment -->\n\n# Tides\n\n## Setup\n\n"
    text += "```bash\npip install tides\n```\n"
    facts = read(text)
    assert [(section.title, section.line) for section in facts.sections] == [("Tides", 9), ("Setup", 11)]
    assert facts.commands[0].line == text.split("\n").index("pip install tides") + 1


@pytest.mark.parametrize(
    "text",
    ["Tides\n=====\n\nSetup\n-----\n", "# Tides #\n## Setup\n", "<h1>Tides</h1>\n\n<h2 align='center'>Setup</h2>\n"],
)
def test_headings_are_found_however_they_are_written(text: str) -> None:
    assert [(s.title, s.level) for s in read(text).sections] == [("Tides", 1), ("Setup", 2)]


def test_a_fence_that_was_never_closed_ends_at_the_next_heading() -> None:
    facts = read("# Tides\n\n## Setup\n\n```bash\npip install tides\n\n## License\n\nReleased under the MIT License.\n")
    assert [section.title for section in facts.sections] == ["Tides", "Setup", "License"]
    assert facts.content("license").present
