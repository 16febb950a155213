"""Every language's file has all texts, and a report in it has no English of ours and every stranger's word."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import polib
import pytest
from extraction import messages
from update import file_of

from pages import Page
from portfolio_audit.auditing import audit
from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.cli import main
from portfolio_audit.files import write_whole
from portfolio_audit.model.portfolio import Portfolio
from portfolio_audit.model.report import Report
from portfolio_audit.renderers import RENDERERS, get_ready
from portfolio_audit.renderers.language_files import available
from portfolio_audit.renderers.languages import load

CODES = [code for code in available() if code != "en"]
TOLD = ("html", "markdown", "text")
_CODE = re.compile(r"`[^`]*`")
_GAP = re.compile(r"\{\w*\}|%\(\w+\)s|%%|</?code>")
_PROSE = re.compile(r"(?<!\")[A-Z][a-z]+(?: [a-z']+){4,}")
RENEW = "run `python tests/languages/update.py {}`, then translate what is empty"


def test_five_languages_and_english_are_offered() -> None:
    assert available() == ("en", "es", "fr", "hi", "pt", "zh")


def _entries(code: str) -> dict[tuple[str, str], polib.POEntry]:
    return {(entry.msgctxt or "", entry.msgid): entry for entry in polib.pofile(str(file_of(code)))}


def _forms(entry: polib.POEntry) -> list[tuple[str, str]]:
    """(English, translation) of each form."""
    if not entry.msgid_plural:
        return [(entry.msgid, entry.msgstr)]
    one_for_all = len(entry.msgstr_plural) == 1
    english = (entry.msgid_plural if one_for_all else entry.msgid, entry.msgid_plural)
    return [(english[min(form, 1)], text) for form, text in entry.msgstr_plural.items()]


@pytest.mark.parametrize("code", CODES)
def test_no_text_is_missing_and_none_is_left_over(code: str) -> None:
    wanted, there = {message.key: message for message in messages()}, _entries(code)
    missing = [message.msgid for key, message in wanted.items() if key not in there]
    gone = [msgid for _, msgid in there.keys() - wanted.keys()]
    assert not missing, f"{code}.po lacks {missing}: {RENEW.format(code)}"
    assert not gone, f"{code}.po has {gone}, which nothing says any more: {RENEW.format(code)}"
    assert all(there[key].msgid_plural == message.plural for key, message in wanted.items()), RENEW.format(code)


@pytest.mark.parametrize("code", CODES)
def test_every_text_is_translated(code: str) -> None:
    entries = _entries(code).values()
    empty = [entry.msgid for entry in entries for _, text in _forms(entry) if not text]
    assert not empty, f"{code}.po does not translate {empty}"
    assert not [entry.msgid for entry in entries if entry.fuzzy or entry.obsolete]


@pytest.mark.parametrize("code", CODES)
def test_gaps_and_code_are_the_same_in_every_translation(code: str) -> None:
    for entry in _entries(code).values():
        for english, text in _forms(entry):
            assert Counter(_GAP.findall(text)) == Counter(_GAP.findall(english)), (english, text)
            assert Counter(_CODE.findall(text)) == Counter(_CODE.findall(english)), (english, text)


@pytest.mark.parametrize("code", CODES)
def test_a_translation_begins_and_ends_with_what_the_text_does(code: str) -> None:
    for entry in _entries(code).values():
        for english, text in _forms(entry):
            assert text[:1].isspace() == english[:1].isspace(), (english, text)
            assert text[-1:].isspace() == english[-1:].isspace(), (english, text)
            assert text.rstrip().endswith((".", "。", "।")) >= english.rstrip().endswith("."), (english, text)


def _said(report: Report, form: str, code: str) -> str:
    text = RENDERERS[form](report, code)
    return Page(text).visible() if form == "html" else text


def _foreign(report: Report) -> str:
    """What strangers wrote, and texts in the language of a README."""
    places = [at for repo in report.repositories for finding in repo.findings for at in finding.evidence]
    skeletons = [skeleton for repo in report.repositories for skeleton in repo.skeletons]
    quoted = [at.excerpt for at in places if not at.excerpt.startswith("looked for")]
    texts = [*quoted, *(text for one in skeletons for text in (one.text, one.looks_for))]
    return "\n".join((*texts, *(" ".join(text.split()) for text in texts)))


@pytest.mark.parametrize("form", TOLD)
@pytest.mark.parametrize("code", CODES)
def test_no_english_of_ours_is_left(code: str, form: str, demo_report: Report) -> None:
    english = set(_PROSE.findall(_said(demo_report, form, "en")))
    foreign = _foreign(demo_report)
    left = {text for text in _PROSE.findall(_said(demo_report, form, code)) if text in english and text not in foreign}
    assert not left


@pytest.mark.parametrize("code", CODES)
def test_what_only_a_screen_reader_says_is_told(code: str, demo_report: Report) -> None:
    english, told = (Page(RENDERERS["html"](demo_report, language)) for language in ("en", code))
    for attribute in ("aria-label", "placeholder"):
        said = english.values(attribute)
        assert said
        assert not [text for text in told.values(attribute) if text in said and " " in text]


@pytest.mark.parametrize("code", CODES)
def test_everything_in_the_report_on_the_demo_is_told(code: str, demo_report: Report) -> None:
    language = load(code)
    language.untold.clear()
    for form in TOLD:
        RENDERERS[form](demo_report, code)
    assert not language.untold


@pytest.mark.parametrize("code", CODES)
def test_a_page_says_its_language_and_keeps_names_quotes_and_code(code: str, demo_report: Report) -> None:
    english, told = (Page(RENDERERS["html"](demo_report, language)) for language in ("en", code))
    assert told.values("lang")[0] == code
    for tag in ("code", "pre"):
        lost = set(_texts(english, tag)) - set(_texts(told, tag))
        assert not [text for text in lost if ".ipynb, cell " not in text]
    names = {repo.name for repo in demo_report.repositories}
    assert names <= set(_texts(told, "b"))


def _texts(page: Page, tag: str) -> list[str]:
    return [text for at, text in page.texts if at == tag]


@pytest.mark.parametrize("code", CODES)
def test_json_is_the_same_in_every_language(code: str, demo_report: Report) -> None:
    assert RENDERERS["json"](demo_report, code) == RENDERERS["json"](demo_report)


@pytest.mark.parametrize("code", CODES)
def test_a_course_s_rubric_is_told_with_its_parts_and_its_pass_mark(code: str, demo_portfolio: Portfolio) -> None:
    page = Page(RENDERERS["html"](audit(demo_portfolio, load_catalogue("ml-zoomcamp")), code)).visible()
    assert "Model deployment" not in page
    assert "passed" not in page


def test_a_saved_report_is_rendered_in_the_language_that_is_asked_for(
    demo_report: Report, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    write_whole(tmp_path / "report.json", RENDERERS["json"](demo_report))
    words = ["render", str(tmp_path / "report.json"), "--language", "es", "--format", "markdown", "--output", "-"]
    main(words, standalone_mode=False)
    assert capsysbinary.readouterr().out.decode() == RENDERERS["markdown"](demo_report, "es")


def test_what_a_language_needs_can_be_loaded_before_the_report(demo_report: Report) -> None:
    get_ready(RENDERERS, "fr")
    assert 'lang="fr"' in RENDERERS["html"](demo_report, "fr")


def test_a_new_language_is_one_file(
    demo_report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, only_here: Callable[[], None]
) -> None:
    made = polib.POFile()
    made.metadata = {"Language": "eo", "Content-Type": "text/plain; charset=UTF-8"}
    made.append(polib.POEntry(msgid="Score", msgstr="Poentaro"))
    made.save(str(tmp_path / "eo.po"))
    monkeypatch.setattr("portfolio_audit.renderers.language_files.folder", lambda: tmp_path)
    monkeypatch.setattr("portfolio_audit.renderers.languages.folder", lambda: tmp_path)
    only_here()
    assert available() == ("en", "eo")
    assert "\nPoentaro " in RENDERERS["text"](demo_report, "eo")


@pytest.fixture
def only_here() -> Callable[[], None]:
    """Forgets languages that are loaded, so that those of a test are."""
    return load.cache_clear
