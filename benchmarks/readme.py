"""What reading a README costs: real ones, and the worst that a stranger can write.

    python benchmarks/readme.py [FOLDER] [--only WORD] [--rounds N]

FOLDER holds READMEs; without it those of the built-in demo are read. Processor time of this process is printed, so
that other work on the machine hardly matters. Exit code 1 when a limit of the head of the table is passed.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from portfolio_audit.demo.bundle import bundles
from portfolio_audit.facts.readme import read_readme
from portfolio_audit.sources.texts import TextSnapshot

SIZE = 256_000
SUFFIXES = ("md", "rst", "adoc", "org", "txt")
MOST_SECONDS = 1.0
MOST_MEDIAN_MS = 10.0


def filled(*pieces: str) -> str:
    """The pieces in turn, up to the size."""
    whole = "".join(pieces)
    return whole * (SIZE // max(1, len(whole.encode())))


def numbered(piece: str) -> str:
    """The piece over and over, each with another number, up to the size."""
    return "".join(piece.replace("%", str(number)) for number in range(SIZE // (len(piece) + 4)))


def nested(opening: str, closing: str = "") -> str:
    """As many openings as fit, then their ends."""
    count = SIZE // len(opening + closing)
    return opening * count + closing * count


FAMILY: dict[str, Callable[[], str]] = {
    "quotes, nested": lambda: nested("> ") + "a",
    "quotes, many": lambda: filled("> > > > a\n"),
    "quotes, lazy": lambda: "> a\n" + filled("b\n"),
    "lists, deep": lambda: "".join("  " * depth + "- a\n" for depth in range(500)),
    "lists, in one line": lambda: filled("- "),
    "lists, long": lambda: filled("- a\n"),
    "lists, numbered": lambda: numbered("%. a\n"),
    "brackets, open": lambda: filled("["),
    "brackets, nested": lambda: nested("[", "]"),
    "brackets, opened then closed": lambda: "[a" * (SIZE // 4) + "](b)" * (SIZE // 8),
    "images, open": lambda: filled("!["),
    "links, open": lambda: filled("[a](<b"),
    "emphasis, open": lambda: filled("*a **b _c "),
    "emphasis, stars": lambda: filled("*"),
    "emphasis, nested": lambda: nested("*a_ ", " _b*"),
    "strikethrough": lambda: filled("~~a "),
    "html, open tags": lambda: filled("<p><b>"),
    "html, half tags": lambda: filled("<a <a href='"),
    "html, nested": lambda: nested("<div>", "</div>"),
    "html, table": lambda: "<table>" + filled("<tr><td>a</td>"),
    "html, details": lambda: filled("<details><summary>a</summary>\n\nb\n\n</details>\n"),
    "html, attributes": lambda: "<a " + filled("b='c' ") + ">",
    "declarations": lambda: filled("<![CDATA[ <!A <? <!--"),
    "comments, open": lambda: filled("<!--"),
    "comments, closed": lambda: filled("<!-- a -->\n"),
    "comments, in lines": lambda: filled("a <!--\n"),
    "references, defined": lambda: numbered("[%]: http://a/%\n"),
    "references, used": lambda: "[a]: b\n\n" + filled("[a] "),
    "references, unknown": lambda: numbered("[%][x] "),
    "references, rst": lambda: numbered(".. _a%: http://a\n\n`a%`_ "),
    "substitutions, rst": lambda: numbered(".. |a%| image:: b\n\n|a%| "),
    "directives, rst": lambda: filled(".. note::\n   a\n\n"),
    "directives, nested rst": lambda: "".join(" " * (n % 40) + ".. note::\n" for n in range(SIZE // 30)),
    "targets, rst": lambda: filled("..  _a:\n.. b\n__ c\n"),
    "footnotes": lambda: numbered("[^%]: a[^%]\n\n"),
    "table, small cells": lambda: "|a|b|\n|-|-|\n" + filled("|1|2|\n"),
    "table, wide": lambda: "|" + "a|" * 60_000 + "\n|" + "-|" * 60_000 + "\n",
    "table, wide and long": lambda: "|a" * 100 + "|\n" + "|-" * 100 + "|\n" + filled("|b" * 100, "|\n"),
    "table, growing": lambda: "".join("|" * width + "\n" + "-|" * width + "\n" for width in range(1, 400)),
    "table, grid": lambda: filled("+-+-+\n|a|b|\n"),
    "table, simple": lambda: filled("== ==\na  b\n"),
    "table, asciidoc": lambda: "|===\n" + filled("|a |b\n"),
    "tables, many": lambda: filled("|a|b|\n|-|-|\n|1|2|\n\n"),
    "backticks, growing": lambda: " ".join("`" * count for count in range(1, 700)),
    "backticks, pairs": lambda: filled("`a` "),
    "fence, open": lambda: "```\n" + filled("# a\n## b\n\n"),
    "fences, many": lambda: filled("```\na\n```\n"),
    "fences, open many": lambda: filled("```a\n~~~b\n"),
    "code, indented": lambda: filled("    a\n\n"),
    "literal blocks": lambda: filled("a::\n\n  b\n\n"),
    "entities": lambda: filled("&amp;&#x41;&lt"),
    "backslashes": lambda: filled("\\*\\["),
    "one line": lambda: filled("accuracy 0.91 "),
    "one word": lambda: filled("a"),
    "one digit": lambda: filled("1"),
    "points": lambda: filled("a. "),
    "dots": lambda: filled("."),
    "spaces": lambda: "a" + filled(" ") + "b",
    "spaces, in headings": lambda: "".join(
        sign + " a" + " " * 30_000 + "b\n" for sign in ("#", "=", "*", "\u3010", "..", "- ", "1.", "|")
    ),
    "tabs": lambda: filled("\t"),
    "empty lines": lambda: filled("\n"),
    "form feeds": lambda: filled("a\f\v\u2028b "),
    "short lines": lambda: filled("a\n"),
    "headings": lambda: filled("# Installation\n"),
    "headings, different": lambda: numbered("# Results % of the model\n\n"),
    "headings, one word": lambda: numbered("# a%\n"),
    "underlines": lambda: filled("a\n=\n"),
    "underlines, long": lambda: filled("=" * 60 + "\n"),
    "bold lines": lambda: filled("**Usage**\n\n"),
    "labels": lambda: filled("Author: x\n\n"),
    "commands": lambda: filled("pip install x\n"),
    "commands, in code": lambda: "```bash\n" + filled("python main.py --a b && cd c\n") + "```\n",
    "prompts": lambda: filled("$ "),
    "paths": lambda: filled("a/b/c/d.py "),
    "tree": lambda: filled("├── a.py\n"),
    "addresses": lambda: filled("https://a.streamlit.app/x "),
    "addresses, different": lambda: numbered("<https://a%.example.org/b> "),
    "addresses, one": lambda: "https://" + filled("a.b/"),
    "mail": lambda: filled("a@b."),
    "links, many": lambda: numbered("[a](b%.md) "),
    "links, in lines": lambda: numbered("[a](b%.md)\n\n"),
    "links, anchors": lambda: numbered("- [a%](#a%)\n"),
    "images, many": lambda: numbered("![a](b%.png)\n"),
    "images, data": lambda: "![a](data:image/png;base64," + filled("QUJD") + ")\n",
    "badges": lambda: filled("[![a](https://img.shields.io/x)](https://b.org) "),
    "placeholders": lambda: filled("TODO: describe [your project] here.\n\n"),
    "numbers": lambda: filled("RMSE of 0.12, 3.4% and 1,234.5; "),
    "sentences": lambda: filled("This model predicts tides with an accuracy of 0.91. "),
    "sentences, different": lambda: numbered("The model number % reached an accuracy of 0.% on test data. "),
    "paragraphs": lambda: numbered("The model number % reached an accuracy of 0.% on test data.\n\n"),
    "ideographs": lambda: filled("本项目旨在提高数据集的准确率。"),
    "ideographs, no stop": lambda: filled("数据集"),
    "kana": lambda: filled("このプロジェクトは潮の高さを予測します"),
    "hangul": lambda: filled("이프로젝트는조수를예측합니다 "),
    "arabic": lambda: filled("يتنبأ هذا المشروع بالمد "),
    "devanagari": lambda: filled("यह परियोजना ज्वार का अनुमान लगाती है। "),
    "cyrillic": lambda: filled("Этот проект предсказывает приливы. "),
    "accents": lambda: filled("áéíóú ñ ç "),
    "marks": lambda: "a" + filled("\u0301"),
    "emoji": lambda: filled("🚀"),
    "emoji headings": lambda: filled("🚀 Usage\n\n"),
    "joiners": lambda: filled("👩\u200d🔬 "),
    "front matter": lambda: "---\n" + numbered("a%: b\n") + "---\n",
    "attributes, asciidoc": lambda: ":a: " + "b" * 500 + "\n\n" + filled("{a}"),
    "drawers, org": lambda: filled(":a:\n"),
    "keywords, org": lambda: filled("#+HTML: <b>\n"),
    "fixed lines, org": lambda: filled(": a\n\n"),
}  # fmt: skip


def seconds(data: bytes, path: str) -> float:
    """Processor seconds to read a README."""
    snapshot = TextSnapshot({path: data, "main.py": "", "src/model.py": "", "requirements.txt": "numpy\n"})
    start = time.process_time()
    read_readme(snapshot)
    return time.process_time() - start


def real(folder: Path | None) -> Iterator[tuple[str, bytes, str]]:
    """(name, content, path in the repository) of READMEs that people wrote."""
    if folder is None:
        for bundle in bundles():
            contents = {path: content for commit in bundle.commits for path, content in commit.changes.items()}
            for path, content in contents.items():
                if path.lower().startswith("readme"):
                    yield f"{bundle.name}/{path}", content, path
        return
    for file in sorted(folder.iterdir()):
        if file.is_file():
            yield file.name, file.read_bytes(), f"README{file.suffix.lower()}"


def measure(cases: Iterable[tuple[str, bytes, str]], rounds: int) -> list[tuple[float, str]]:
    """(seconds, name), the slowest first; the best of the rounds counts."""
    timed = [(min(seconds(data, path) for _ in range(rounds)), name) for name, data, path in cases]
    return sorted(timed, reverse=True)


def hostile(only: str) -> Iterator[tuple[str, bytes, str]]:
    """Every case of the family in every format."""
    for name, make in FAMILY.items():
        if only in name:
            text = make().encode()[:SIZE].decode("utf-8", "ignore").encode()
            for suffix in SUFFIXES:
                yield f"{name} .{suffix}", text, f"README.{suffix}"


def main() -> int:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--only", default="", help="hostile cases whose name holds this")
    parser.add_argument("--rounds", type=int, default=1, help="of each the best counts")
    wish = parser.parse_args()
    seconds(b"# Warm\n\nUp the tables: `pip install x`.\n", "README.md")
    timed = measure(real(wish.folder), wish.rounds)
    median = statistics.median(time for time, _ in timed) * 1_000
    print(f"{len(timed)} READMEs: median {median:.1f} ms, slowest {timed[0][0] * 1_000:.1f} ms ({timed[0][1]})\n")
    worst = measure(hostile(wish.only), wish.rounds)
    print(f"{len(worst)} hostile texts of {SIZE:,} bytes; seconds of processor time, the slowest:")
    for spent, name in worst[:25]:
        print(f"{spent:8.2f}  {name}")
    return int(median > MOST_MEDIAN_MS or worst[0][0] > MOST_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
