"""What a README is written in: every format's blocks, each on the line of the file that it stands on."""

import re
from collections.abc import Iterator

import pytest
from readme_text import read

from portfolio_audit.facts.readme.blocks import Block
from portfolio_audit.facts.readme.formats import parse
from portfolio_audit.facts.readme.guard import is_space
from portfolio_audit.text import decode

MARKED = re.compile(r"\bL(\d+)\b")


def blocks(text: str, markup: str = "markdown") -> list[Block]:
    return parse(text, markup).blocks


def of_kind(kind: str, text: str, markup: str = "markdown") -> list[str]:
    return [block.text for block in blocks(text, markup) if block.kind == kind]


def misplaced(found: list[Block]) -> Iterator[tuple[str, int]]:
    """Words that name the line they stand on, with the line that was reported for them instead."""
    for block in found:
        for offset, line in enumerate(block.text.split("\n")):
            yield from ((word, block.line_at(offset)) for word in MARKED.findall(line))
        yield from ((word, picture.line) for picture in block.images for word in MARKED.findall(picture.alt))
        yield from ((word, link.line) for link in block.links for word in MARKED.findall(link.text))


def numbered(text: str) -> str:
    """The text with every `@` made a word that names its line."""
    return "\n".join(line.replace("@", f"L{number}") for number, line in enumerate(text.split("\n"), 1))


MARKDOWN = """---
license: mit
tags:
- tides
---
<!-- hidden
over lines -->
# Title @

Text @ <!-- one --> with `code
over lines` and @ after it
and [a link @](http://x.org) here @<br>and @ there<br>
next @ line ![picture @](a.png)
last @

Setext @
heading
-------

> [!NOTE]
> quoted @
> more @
>
> > nested @

- item @
  goes on @

  second paragraph @
  - nested item @
    ```bash
    echo @

    echo @
    ```
- [ ] task @

| head @ | b |
|--------|---|
| row @  | 1 |
| row @  | 2 |

<p align="center">
  <img src="x.png" alt="shot @"
       width="300"><br>

  Caption @
</p>

<div>
first @
<b>bold @</b><br/>
after break @ <br> same line @

</div>

<table>
<tr><td>cell @</td>
<td>other cell</td></tr>
<tr>
<td>third @</td></tr></table>

<pre>
<code class="language-bash">pip @
</code></pre>

    indented @
    code @

Footnote[^1] @

[^1]: note @
"""

RST = """.. comment
   over lines

Title @
=======

Text @
goes on @

.. image:: a.png
   :alt: shot

.. note::

   noted @

- item @
- item @

  * nested @

Run::

    echo @
    echo @

.. code-block:: bash
   :linenos:

   echo @

+---------+---+
| head @  | b |
+=========+===+
| row @   | 1 |
+---------+---+

==========  ===
head @      b
==========  ===
row @       1
row @       2
==========  ===

.. list-table::

   * - head @
     - b
   * - row @
     - 1

See `link @ <http://x.org>`_ here.
"""

ASCIIDOC = """= Title @
:attr: value

// comment
Text @
goes on @

== Part @

.Caption @
[source,bash]
----
echo @
echo @
----

|===
|head @ |b

|row @
|1
|===

* item @
** nested @

image::a.png[shot @]

NOTE: noted @ http://x.org[link @]
"""

ORG = """#+TITLE: Title @
# comment

Text @
goes on @

* Part @
:PROPERTIES:
:ID: 1
:END:
#+begin_src bash
echo @
echo @
#+end_src
: fixed @

| head @ | b |
|--------+---|
| row @  | 1 |

- item @
  - nested @

See [[http://x.org][link @]].
"""

