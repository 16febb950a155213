"""What a host asks of robots is done."""

from itertools import pairwise

import pytest
from strange_server import StrangeServer, json_reply, led_to, reply
from strange_web import Look

from portfolio_audit.web.answers import NoAnswer, Page
from portfolio_audit.web.robots import read_robots

D = "https://demo.example.org"
ROBOTS = f"{D}/robots.txt"


@pytest.mark.parametrize(
    ("text", "closed", "open_"),
    [
        ("", "", "/ /a"),
        ("User-agent: *\nDisallow:", "", "/ /a"),
        ("User-agent: *\nDisallow: /", "/ /a /a?b", ""),
        ("\ufeffUser-agent: *\r\nDisallow: /\r\n", "/", ""),
        ("USER-AGENT:*\nDISALLOW:/x # because", "/x /xy /x/y", "/ /y"),
        ("User-agent: *\nDisallow: /\nAllow: /", "", "/ /a"),
        ("User-agent: *\nAllow: /\nDisallow: /a", "/a /ab", "/ /b"),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a /a/c", "/a/b /b"),
        ("User-agent: *\nDisallow: /*\n", "/ /a", ""),
        ("User-agent: *\nDisallow: /*.php$", "/a.php /b/c.php", "/a.php?x /a.html /.phpx"),
        ("User-agent: *\nDisallow: /$", "/", "/a"),
        ("User-agent: *\nDisallow: /a*b*c", "/abc /a1b2c3", "/ac /acb"),
        ("User-agent: *\nDisallow: /a*a$", "/aa /a/a", "/a /ab"),
        ("User-agent: *\nDisallow: /%61pp", "/app /%61pp", "/b"),
        ("User-agent: Googlebot\nDisallow: /", "", "/ /a"),
        ("User-agent: Googlebot\nUser-agent: *\nDisallow: /", "/", ""),
        ("User-agent: Googlebot\nDisallow: /a\n\nUser-agent: *\nDisallow: /b", "/b", "/a"),
        ("User-agent: *\nDisallow: /\n\nUser-agent: portfolio-audit\nAllow: /", "", "/ /a"),
        ("User-agent: Portfolio-Audit/1.0\nDisallow: /\n\nUser-agent: *\nAllow: /", "/", ""),
        ("User-agent: portfolio\nDisallow: /", "", "/"),
        ("User-agent: *\nCrawl-delay: 10\nSitemap: /x\nDisallow: /a", "/a", "/"),
        ("Disallow: /\nUser-agent: *\nAllow: /", "", "/"),
        ("<!doctype html><title>App</title>", "", "/ /a"),
    ],
)
def test_the_rules_are_those_of_the_standard(text: str, closed: str, open_: str) -> None:
    robots = read_robots(Page(200, (), text.encode()))
    assert [path for path in closed.split() if robots.allow(path)] == []
    assert [path for path in open_.split() if not robots.allow(path)] == []


@pytest.mark.parametrize("status", [301, 401, 403, 404, 410, 429, 500, 503])
def test_there_are_no_rules_where_no_file_arrives(status: int) -> None:
    assert read_robots(Page(status, (), b"User-agent: *\nDisallow: /")).allow("/")
    assert read_robots(NoAnswer("timeout")).allow("/")


def test_rules_without_end_are_matched_in_time() -> None:
    stars = "User-agent: *\n" + f"Disallow: /{'*a' * 900}b\n" * 100
    assert read_robots(Page(200, (), stars.encode())).allow("/" + "a" * 1_900)


def test_a_closed_page_is_not_asked(server: StrangeServer, looking: Look) -> None:
    server.endpoints = {ROBOTS: reply(200, "User-agent: *\nDisallow: /app", kind="text/plain"), f"{D}/app": reply()}
    look = looking().at([f"{D}/app"])[f"{D}/app"]
    assert (look.state, look.reason) == ("blocked", "its robots.txt asks robots to stay away")
    assert server.urls() == []


def test_a_host_is_asked_for_its_rules_once(server: StrangeServer, looking: Look) -> None:
    urls = [f"{D}/{n}" for n in range(6)]
    server.endpoints = dict.fromkeys(urls, reply())
    assert {look.state for look in looking().at(urls).values()} == {"live"}
    assert server.urls(robots=True).count(ROBOTS) == 1


def test_rules_that_are_elsewhere_are_followed_to(server: StrangeServer, looking: Look) -> None:
    server.endpoints = {
        ROBOTS: led_to("https://www.demo.example.org/robots.txt"),
        "https://www.demo.example.org/robots.txt": reply(200, "User-agent: *\nDisallow: /", kind="text/plain"),
    }
    assert looking().at([f"{D}/"])[f"{D}/"].state == "blocked"


def test_no_path_of_an_api_is_asked_that_is_closed(server: StrangeServer, looking: Look) -> None:
    server.endpoints = {
        ROBOTS: reply(200, "User-agent: *\nDisallow: /docs", kind="text/plain"),
        f"{D}/": json_reply('{"detail":"Not Found"}', 404),
        f"{D}/docs": reply(200, "swagger-ui"),
        f"{D}/health": json_reply("{}"),
    }
    assert looking().at([f"{D}/"])[f"{D}/"].api == ("/health",)
    assert f"{D}/docs" not in server.urls()


def test_an_interface_for_programs_is_asked_without_rules(server: StrangeServer, looking: Look) -> None:
    server.endpoints = {
        "https://huggingface.co/robots.txt": reply(200, "User-agent: *\nDisallow: /"),
        "https://huggingface.co/api/spaces/ada/bikes": json_reply('{"runtime":{"stage":"RUNNING"}}'),
    }
    url = "https://huggingface.co/spaces/ada/bikes"
    assert looking().at([url])[url].state == "live"
    assert server.urls(robots=True) == ["https://huggingface.co/api/spaces/ada/bikes"]


def test_a_site_that_is_redirected_to_is_not_asked_where_it_wants_no_robots(
    server: StrangeServer, looking: Look
) -> None:
    server.endpoints = {
        f"{D}/": led_to("https://other.example.org/app"),
        "https://other.example.org/robots.txt": reply(200, "User-agent: *\nDisallow: /app", kind="text/plain"),
        "https://other.example.org/app": reply(),
    }
    look = looking().at([f"{D}/"])[f"{D}/"]
    assert (look.state, look.reason) == ("blocked", "its robots.txt asks robots to stay away")
    assert server.urls() == [f"{D}/"]


def test_redirections_between_sites_are_counted_together(server: StrangeServer, looking: Look) -> None:
    sites = [f"https://site-{n}.example.org/" for n in range(8)]
    server.endpoints = {site: led_to(to) for site, to in pairwise(sites)}
    assert looking().at(sites[:1])[sites[0]].reason == "it redirects too often"
    assert server.urls() == sites[:6]
    server.begin()
    server.endpoints = {sites[0]: led_to(sites[1]), sites[1]: led_to(sites[0])}
    assert looking().at(sites[:1])[sites[0]].reason == "it redirects in a circle"
