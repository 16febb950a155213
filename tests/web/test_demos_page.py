"""The page about demos is in step with the data and the limits."""

import re
from pathlib import Path

import pytest

from portfolio_audit.knowledge import load
from portfolio_audit.limits import WEB
from portfolio_audit.model.demo_facts import STATES
from portfolio_audit.skeletons import languages
from portfolio_audit.web.host_table import BEGIN, END, table
from portfolio_audit.web.hosts import hosts

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "demos.md").read_text("utf-8")


def test_the_table_of_hosts_is_in_step() -> None:
    written = PAGE.partition(BEGIN)[2].partition(END)[0]
    assert written == table(), "renew it: python -m portfolio_audit.web.host_table"


def test_every_state_is_explained() -> None:
    assert re.findall(r"^\| \*\*(\w+)\*\* \|", PAGE, re.MULTILINE) == list(STATES)


def test_the_limits_are_those_in_force() -> None:
    told = {int(number.replace(",", "")) for number in re.findall(r"\b\d[\d,]*\b", PAGE.partition(BEGIN)[0])}
    numbers = (WEB.seconds, WEB.look_seconds, WEB.redirects, WEB.body_bytes // 1_000, WEB.at_once, WEB.at_once_per_host)
    assert {int(number) for number in (*numbers, WEB.requests_per_host, WEB.pause_seconds, WEB.kept_hours)} <= told
    assert set(load("web")["places"]["ports"]) <= told


def test_every_host_says_where_its_behaviour_is_told() -> None:
    assert [host.title for host in hosts() if not re.fullmatch(r"https://[\w.-]+/[^\s|()]*", host.source)] == []
    assert len(hosts()) >= 25


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md"])
def test_what_is_said_of_the_number_of_hosts_is_so(name: str) -> None:
    assert re.findall(r"\b(\d+)\s+hosts\b", (ROOT / name).read_text("utf-8"))[:1] == [str(len(hosts()))]


def test_what_fix_is_said_to_know_is_so() -> None:
    page = (ROOT / "docs" / "fix.md").read_text("utf-8")
    assert f"in {len(load('containers')['apps'])} frameworks" in page
    assert f"language ({len(languages())} of them)" in page