PLAIN = """TITLE @
=======

Text @
goes on @

- item @
1. item @

*** Part @ ***

| head @ | b |
| row @  | 1 |

<b>bold @</b> <img src="a.png" alt="shot @">
"""
ALL = [("markdown", MARKDOWN), ("rst", RST), ("asciidoc", ASCIIDOC), ("org", ORG), ("text", PLAIN)]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize(("markup", "text"), ALL, ids=[markup for markup, _ in ALL])
def test_lines_are_those_of_the_file(markup: str, text: str, ending: str) -> None:
    data = b"\xef\xbb\xbf" + numbered(text).replace("\n", ending).encode()
    found = list(misplaced(blocks(decode(data) or "", markup)))
    assert len(found) >= text.count("@") * 0.9
    assert [(word, line) for word, line in found if int(word) != line] == []


@pytest.mark.parametrize("odd", ["\f", "\v", "\u2028", "\u2029", "\x85", "\x1c"])
def test_no_other_character_ends_a_line(odd: str) -> None:
    text = numbered(f"# Title{odd} @\n\nText{odd} @\n\n- item{odd} @\n\n```\ncode{odd} @\n```\n\nend @\n")
    found = list(misplaced(blocks(text)))
    assert len(found) == 5
    assert all(int(word) == line for word, line in found)


def test_markdown_by_lines_counts_on() -> None:
    long = "Tides rise and fall, twice a day, in every harbour of the coast.\n\n" * 3_950
    text = numbered(long + "# Title @\n\nText @\n\n- item @\n\n```\ncode @\n```\n" + "Filler.\n\n" * 20)
    found = list(misplaced(blocks(text)))
    assert len(found) == 4
    assert all(int(word) == line for word, line in found)


# --- Markdown and what GitHub adds ---


@pytest.mark.parametrize("kind", ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"])
def test_the_mark_of_an_alert_is_no_text(kind: str) -> None:
    assert of_kind("paragraph", f"> [!{kind}]\n> Do not sail by it.\n") == ["Do not sail by it."]


def test_footnotes_are_text_and_their_marks_are_not() -> None:
    text = "Tides[^1] and moons[^moon].\n\n[^1]: https://example.org/tides\n[^moon]: Smith 2020\n"
    assert of_kind("paragraph", text) == ["Tides and moons.", "https://example.org/tides\n Smith 2020"]


def test_link_definitions_are_no_text() -> None:
    (block,) = blocks("![shot][a] and [site][b]\n\n[a]: shot.png\n[b]: https://b.org\n")
    assert [picture.url for picture in block.images] == ["shot.png"]
    assert [link.url for link in block.links] == ["https://b.org"]


def test_task_lists_tell_what_is_done() -> None:
    assert [block.task for block in blocks("- [x] a\n- [ ] b\n- c\n")] == ["done", "open", ""]


def test_what_is_struck_out_stays_text() -> None:
    assert of_kind("paragraph", "~~old~~ new\n") == ["old new"]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("See https://a.org/b.", "https://a.org/b"),
        ("See www.a.org now", "www.a.org"),
        ("<https://a.org>", "https://a.org"),
        ("<a@b.org>", "mailto:a@b.org"),
    ],
)
def test_bare_addresses_are_links(text: str, url: str) -> None:
    assert [link.url for link in blocks(text)[0].links] == [url]


def test_a_heading_that_is_only_a_picture_is_no_section() -> None:
    assert read("# ![logo](logo.svg)\n\n# Tides\n").sections[0].title == "Tides"


def test_a_folded_part_has_its_summary_as_heading() -> None:
    found = blocks("<details>\n<summary>How <b>it</b> works</summary>\n\nText.\n\n</details>\n")
    assert [(block.kind, block.text, block.level) for block in found] == [
        ("heading", "How it works", 7),
        ("paragraph", "Text.", 0),
    ]


def test_html_headings_end_where_the_next_block_starts() -> None:
    found = blocks("<h2>Usage</h2>\nRun it.\n<h3>Setup\n<p>Install it.</p>\n")
    assert [(block.kind, block.text) for block in found] == [
        ("heading", "Usage"),
        ("paragraph", "Run it."),
        ("heading", "Setup"),
        ("paragraph", "Install it."),
    ]


