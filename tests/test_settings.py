"""A settings file: what it may hold, how its mistakes are told, and what of a report it changes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facts_of import portfolio_of, repo_of, unseen_repo
from portfolio_audit.auditing import audit
from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.codec import decode, encode
from portfolio_audit.errors import RuleFileError, UnknownRule
from portfolio_audit.exempting import exemptions, with_exemptions
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.report import Exemption, Report
from portfolio_audit.settings import MOST_BYTES, Settings, parse_settings, unknown_rule

FILE = Path("mine.toml")
WHOLE = load_catalogue(examples=False)
NOTHING_READY = {"README.md": "# App\n\nForecasts demand.\n", "train.py": "import sklearn\n"}


def parsed(text: str | bytes) -> Settings:
    return parse_settings(text.encode() if isinstance(text, str) else text, FILE)


def refusal(text: str | bytes) -> str:
    with pytest.raises(RuleFileError) as raised:
        parsed(text)
    said = str(raised.value)
    assert said.isprintable()
    return said.removeprefix("mine.toml: ")


# --- reading ---------------------------------------------------------------------------------------------------------


def test_a_file_with_everything() -> None:
    text = """
rubric = "software"
select = ["readme", "eng-*"]
fail-under = 0

[ignore]
readme-screenshot = "It has no screen."
"deploy-*" = "  A library:\\n nobody deploys it. "

