"""Which file is read, in which encoding and format, and what is said when there is none."""

import pytest
from readme_text import read

from portfolio_audit.facts.readme import read_readme
from portfolio_audit.model.facts import CONTENTS
from portfolio_audit.model.values import Entry
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


def test_a_link_entry_is_not_followed() -> None:
    snapshot = DictSnapshot({"README.md": "docs/real.md"})
    snapshot.entries = (Entry("README.md", 12, "link"),)
    assert read_readme(snapshot).path is None


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
