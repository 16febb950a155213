"""Reports as text: golden files, and a portfolio whose every text is an attack."""

import base64
import hashlib
import html
import json
import re
import unicodedata
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec.structs import replace

from facts_of import degraded, empty_repo, portfolio_of, repo_of, unseen_repo
from hostile import ATTACK, hostile_portfolio, with_hostile_past
from pages import Page
from portfolio_audit.auditing import audit
from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.cli.terminal import show
from portfolio_audit.codec import dumps, from_data
from portfolio_audit.facts.security.samples import sample
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.portfolio import Portfolio, Skipped
from portfolio_audit.model.report import Report
from portfolio_audit.model.values import Evidence
from portfolio_audit.renderers import RENDERERS
from portfolio_audit.renderers.escape import (
    line_url,
    markdown_advice,
    markdown_code,
    markdown_text,
    safe_url,
    with_breaks,
    with_code,
)
from portfolio_audit.renderers.places import place_url

CATALOGUE = load_catalogue()
HOSTILE = with_hostile_past(audit(hostile_portfolio(), CATALOGUE, version="0.0.0", strict=True))
_OWN_ELEMENTS = """
html head meta link title style script body a header main footer section aside div p span b i ul ol li h1 h2 h3 h4 h5
search details summary code kbd q pre dl dt dd table thead tbody tr th td figure figcaption form label input select
option button output dialog wbr svg g circle rect path polyline text
"""
_OWN_ATTRIBUTES = """
lang charset name content http-equiv rel href class id dir role open scope start tabindex hidden type value checked
autocomplete placeholder method aria-label aria-labelledby aria-hidden data-n data-gain data-fix data-last data-for
data-sort viewbox preserveaspectratio width height x y cx cy r d points pathlength stroke-dasharray transform
text-anchor
"""
ELEMENTS, ATTRIBUTES = set(_OWN_ELEMENTS.split()), set(_OWN_ATTRIBUTES.split())
_RENDERED: dict[tuple[int, str], tuple[Report, str]] = {}
"""By identity; the report is kept with its text, so that no other gets its identity."""


def _reports(demo: Portfolio) -> list[tuple[str, Report]]:
    """Every sort of report."""
    gone = (Skipped("gone", "it could not be cloned", True),)
    app = repo_of({"train.py": "import sklearn\n", "README.md": "# App\n\nForecasts demand.\n"}, "app")
    cases = [
        ("the demo", demo),
        *degraded(demo),
        ("nobody", portfolio_of(login=None)),
        ("an empty one", portfolio_of()),
        ("one repository", portfolio_of(app, login=None)),
        ("one of a person, one unseen", portfolio_of(app, unseen_repo(), skipped=gone)),
        ("one that is listed", portfolio_of(empty_repo("notes", "my notes"), login=None)),
    ]
    return [(name, audit(case, CATALOGUE, version="0.0.0")) for name, case in cases] + [("a hostile one", HOSTILE)]


def _rendered(form: str, report: Report) -> str:
    key = (id(report), form)
    if key not in _RENDERED:
        _RENDERED[key] = report, RENDERERS[form](report)
    return _RENDERED[key][1]


@pytest.fixture(scope="module")
def reports(demo_portfolio: Portfolio) -> list[tuple[str, Report]]:
    return _reports(demo_portfolio)