def test_html_lists_are_items_with_depth() -> None:
    found = blocks("<ul>\n<li>a</li>\n<li>b<ul><li>c</li></ul></li>\n</ul>\n")
    assert [(block.text, block.level) for block in found if block.kind == "item"] == [("a", 1), ("b", 1), ("c", 2)]


def test_html_tables_keep_their_columns() -> None:
    (table,) = blocks(
        "<table><tr><th>Model</th><th></th><th>F1</th></tr><tr><td>A</td><td></td><td>0.8</td></tr></table>"
    )
    assert table.rows == (("Model", "", "F1"), ("A", "", "0.8"))


def test_pictures_of_a_gallery_are_all_found() -> None:
    (table,) = blocks(
        "<table>\n<tr>\n<td><img src='1.png' width='300'><br>First</td>\n"
        "<td><a href='big.png'><img src=2.png></a></td>\n</tr></table>\n"
    )
    assert [(picture.url, picture.width, picture.href) for picture in table.images] == [
        ("1.png", 300, ""),
        ("2.png", None, "big.png"),
    ]


def test_html_code_is_code() -> None:
    found = blocks('<p>Run <code>python main.py</code></p>\n<pre><code class="language-bash">make\n</code></pre>\n')
    assert found[0].codes == ("python main.py",)
    assert (found[1].kind, found[1].text, found[1].language) == ("code", "make", "bash")


def test_a_comment_in_a_code_block_is_code() -> None:
    assert of_kind("code", "```html\n<!-- a -->\n<p>\n```\n") == ["<!-- a -->\n<p>"]


def test_a_fence_inside_a_comment_opens_nothing() -> None:
    text = "<!--\n```\n-->\n\nText.\n\n<!-- hidden -->\n\n```bash\nmake\n```\n"
    assert [(block.kind, block.text) for block in blocks(text)] == [("paragraph", "Text."), ("code", "make")]


def test_an_anchor_without_address_is_no_link() -> None:
    assert blocks('<a name="top"></a>\n\n# Tides\n')[0].text == "Tides"


# --- front matter ---

SPACE = """---
title: Tide Caster
sdk: streamlit
app_file: app.py
license: "apache-2.0"
tags:
  - tides
  - 'regression'
datasets: [ana/tides, "ana/moons"]
description: >
  Heights of
  tides.
---

# Tides
"""


def test_front_matter_is_read_and_hidden() -> None:
    parsed = parse(SPACE, "markdown")
    assert parsed.front["app_file"] == "app.py"
    assert parsed.front["license"] == "apache-2.0"
    assert parsed.front["tags"] == "tides, regression"
    assert parsed.front["datasets"] == "ana/tides, ana/moons"
    assert [(block.text, block.line) for block in parsed.blocks] == [("Tides", 15)]


def test_a_space_is_known_by_its_front_matter() -> None:
    assert is_space(parse(SPACE, "markdown").front)
    assert not is_space(parse("---\nlicense: mit\nlibrary_name: sklearn\n---\n", "markdown").front)


def test_a_rule_above_text_is_no_front_matter() -> None:
    parsed = parse("---\n\nTides rise and fall\n\n---\n\nMore\n", "markdown")
    assert parsed.front == {}
    assert parsed.blocks[0].text == "Tides rise and fall"


# --- reStructuredText ---


def test_levels_of_rst_come_in_order_of_appearance() -> None:
    text = "====\nName\n====\n\nPart\n====\n\nDeeper\n~~~~~~\n\nPart\n====\n"
    assert [block.level for block in blocks(text, "rst")] == [1, 2, 3, 2]


