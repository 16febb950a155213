"""The username that somebody meant by what they wrote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio_audit.cohort.rosters.handles import BLANK, read_handle
from portfolio_audit.targets import valid_login

SERVER = "https://github.com"


@pytest.mark.parametrize(
    "written",
    [
        "ana-g",
        " ana-g ",
        "@ana-g",
        "https://github.com/ana-g",
        "https://github.com/ana-g/",
        "http://www.github.com/ana-g?tab=repositories",
        "HTTPS://GitHub.com/ana-g#readme",
        "https://github.com/@ana-g",
        "https://github.com:443/ana-g",
        "https://github.com/ana-g/app",
        "https://github.com/ana-g/app/tree/main/src",
        "https://me:word@github.com/ana-g",
        "git@github.com:ana-g/app.git",
        "github.com/ana-g",
        "www.github.com/ana-g/",
        "ana-g/app",
        "ana-g/",
        "\u200bana-g\u200d",
        "\ufeffana-g",
        "\u00a0ana-g\u00a0",
        "\u202aana-g\u202c",
        '"ana-g"',
        "'@ana-g",
        "“ana-g”",
        "<https://github.com/ana-g>",
        '="ana-g"',
        "ana-g,",
    ],
)
def test_a_form_in_which_people_give_their_username(written: str) -> None:
    assert read_handle(written, SERVER).login == "ana-g"


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("ana@uni.example", "an e-mail address is no username"),
        ("mailto:ana@uni.example", "an e-mail address"),
        ("1+ana@users.noreply.github.com", "an e-mail address"),
        ("Ana García", "a name with spaces is no username"),
        ("ana g", "a name with spaces"),
        ("ana\u00a0g", "a name with spaces"),
        ("ana, bob", "several stand in one place"),
        ("ana; bob", "several stand in one place"),
        ("José", "letters a to z"),
        ("-ana", "letters a to z"),
        ("a" * 40, "at most 39"),
        ("ana.g", "letters a to z"),
        ("аna", "letters a to z"),  # a Cyrillic letter
        ("ana\x1b[0m", "letters a to z"),
        ("https://gitlab.com/ana", "not on github.com"),
        ("https://github.com.evil.example/ana", "not on github.com"),
        ("https://github.com@evil.example/ana", "not on github.com"),
        ("evil.example/github.com/ana", "not on github.com"),
        ("https://ana.github.io", "not on github.com"),
        ("https://[::1/ana", "not on github.com"),
        ("javascript://github.com%0aalert(1)", "not on github.com"),
        ("https://github.com", "nobody's profile"),
        ("github.com", "nobody's profile"),
        ("https://github.com/orgs/school/people", "nobody's profile"),
        ("https://github.com/settings/profile", "nobody's profile"),
        ("https://github.com/ana%20g", "nobody's profile"),
        ("https://github.com/../ana", "nobody's profile"),
        ("none", "stands for no username"),
        ("-", "stands for no username"),
        ("", BLANK),
        (" \u200b\t", BLANK),
    ],
)
def test_what_is_no_username_has_a_reason_that_says_so(written: str, reason: str) -> None:
    handle = read_handle(written, SERVER)
    assert handle.login == ""
    assert reason in handle.reason
    assert handle.reason.isprintable()


@pytest.mark.parametrize("server", ["https://git.uni.example", "http://127.0.0.1:8123", "http://localhost:8123"])
def test_addresses_are_those_of_the_server_in_use(server: str) -> None:
    host = server.partition("://")[2]
    for written in (f"{server}/ana", f"{host}/ana/", f"{server}/ana/app"):
        assert read_handle(written, server).login == "ana"
    assert "an address that is not on" in read_handle("https://github.com/ana", server).reason


def test_only_addresses_and_handles_are_marked_as_usernames() -> None:
    written = ["@ana", "https://github.com/ana", "github.com/ana", "ana", "ana/app"]
    assert [read_handle(word, SERVER).marked for word in written] == [True, True, True, False, False]


@given(st.text() | st.from_regex(r"(https?://)?(www\.)?github\.com(:\d+)?[/?#@\\].*"))
def test_whatever_is_written_is_a_valid_username_or_has_a_reason(written: str) -> None:
    handle = read_handle(written, SERVER)
    assert bool(handle.reason) != bool(handle.login)
    assert valid_login(handle.login) or not handle.login