def test_what_changed_is_told_before_the_score(
    demo_report: Report, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    line = "Since 2026-06-28: 75 → 87; 19 fixed."
    monkeypatch.setenv("COLUMNS", "120")
    show(demo_report)
    for shown in (RENDERERS["text"](demo_report), capsys.readouterr().out):
        assert shown.index(line) < shown.index("Score 87 of 100")
    assert "Since" not in RENDERERS["text"](replace(demo_report, changes=None))


# --- golden files ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("form", "name"), [("text", "demo.txt"), ("markdown", "demo.md")])
def test_the_demo_is_told_as_before(
    form: str, name: str, demo_report: Report, golden: Callable[[str, str], None]
) -> None:
    golden(name, RENDERERS[form](demo_report))


def test_the_page_of_the_demo_says_what_it_said_before(demo_report: Report, golden: Callable[[str, str], None]) -> None:
    golden("demo.html.txt", Page(RENDERERS["html"](demo_report)).visible())


# --- HTML ------------------------------------------------------------------------------------------------------------


def test_a_page_holds_no_element_and_no_attribute_but_ours(reports: list[tuple[str, Report]]) -> None:
    for name, report in reports:
        page = Page(_rendered("html", report))
        assert {tag for tag, _ in page.elements} <= ELEMENTS, name
        assert {attribute for _, attributes in page.elements for attribute in attributes} <= ATTRIBUTES, name
        assert (page.stack, page.badly_closed, page.comments) == ([], [], []), name


def test_a_place_in_a_notebook_is_its_cell() -> None:
    assert Evidence("a/b.ipynb", 3).spot == "a/b.ipynb, cell 3"
    assert Evidence("a/b.py", 3).spot == "a/b.py:3"
    assert Evidence("a/b.ipynb").spot == "a/b.ipynb"


def test_a_page_links_to_web_addresses_and_into_itself_only(reports: list[tuple[str, Report]]) -> None:
    for name, report in reports:
        page = Page(_rendered("html", report))
        links = [attributes["href"] for tag, attributes in page.elements if tag == "a"]
        assert [link for link in links if not re.match(r"https?://[^/]|#[^#]", link)] == [], name
        icons = [attributes for tag, attributes in page.elements if tag == "link"]
        assert icons == [{"rel": "icon", "href": "data:,"}], name


def test_a_page_asks_nobody_for_anything(reports: list[tuple[str, Report]]) -> None:
    for name, report in reports:
        page = _rendered("html", report)
        styles = "".join(text for tag, text in Page(page).texts if tag == "style")
        assert not re.search(r"@import|url\(", styles), name
        assert not {"src", "srcset", "action", "data", "poster", "background", "style"} & {
            attribute for _, attributes in Page(page).elements for attribute in attributes
        }, name


def test_a_page_allows_its_own_style_and_script_and_no_other(reports: list[tuple[str, Report]]) -> None:
    for name, report in reports:
        page = _rendered("html", report)
        policy = next(a["content"] for _, a in Page(page).elements if a.get("http-equiv") == "Content-Security-Policy")
        rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
        assert rules["default-src"] == rules["base-uri"] == rules["form-action"] == "'none'", name
        for element in ("style", "script"):
            own = re.findall(rf"<{element}>(.*?)</{element}>", page, re.DOTALL)
            digest = base64.b64encode(hashlib.sha256(own[0].encode()).digest()).decode()
            assert len(own) == 1, name
            assert rules[f"{element}-src"] == f"'sha256-{digest}'", name
        assert not any(attribute.startswith("on") for _, a in Page(page).elements for attribute in a), name
        data = [attributes for tag, attributes in Page(page).elements if tag == "script" and attributes]
        assert {attributes["type"] for attributes in data} == {"application/json"}, name


def test_a_page_can_be_found_one_s_way_in(reports: list[tuple[str, Report]]) -> None:
    for name, report in reports:
        page = Page(_rendered("html", report))
        ids = page.values("id")
        assert len(ids) == len(set(ids)), name
        assert [one for one in ids if re.search(r"\s", one)] == [], name
        targets = {link[1:] for link in page.values("href") if link.startswith("#")} | set(
            page.values("aria-labelledby")
        )
        assert targets <= set(ids), name
        levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h[1-6]", tag)]
        assert levels[0] == 1, name
        assert levels.count(1) == 1, name
        assert all(after <= before + 1 for before, after in pairwise(levels)), (name, levels)


def test_a_page_says_its_language_and_its_title(reports: list[tuple[str, Report]]) -> None:
    for name, report in reports:
        page = Page(_rendered("html", report))
        assert dict(page.elements)["html"]["lang"] == "en", name
        titles = [text for tag, text in page.texts if tag == "title"]
        assert len(titles) == 1, name
        assert titles[0].startswith("Portfolio audit of "), name


def test_a_picture_in_a_page_says_what_it_shows(demo_report: Report) -> None:
    pictures = [attributes for tag, attributes in Page(RENDERERS["html"](demo_report)).elements if tag == "svg"]
    told = [picture for picture in pictures if picture.get("role") == "img"]
    assert {"gauge good", "map"} <= {picture.get("class") for picture in told}
    assert all(picture["aria-label"] for picture in told)
    assert {picture["class"].split()[0] for picture in pictures if picture not in told} == {
        "bar"
    }  # their number is there


def test_a_page_shows_strangers_texts_as_they_are(demo_portfolio: Portfolio) -> None:
    page = Page(RENDERERS["html"](HOSTILE))
    shown = page.visible()
    assert "<script>alert(1)</script><img src=x onerror=alert(1)>" in shown
    assert "{{ 7*7 }}" in shown
    assert "49" not in re.findall(r"\}\} (\d+)", shown)


def test_a_page_links_lines_of_code_at_the_commit_that_was_read(
    demo_portfolio: Portfolio, catalogue: Catalogue
) -> None:
    repos = tuple(replace(r, url=f"https://github.com/ada/{r.name}") for r in demo_portfolio.repos)
    links = Page(RENDERERS["html"](audit(replace(demo_portfolio, repos=repos), catalogue))).values("href")
    assert any(re.fullmatch(r"https://github\.com/ada/[\w-]+/blob/[0-9a-f]{10}/[^#]+#L\d+", link) for link in links)
    assert not any(
        "/blob/" in link for link in Page(RENDERERS["html"](audit(demo_portfolio, catalogue))).values("href")
    )


# --- Markdown --------------------------------------------------------------------------------------------------------

OWN_HTML = re.compile(r"<details><summary><code>[^<>]*</code>: what to fix</summary>\n|</details>\n|</?sub>")


def _github() -> MarkdownIt:
    """Markdown as GitHub reads it: an address is a link by itself, `README.md` is no address."""
    markdown = MarkdownIt("gfm-like")
    assert markdown.linkify is not None
    markdown.linkify.set({"fuzzy_link": False})
    return markdown


def _tokens(text: str) -> list[Token]:
    flat: list[Token] = []
    for token in _github().parse(text):
        flat += [token, *(token.children or [])]
    return flat


def test_markdown_holds_no_link_picture_or_html_but_ours(reports: list[tuple[str, Report]]) -> None:
    for name, report in reports:
        tokens = _tokens(_rendered("markdown", report))
        kinds = {token.type for token in tokens}
        assert not {kind for kind in kinds if kind.startswith(("link", "image", "s_"))}, name
        markup = [token.content for token in tokens if token.type in ("html_block", "html_inline")]
        assert [html for html in markup if not OWN_HTML.fullmatch(html)] == [], name


def test_markdown_calls_nobody_and_refers_to_nothing(reports: list[tuple[str, Report]]) -> None:
    for name, report in reports:
        plain = " ".join(token.content for token in _tokens(_rendered("markdown", report)) if token.type == "text")
        assert not re.search(r"@\w|#\d|GH-\d|https?:|www\.", plain), name


def test_markdown_keeps_its_shape_whatever_the_texts(reports: list[tuple[str, Report]]) -> None:
    for name, report in reports:
        tokens = _tokens(_rendered("markdown", report))
        headings = [tokens[place + 1].content for place, token in enumerate(tokens) if token.type == "heading_open"]
        assert all(
            h.startswith(("Portfolio audit: ", "Do these next", "Repositories", "Not audited")) for h in headings
        ), name
        assert sum(token.type == "tr_open" for token in tokens) == 1 + len(report.repositories), name
        assert sum(token.type == "td_open" for token in tokens) == 4 * len(report.repositories), name
        assert not {"fence", "code_block", "hr", "blockquote_open"} & {t.type for t in tokens} or report.partial, name


# --- text ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_a_text_holds_no_character_that_acts(form: str, reports: list[tuple[str, Report]]) -> None:
    for name, report in reports:
        ours = "\n\u200b" if form == "markdown" else "\n"  # the zero width space keeps mentions and links apart
        text = _rendered(form, report)
        acting = {char for char in text if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn")} - set(ours)
        assert acting == set(), name


def test_a_text_has_one_line_for_a_repository(reports: list[tuple[str, Report]]) -> None:
    for name, report in reports:
        lines = _rendered("text", report).splitlines()
        assert lines[0].startswith("Portfolio audit of "), name
        assert lines[-1].startswith("Score "), name
        assert sum(bool(re.match(r"  ( {1,2}\d{1,2}|100|  –) ", line)) for line in lines) == len(report.repositories), (
            name
        )


def test_a_hostile_report_is_valid_json_and_comes_back() -> None:
    text = RENDERERS["json"](HOSTILE)
    assert dumps(from_data(json.loads(text), Report)) == text
    assert ATTACK in {repo["name"] for repo in json.loads(text)["repositories"]}


def test_a_report_made_elsewhere_cannot_act_either() -> None:
    """A report.json may come from a stranger: then our own advice is a stranger's text, too."""
    data: dict[str, Any] = json.loads(RENDERERS["json"](HOSTILE))

    def poisoned(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: poisoned(inner, name) for name, inner in value.items()}
        if isinstance(value, list):
            return [poisoned(inner, key) for inner in value]
        keep = ("schema", "state", "severity", "generated_at", "rule", "parent", "kind", "repository", "name", "grade")
        moved = ("since", "at", "before", "after")
        return ATTACK if isinstance(value, str) and key not in (*keep, *moved) else value

    report = from_data(poisoned(data), Report)
    test_a_page_holds_no_element_and_no_attribute_but_ours([("poisoned", report)])
    test_a_page_links_to_web_addresses_and_into_itself_only([("poisoned", report)])
    test_markdown_holds_no_link_picture_or_html_but_ours([("poisoned", report)])
    test_markdown_calls_nobody_and_refers_to_nothing([("poisoned", report)])
    test_a_text_holds_no_character_that_acts("text", [("poisoned", report)])


def test_a_report_whose_facts_are_not_known_here_is_shown_without_them(demo_report: Report) -> None:
    for stages in ({}, {"stages": "x"}, {"stages": [{"name": 5}]}):
        repos = tuple(replace(repo, facts=stages) for repo in demo_report.repositories)
        assert "strip" not in Page(RENDERERS["html"](replace(demo_report, repositories=repos))).values("class")


# --- what is shown of a doubt ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["html", "markdown", "text"])
def test_a_partial_report_says_so(form: str, demo_portfolio: Portfolio, catalogue: Catalogue) -> None:
    whole, partial = (RENDERERS[form](audit(replace(demo_portfolio, interrupted=i), catalogue)) for i in (False, True))
    assert "This report is partial: the run was interrupted." in partial
    assert "This report is partial" not in whole


@pytest.mark.parametrize("form", ["html", "markdown", "text"])
def test_a_score_in_doubt_shows_its_range(form: str, demo_portfolio: Portfolio, catalogue: Catalogue) -> None:
    report = audit(replace(demo_portfolio, skipped=(Skipped("gone", "it could not be cloned", True),)), catalogue)
    shown = html.unescape(RENDERERS[form](report))
    assert report.score.coverage < 100
    assert f"{report.score.low}" in shown
    assert f"{report.score.high}" in shown
    assert f"{report.score.coverage} % could be decided" in shown
    assert "it could not be cloned" in shown


@pytest.mark.parametrize("form", ["html", "markdown", "text"])
def test_nothing_decided_is_a_dash(form: str, catalogue: Catalogue) -> None:
    shown = RENDERERS[form](audit(portfolio_of(unseen_repo()), catalogue))
    assert "–" in shown
    assert "No project could be scored yet." in html.unescape(shown).replace("\\", "")
    assert not re.search(r"\bNone\b(?! of)", shown)


# --- skeletons -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_a_published_secret_is_said_where_there_is_no_score(form: str, catalogue: Catalogue) -> None:
    files: dict[str, str | bytes] = {"README.md": "# Notes\n\nThings I learn.\n", "cloud.md": sample("github")}
    report = audit(portfolio_of(repo_of(files, "notebook-of-ada")), catalogue, version="0.0.0", strict=True)
    assert report.repositories[0].score.value is None
    text = html.unescape(_rendered(form, report))
    assert "A key, token or password is published" in re.sub(r"<[^>]*>", "", text)
    assert "cloud.md" in text
    assert sample("github") not in text
    assert "critical: caps the score" not in text


def _bare(catalogue: Catalogue, **files: str) -> Report:
    repo = repo_of({"train.py": "from sklearn.linear_model import Ridge\nRidge().fit([[1]], [1])\n", **files}, "bikes")
    return audit(portfolio_of(repo, login=None), catalogue)


def _skeletons(page: str) -> list[str]:
    return [html.unescape(text) for text in re.findall(r"<pre [^>]*>(.*?)</pre>", page, re.DOTALL)]


def test_a_page_holds_each_skeleton_to_copy_under_its_finding(catalogue: Catalogue) -> None:
    report = _bare(catalogue, **{"README.md": "# Bikes\n\n" + "This project forecasts demand for bikes. " * 8})
    (repo,) = report.repositories
    assert {"readme-install", "readme-usage", "results-methodology"} <= {made.rule for made in repo.skeletons}
    assert set(_skeletons(RENDERERS["html"](report))) == {made.text for made in repo.skeletons}


def test_without_a_readme_one_whole_skeleton_stands_for_all(catalogue: Catalogue) -> None:
    (repo,) = _bare(catalogue).repositories
    texts = {made.rule: made.text for made in repo.skeletons}
    assert set(texts) == {"readme-exists", "repro-manifest", "eng-license"}
    assert texts["readme-exists"].startswith("# Bikes\n\n[TODO]")
    assert {"## Problem", "## Data", "## Method", "## Usage"} <= set(texts["readme-exists"].split("\n"))


def test_a_skeleton_speaks_the_language_of_the_readme(catalogue: Catalogue) -> None:
    words = (
        "Este proyecto predice la demanda de bicicletas para que la ciudad sepa dónde hacen falta por la mañana. Cada "
        "día las estaciones del tren se quedan vacías y los usuarios toman el autobús. El modelo aprende de los viajes "
        "de dos años, del tiempo y de los días festivos, y escribe una tabla que el equipo abre en el teléfono."
    )
    report = _bare(catalogue, **{"README.md": f"# Bicicletas\n\n{words}\n"})
    texts = [made.text for made in report.repositories[0].skeletons]
    assert any(text.startswith("## Instalación\n") for text in texts)
    assert re.search(r'<pre lang="es" dir="auto" tabindex="0">## Instalación', RENDERERS["html"](report))


def test_what_passed_or_is_no_project_gets_no_skeleton(demo_report: Report, catalogue: Catalogue) -> None:
    for repo in demo_report.repositories:
        open_rules = {f.rule for f in repo.findings if f.state in ("fail", "partial")}
        assert {made.rule for made in repo.skeletons} <= open_rules
    (notes,) = audit(portfolio_of(empty_repo("notes")), catalogue).repositories
    assert notes.skeletons == ()


def test_the_terminal_only_says_where_a_skeleton_is() -> None:
    text = RENDERERS["text"](_bare(load_catalogue(select=["readme-exists"])))
    assert "in the report page" in text
    assert "[TODO]" not in text


def test_skeletons_are_a_small_part_of_a_report(demo_report: Report, catalogue: Catalogue) -> None:
    for report in (demo_report, _bare(catalogue), HOSTILE):
        without = replace(report, repositories=tuple(replace(r, skeletons=()) for r in report.repositories))
        assert len(dumps(report)) < 1.1 * len(dumps(without))


# --- the escaping functions ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", " \x01javascript:alert(1)"),
        *("data:text/html,x", "vbscript:x", "file:///etc/passwd", "//evil.example", "/path", "relative", ""),
        *("https:", "https:///x", "http://[", "ht\u200btps:javascript"),
    ],
)
def test_an_address_that_a_page_may_not_link_to_is_left_out(url: str) -> None:
    assert safe_url(url) == ""
    assert line_url(url, "a" * 40, "README.md", 1) == ""