[kind]
"my.project" = "library"
"""
    ignore = {"readme-screenshot": "It has no screen.", "deploy-*": "A library: nobody deploys it."}
    kinds = {"my.project": "library"}
    assert parsed(text) == Settings(FILE, "software", ("readme", "eng-*"), ignore, 0, kinds)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", b"\xef\xbb\xbf", "[ignore]\n[kind]\n", "\r\n"])
def test_a_file_that_says_nothing(text: str | bytes) -> None:
    assert parsed(text) == Settings(FILE)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rubric =", "is no TOML: "),
        (b"rubric = '\xff'", "is not in UTF-8. Save it in that encoding."),
        ("fail_under = 60", "fail_under: 'fail_under' is not known; did you mean 'fail-under'?"),
        ("fail-under = 101", "fail-under: must be from 0 to 100, not 101."),
        ("fail-under = true", "fail-under: must be a whole number, not bool."),
        ("fail-under = 6.5", "fail-under: must be a whole number, not float."),
        ("rubric = ['a']", "rubric: must be a text, not list."),
        ("rubric = ' '", "rubric: is empty."),
        ("select = 'readme'", "select: must be a list of texts, not str."),
        ("select = [1]", "select: must be a list of texts."),
        ("kind = 'library'", "kind: must be a table, not str."),
        ("kind.app = 'libary'", "kind.app: 'libary' is not known; did you mean 'library'?"),
        ("kind.app = 1", "kind.app: must be a text, not int."),
        (
            "ignore = ['readme-screenshot']",
            "ignore: must be a table with a reason for each rule, as in [ignore] and below it "
            'readme-screenshot = "It has no screen.", not list.',
        ),
        ("ignore.readme-screenshot = ''", "ignore.readme-screenshot: needs a reason: say in a sentence why"),
        ("ignore.readme-screenshot = ' . '", "ignore.readme-screenshot: needs a reason: "),
        ("ignore.readme-screenshot = true", "ignore.readme-screenshot: needs a reason: "),
        ("ignore.readme.demo = 'No screen.'", "ignore.readme: needs a reason: "),
        (f"ignore.readme-screenshot = '{'why ' * 51}'", "ignore.readme-screenshot: is longer than 200 characters."),
    ],
)
def test_a_mistake_is_told_with_file_and_key(text: str | bytes, words: str) -> None:
    assert refusal(text).startswith(words)


@pytest.mark.parametrize(
    "text",
    [
        f"select = {'[' * 9_000}",
        f"kind = {'{a=' * 3_000}",
        f"fail-under = {'9' * 9_000}",
        f"{'a.' * 4_000}a = 1",
        f"[{'a.' * 2_000}a]\n" + "".join(f"b{number}.c = 1\n" for number in range(400)),
    ],
    ids=["lists", "tables", "digits", "dots", "dots above many keys"],
)
def test_nesting_ends_in_a_sentence(text: str) -> None:
    assert len(refusal(text)) < 400


def test_a_file_may_be_only_so_large() -> None:
    assert parsed("#" * MOST_BYTES) == Settings(FILE)
    assert refusal("#" * (MOST_BYTES + 1)).startswith("is larger than 10,000 bytes. ")


@pytest.mark.parametrize("char", ["\x1b", "\u202e", "\n", "\u2028", "\x85"])
def test_a_strangers_key_or_value_reaches_no_terminal(char: str) -> None:
    escaped = f"\\U{ord(char):08x}"
    for text in (
        f'"a{escaped}b" = 1',
        f'kind."a{escaped}b" = 1',
        f'kind.a = "a{escaped}b"',
        f'ignore."a{escaped}b" = ""',
        f'"a{escaped}b".a = 1\n["a{escaped}b".a]',
    ):
        assert "a" in refusal(text)


def test_a_reason_is_one_line_of_visible_characters() -> None:
    reasons = parsed('ignore.a = "It\\u001b[2J is\\u202e\\tso"').ignore
    assert reasons == {"a": "It\\x1b[2J is\\u202e so"}


@given(st.text(alphabet="aé[]{}=\"'.,#\\ \n1-", max_size=60))
def test_any_text_is_read_or_refused_in_a_sentence(text: str) -> None:
    try:
        parsed(text)
    except RuleFileError as error:
        assert str(error).startswith("mine.toml: ")


@pytest.mark.parametrize(
    ("settings", "name", "words"),
    [
        (
            Settings(FILE, ignore={"readme-screnshot": "x"}),
            "readme-screnshot",
            "mine.toml: ignore.readme-screnshot: no rule is called ",
        ),
        (Settings(FILE, select=("readme-screnshot",)), "readme-screnshot", "mine.toml: select: no rule is called "),
        (Settings(FILE), "readme-screnshot", "no rule is called 'readme-screnshot'; did you mean 'readme-screenshot'?"),
    ],
)
def test_an_unknown_rule_is_told_where_it_stands(settings: Settings, name: str, words: str) -> None:
    with pytest.raises(UnknownRule) as raised:
        load_catalogue(ignore=[name], examples=False)
    said = str(unknown_rule(settings, raised.value))
    assert said.startswith(words)
    assert said.endswith("did you mean 'readme-screenshot'?")


def test_an_unknown_rule_is_named_in_a_sentence_however_long_it_is() -> None:
    with pytest.raises(UnknownRule) as raised:
        load_catalogue(select=["\x1b" * 5_000], examples=False)
    said = str(unknown_rule(Settings(FILE, select=("\x1b" * 5_000,)), raised.value))
    assert said.isprintable()
    assert len(said) < 400


# --- what was switched off -------------------------------------------------------------------------------------------


def _exempted(ignore: dict[str, str], select: tuple[str, ...] = (), whole: Catalogue = WHOLE) -> tuple[Exemption, ...]:
    in_force = load_catalogue(whole.rubric, None, select, tuple(ignore), examples=False)
    return exemptions(whole, in_force, ignore, {name: reason for name, reason in ignore.items() if reason})


def _ids(prefix: str) -> tuple[str, ...]:
    return tuple(rule.id for rule in WHOLE.rules if rule.id.startswith(prefix))


def test_each_name_comes_with_its_rules_and_its_reason() -> None:
    assert _exempted({"readme-screenshot": "No screen.", "git": "A study.", "data-*": ""}) == (
        Exemption("readme-screenshot", ("readme-screenshot",), "No screen."),
        Exemption("git", tuple(rule.id for rule in WHOLE.rules if rule.category == "git"), "A study."),
        Exemption("data-*", _ids("data-"), ""),
    )


def test_what_was_not_selected_is_switched_off_too() -> None:
    named, rest = _exempted({"readme-screenshot": "No screen."}, ("readme",))
    assert named.rules == ("readme-screenshot",)
    assert (rest.named, rest.reason) == ("", "")
    assert set(rest.rules) == {rule.id for rule in WHOLE.rules if rule.category != "readme"}


def test_a_selection_of_everything_switches_nothing_off() -> None:
    assert _exempted({}, ("*",)) == ()


def test_what_the_rubric_does_not_ask_anyhow_is_not_switched_off() -> None:
    analyst = load_catalogue("data-analyst", examples=False)
    assert _exempted({"deploy-dockerfile": "No container."}, whole=analyst) == ()


def _report(*ignore: str, select: tuple[str, ...] = ()) -> tuple[Report, Report]:
    """A report with those rules switched off, and one with all."""
    portfolio = portfolio_of(repo_of(NOTHING_READY, "app"), unseen_repo())
    in_force = load_catalogue(select=select, ignore=ignore, examples=False)
    exempted = exemptions(WHOLE, in_force, ignore, dict.fromkeys(ignore, "So it is."))
    report = audit(portfolio, in_force, strict=True)
    return with_exemptions(report, portfolio, WHOLE, exempted, strict=True), audit(portfolio, WHOLE, strict=True)


@pytest.mark.parametrize(("ignore", "select"), [(("readme-*",), ()), ((), ("git",)), (("*",), ())])
def test_the_score_of_all_is_that_of_a_run_without_exemptions(ignore: tuple[str, ...], select: tuple[str, ...]) -> None:
    report, whole = _report(*ignore, select=select)
    assert report.score_of_all == whole.score
    assert report.score != whole.score
    assert report.ruleset.digest != whole.ruleset.digest
    assert decode(encode(report), Report) == report


def test_a_report_without_exemptions_is_as_it_was() -> None:
    report, whole = _report()
    assert report == whole
    assert (report.exempted, report.score_of_all) == ((), None)