@pytest.mark.parametrize(
    "text",
    [
        "+-------+------+\n| Model | RMSE |\n+=======+======+\n| Ridge | 0.12 |\n+-------+------+\n",
        "=====  ====\nModel  RMSE\n=====  ====\nRidge  0.12\n=====  ====\n",
        ".. list-table:: Scores\n   :header-rows: 1\n\n   * - Model\n     - RMSE\n   * - Ridge\n     - 0.12\n",
        '.. csv-table:: Scores\n   :header: "Model", "RMSE"\n\n   "Ridge", 0.12\n',
    ],
    ids=["grid", "simple", "list", "csv"],
)
def test_every_kind_of_rst_table_is_a_table(text: str) -> None:
    (table,) = blocks(text, "rst")
    assert table.rows == (("Model", "RMSE"), ("Ridge", "0.12"))


def test_cells_over_several_lines_are_one() -> None:
    (table,) = blocks("+------+---+\n| Long | 1 |\n| name |   |\n+------+---+\n| b    | 2 |\n+------+---+\n", "rst")
    assert table.rows == (("Long name", "1"), ("b", "2"))


def test_rst_badges_stand_where_their_names_do() -> None:
    text = "|build|\n\n.. |build| image:: https://img.shields.io/x.svg\n   :target: https://ci.org\n   :alt: build\n"
    (picture,) = blocks(text, "rst")[0].images
    assert (picture.url, picture.href, picture.alt, picture.line) == (
        "https://img.shields.io/x.svg",
        "https://ci.org",
        "build",
        1,
    )


def test_rst_names_lead_to_their_targets() -> None:
    text = "See docs_ and `Big Site`_.\n\n.. _docs: https://d.org\n.. _Big Site: https://b.org\n"
    (block,) = blocks(text, "rst")
    assert block.text == "See docs and Big Site."
    assert [link.url for link in block.links] == ["https://d.org", "https://b.org"]


def test_rst_comments_and_tables_of_contents_are_hidden() -> None:
    text = ".. contents:: Inside\n   :depth: 2\n\n.. hidden words\n   and more\n\nSeen.\n"
    assert [block.text for block in blocks(text, "rst")] == ["Seen."]


def test_rst_notes_are_read() -> None:
    assert [block.text for block in blocks(".. note:: Mind the tide.\n\n.. tip::\n\n   Ask.\n", "rst")] == [
        "Mind the tide.",
        "Ask.",
    ]


def test_rst_figures_have_captions_and_sizes() -> None:
    found = blocks(".. figure:: curve.png\n   :width: 40px\n   :alt: curve\n\n   One week.\n", "rst")
    assert found[0].images[0].width == 40
    assert found[1].text == "One week."


def test_raw_html_inside_rst_is_html() -> None:
    found = blocks('.. raw:: html\n\n   <p align="center"><img src="shot.png"></p>\n', "rst")
    assert [picture.url for block in found for picture in block.images] == ["shot.png"]


def test_rst_fields_are_labels() -> None:
    assert of_kind("paragraph", ":Author: Ana\n:License: MIT\n", "rst") == ["Author: Ana", "License: MIT"]


# --- AsciiDoc ---


@pytest.mark.parametrize(
    "text",
    [
        "|===\n|Model |RMSE\n\n|Ridge |0.12\n|===\n",
        '[cols="1,1", options="header"]\n|===\n|Model\n|RMSE\n|Ridge\n|0.12\n|===\n',
        "[cols=2*]\n|===\n|Model |RMSE |Ridge |0.12\n|===\n",
        ",===\nModel,RMSE\nRidge,0.12\n,===\n",
    ],
)
def test_asciidoc_tables_are_cut_into_rows(text: str) -> None:
    (table,) = blocks(text, "asciidoc")
    assert table.rows == (("Model", "RMSE"), ("Ridge", "0.12"))


def test_asciidoc_pictures_are_looked_for_in_their_folder() -> None:
    text = ":imagesdir: docs/images\n\nimage::curve.png[Curve,400]\n\nimage::https://x.org/y.png[]\n"
    pictures = [picture for block in blocks(text, "asciidoc") for picture in block.images]
    assert [(p.url, p.alt, p.width) for p in pictures] == [
        ("docs/images/curve.png", "Curve", 400),
        ("https://x.org/y.png", "", None),
    ]