def test_an_address_loses_what_cannot_be_seen() -> None:
    assert safe_url("https://a.example/\u202eb\n") == "https://a.example/b"
    assert (
        line_url("https://a.example/\nb", "a" * 40, "dir/a b#?.py", 3)
        == f"https://a.example/b/blob/{'a' * 10}/dir/a%20b%23%3F.py#L3"
    )
    assert safe_url("mailto:ada@example.com") == "mailto:ada@example.com"


def test_a_path_breaks_behind_its_slashes_and_nothing_else_of_it_is_markup() -> None:
    assert with_breaks("src/<b>/a&b.py") == "src/<wbr>&lt;b&gt;/<wbr>a&amp;b.py"


def test_a_notebook_is_linked_without_a_line() -> None:
    assert line_url("https://a.example", "a" * 40, "x.ipynb", 3).endswith("/x.ipynb")
    assert line_url("https://a.example", "main", "x.py", 3) == ""


@pytest.mark.parametrize(
    ("at", "below"),
    [
        (Evidence("src/train.py", 3), "blob/aaaaaaaaaa/src/train.py#L3"),
        (Evidence("eda.ipynb", 3), "blob/aaaaaaaaaa/eda.ipynb"),
        (Evidence("Procfile"), "blob/aaaaaaaaaa/Procfile"),
        (Evidence("git log", None, "update"), "commits/aaaaaaaaaa"),
        (Evidence("About box", None, "https://a.example"), ""),
        (Evidence("the whole repository", None, "300 MB on the host"), ""),
        (Evidence("README.md", None, "looked for a demo"), ""),
        (Evidence("../README.md", 1), ""),
    ],
)
def test_evidence_is_linked_to_the_page_that_the_host_has_of_it(at: Evidence, below: str) -> None:
    assert place_url("https://a.example/x", "a" * 40, at) == (f"https://a.example/x/{below}" if below else "")
    assert place_url("", "a" * 40, at) == place_url("https://a.example/x", "main", at) == ""


