"""Git's complaints become reasons of ours; its words are never shown."""

import pytest

from portfolio_audit.sources.git_command import classify
from portfolio_audit.sources.notes import Notes

_URL = "fatal: unable to access 'https://x/a/b.git/': "


@pytest.mark.parametrize(
    ("stderr", "reason"),
    [
        (_URL + "Could not resolve host: x", "the host's name could not be resolved"),
        ("remote: Repository not found.\nfatal: repository 'https://x/' not found", "the host has no such repository"),
        ("fatal: could not read Username for 'https://x': terminal prompts disabled", "the host asks for a login"),
        (_URL + "The requested URL returned error: 403", "the host refused access"),
        (_URL + "The requested URL returned error: 429", "the host asked to slow down"),
        (_URL + "The requested URL returned error: 502", "the host answered with an error"),
        (_URL + "SSL certificate problem: self-signed", "the host's certificate could not be verified"),
        (_URL + "Operation too slow. Less than 1000 bytes/sec", "the connection was too slow"),
        (_URL + "transfer closed with outstanding read data remaining", "the transfer broke off"),
        ("error: RPC failed; curl 18 transfer closed\nfatal: early EOF", "the transfer broke off"),
        ("error: index-pack died of signal 25", "it is larger than the limit"),
        ("fatal: write error: No space left on device", "the disk is full"),
        ("fatal: '/x' does not appear to be a git repository", "it is no git repository"),
        ("error: object file .git/objects/12 is corrupt", "it is damaged"),
        ("secret line of a file that git quoted", "git could not read it"),
        ("", "git could not read it"),
    ],
)
def test_a_complaint_has_its_reason(stderr: str, reason: str) -> None:
    assert classify(stderr.encode()) == reason


@pytest.mark.parametrize("name", ["403", "lab-429", "corrupt-images", "not found", "early eof", "no space left"])
def test_names_in_a_complaint_are_not_taken_for_its_cause(name: str) -> None:
    said = f"fatal: unable to access 'https://127.0.0.1:14030/a/{name}.git/': Failed to connect"
    assert classify(said.encode()) == "the host could not be reached"


def test_a_remark_is_made_once_and_not_without_end() -> None:
    notes = Notes()
    for number in [*range(60), 3, 4]:
        notes.add(f"remark {number}")
    assert len(notes.sentences) == 51
    assert notes.sentences[-1] == "10 further remarks are left out"