def test_asciidoc_attributes_stand_for_their_values() -> None:
    (block,) = blocks(":app: https://tides.streamlit.app\n\nSee {app}[the app].\n", "asciidoc")
    assert [(link.url, link.text) for link in block.links] == [("https://tides.streamlit.app", "the app")]


def test_asciidoc_code_has_its_language() -> None:
    found = blocks("[source,bash]\n----\nmake\n----\n\n....\nplain\n....\n", "asciidoc")
    assert [(block.text, block.language) for block in found] == [("make", "bash"), ("plain", "")]


def test_asciidoc_comments_are_hidden() -> None:
    assert [block.text for block in blocks("// a\n////\nb\n////\nSeen.\n", "asciidoc")] == ["Seen."]


def test_code_below_a_line_is_no_heading() -> None:
    found = blocks("Then run this:\n----\nmake\n----\n\nOld style\n---------\n", "asciidoc")
    assert [block.kind for block in found] == ["paragraph", "code", "heading"]


def test_asciidoc_lists_have_depth_and_tasks() -> None:
    found = blocks("* a\n** b\n. c\n* [x] d\n", "asciidoc")
    assert [(block.text, block.level, block.task) for block in found] == [
        ("a", 1, ""),
        ("b", 2, ""),
        ("c", 1, ""),
        ("d", 1, "done"),
    ]


# --- Org ---


def test_org_titles_stand_above_headings() -> None:
    text = "#+TITLE: Tides\n* Usage :docs:\n** TODO [#A] Deploy [1/2]\n"
    assert [(block.text, block.level) for block in blocks(text, "org")] == [("Tides", 1), ("Usage", 2), ("Deploy", 3)]


def test_org_tables_have_rows() -> None:
    (table,) = blocks("| Model | RMSE |\n|-------+------|\n| Ridge | 0.12 |\n", "org")
    assert table.rows == (("Model", "RMSE"), ("Ridge", "0.12"))


def test_org_tells_pictures_from_links_to_pictures() -> None:
    found = blocks("[[file:a.png]]\n\n[[file:b.png][the picture]]\n\n[[https://ci.org][file:c.svg]]\n", "org")
    assert [(p.url, p.href) for block in found for p in block.images] == [("a.png", ""), ("c.svg", "https://ci.org")]


def test_org_drawers_comments_and_settings_are_hidden() -> None:
    text = "#+OPTIONS: toc:nil\n* A\n:PROPERTIES:\n:ID: 1\n:END:\n# comment\nSCHEDULED: <2024-01-01>\nSeen.\n"
    assert of_kind("paragraph", text, "org") == ["Seen."]


def test_org_code_is_code() -> None:
    text = "#+BEGIN_SRC python :results output\nprint(1)\n#+END_SRC\n\n: fixed\n\nUse =make= and ~tides~.\n"
    found = blocks(text, "org")
    assert [(block.kind, block.text, block.language) for block in found[:2]] == [
        ("code", "print(1)", "python"),
        ("code", "fixed", ""),
    ]
    assert found[2].codes == ("make", "tides")


# --- plain text ---


@pytest.mark.parametrize(
    "text", ["TIDES\n=====\n", "=== TIDES ===\n", "***********\n*  TIDES  *\n***********\n", "# TIDES\n", "【TIDES】\n"]
)
def test_headings_of_plain_text_are_found(text: str) -> None:
    assert of_kind("heading", text, "text") == ["TIDES"]


def test_a_heading_keeps_a_sign_of_its_own() -> None:
    assert of_kind("heading", "# Learning C#\n\n## Usage ##\n", "text") == ["Learning C#", "Usage"]


def test_markup_in_plain_text_is_understood() -> None:
    (block,) = blocks('**Bold** [l](a.md) ![p](b.png "t") <a href="https://x.org">x</a>\n', "text")
    assert [picture.url for picture in block.images] == ["b.png"]
    assert [link.url for link in block.links] == ["https://x.org", "a.md"]