@pytest.mark.parametrize("text", [ATTACK, "`", "``a`", "a`b``c```d", "|", " ", "", "`a`", "\\`"])
def test_a_code_span_cannot_be_left(text: str) -> None:
    (inline,) = [token for token in MarkdownIt().parse(f"x {markdown_code(text)} y") if token.type == "inline"]
    assert [child.type for child in inline.children or []] == ["text", "code_inline", "text"]


@pytest.mark.parametrize(
    "text", [ATTACK, "*a* _b_ ~~c~~", "a | b", "![x](y)", "<b>", "&lt;", "[x]: https://x", "$x$", "\\"]
)
def test_a_text_in_markdown_is_nothing_but_text(text: str) -> None:
    (inline,) = [token for token in _github().parse(f"x {markdown_text(text)} y") if token.type == "inline"]
    assert {child.type for child in inline.children or []} <= {"text", "text_special"}


@pytest.mark.parametrize("before", ["", "_", "*", "~", "(", "1", "é", "x"])
@pytest.mark.parametrize(
    "what", ["https://x.example", "www.x.example", "ftp://x.y", "mailto:a@x.y", "GH-12", "#12", "@eve"]
)
def test_nothing_is_a_link_a_reference_or_a_mention_whatever_stands_before_it(before: str, what: str) -> None:
    told = markdown_text(before + what)
    assert not re.search(r"(?i)(https?|ftp|mailto)(?=:)|www(?=\.)|@(?=\w)|#(?=\d)|gh\\?-(?=\d)", told)


def test_advice_keeps_its_code_and_nothing_else() -> None:
    assert markdown_advice("Add `a_b` and *c* to #1") == "Add `a_b` and \\*c\\* to \\#\u200b1"
    assert markdown_advice("a `b") == "a \\`b"
    assert with_code("Add `<b>` & <i>") == "Add <code>&lt;b&gt;</code> &amp; &lt;i&gt;"
    assert with_code("a `b") == "a `b"
