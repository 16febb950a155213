"""Endpoints that are slow, endless, broken or hostile, each with the verdict that it must get."""

import gzip
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from socket import SHUT_WR, SO_LINGER, SOL_SOCKET
from struct import pack

from strange_server import EXPIRED, FOREIGN, MISNAMED, Answer, Visit, json_reply, led_to, reply

D = "https://demo.example.org"
SHELL = "<!doctype html><title>App</title><div id=root></div><script src=/main.js></script>"


@dataclass(frozen=True)
class Case:
    """What somebody is told who looks at an address."""

    name: str
    answer: Answer | None
    """At the address; `None` if there is nothing to be asked."""
    state: str
    says: str = ""
    """Stands in the reason."""
    url: str = f"{D}/"
    also: Mapping[str, Answer] = field(default_factory=dict)
    """Other endpoints."""
    quick: bool = False
    """Whether it would never end."""
    api: tuple[str, ...] = ()
    host: str = ""


def _reset(visit: Visit) -> None:
    visit.connection.setsockopt(SOL_SOCKET, SO_LINGER, pack("ii", 1, 0))


def _half_closed(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
    visit.connection.shutdown(SHUT_WR)


def _chunks(*chunks: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n" + b"".join(chunks)


def _silent(visit: Visit) -> None:
    visit.wait()


def _slow_head(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 200 OK\r\n")
    visit.drip(b"X-Slow: header\r\n")


def _slow_status(visit: Visit) -> None:
    visit.drip(b"H")


def _slow_body(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    visit.drip(b"<p>drip</p>")


def _slow_chunks(visit: Visit) -> None:
    visit.send(_chunks())
    visit.drip(b"1\r\nx\r\n")


def _stalled(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nthe beginning")
    visit.wait()


def _endless_body(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    visit.flood(b"<p>more</p>" * 1_000)


def _endless_chunks(visit: Visit) -> None:
    visit.send(_chunks())
    visit.flood(b"3e8\r\n" + b"y" * 1_000 + b"\r\n")


def _crumbs(visit: Visit) -> None:
    visit.send(_chunks())
    visit.flood(b"1;" + b"extension=" * 400 + b"\r\nx\r\n")


def _header_flood(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 200 OK\r\n")
    visit.flood(b"X-Filler: %b\r\n" % (b"z" * 1_000))


def _header_line(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 200 OK\r\nX-Filler: ")
    visit.flood(b"z" * 1_000)


def _going_on(visit: Visit) -> None:
    visit.flood(b"HTTP/1.1 100 Continue\r\n\r\n")


def _trailers(visit: Visit) -> None:
    visit.send(_chunks(b"5\r\n<b>hi\r\n0\r\n"))
    visit.flood(b"X-Trailer: never ends\r\n")


def _endless_redirects(visit: Visit) -> None:
    visit.send(led_to(f"{visit.url}1"))


def _cookie_loop(visit: Visit) -> None:
    visit.send(reply(302, b"", "Location: /", "Set-Cookie: session=1"))


def _redirect_flood(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 302 Found\r\nLocation: https://demo.example.org/end\r\n\r\n")
    visit.flood(b"this body is read by nobody")


BOMB = zlib.compress(b"\0" * 200_000_000, 9)
GZIP_BOMB = gzip.compress(b"<p>boom</p>" + b" " * 50_000_000, 9)
ENORMOUS = b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 30 + b"\r\n\r\n<b>x"

SLOW = (
    Case("says nothing", _silent, "unknown", "in time", quick=True),
    Case("sends its status line for ever", _slow_status, "unknown", "in time", quick=True),
    Case("sends headers drop by drop", _slow_head, "unknown", "in time", quick=True),
    Case("sends its body drop by drop", _slow_body, "unknown", "in time", quick=True),
    Case("sends chunks drop by drop", _slow_chunks, "unknown", "in time", quick=True),
    Case("stops in the middle", _stalled, "unknown", "in time", quick=True),
    Case("goes on and on with interim answers", _going_on, "unknown", "no end"),
)
BULKY = (
    Case("sends headers without end", _header_flood, "unknown", "no end"),
    Case("sends one header without end", _header_line, "unknown", "no end"),
    Case("sends 101 headers", reply(200, "hi", *("X-A: b",) * 101), "unknown", "no end"),
    Case("sends a body without end", _endless_body, "live"),
    Case("sends chunks without end", _endless_chunks, "live"),
    Case("sends crumbs in much framing", _crumbs, "live"),
    Case("sends trailers without end", _trailers, "live"),
    Case("sends a gzip bomb", reply(200, GZIP_BOMB, "Content-Encoding: gzip"), "live"),
    Case("sends a zlib bomb of zeros", reply(200, BOMB, "Content-Encoding: deflate"), "live"),
    Case("says that it is enormous", ENORMOUS, "unknown", "broke off"),
    Case("sends a bomb that is none", reply(200, b"not packed", "Content-Encoding: gzip"), "unknown", "cannot be read"),
    Case("packs in its own way", reply(200, b"\x1b\x2f", "Content-Encoding: br"), "unknown", "cannot be read"),
    Case("packs a small page", reply(200, gzip.compress(b"<b>hello</b>"), "Content-Encoding: gzip"), "live"),
    Case("nests JSON deeply", json_reply("[" * 100_000), "live"),
    Case("nests tags deeply", reply(200, "<div>" * 40_000), "unknown", "empty"),
    Case("opens tags only", reply(200, "<" * 200_000 + "x"), "live"),
    Case("opens comments only", reply(200, "<!--" * 50_000 + "<title" * 1_000), "live"),
    Case("has a title without end", reply(200, "<title>" + "a" * 200_000), "live"),
)
BROKEN = (
    Case("closes at once", lambda _: None, "unknown", "broke off"),
    Case("resets", _reset, "unknown", "broke off"),
    Case("closes within its headers", b"HTTP/1.1 200 OK\r\nContent-Le", "unknown"),
    Case("closes before its body is whole", _half_closed, "unknown", "broke off"),
    Case("closes within a chunk", _chunks(b"ff\r\nhalf"), "unknown", "broke off"),
    Case("has chunks of no size", _chunks(b"zz\r\nx\r\n0\r\n\r\n"), "unknown", "broke off"),
    Case("has chunks of negative size", _chunks(b"-5\r\nhello\r\n0\r\n\r\n"), "unknown", "broke off"),
    Case("has a chunk larger than memory", _chunks(b"ffffffffffffffff\r\n<b>x"), "unknown", "broke off"),
    Case("has a negative length", b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n<b>hello", "live"),
    Case("has a length in words", b"HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\n<b>hello", "live"),
    Case("has a length that is too small", b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n<b>hello and more", "live"),
    Case("has two lengths", b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\nContent-Length: 900\r\n\r\n<b>hello", "live"),
    Case("has no length", b"HTTP/1.1 200 OK\r\n\r\n<b>hello", "live"),
    Case("speaks HTTP/1.0", b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<b>hello", "live"),
    Case("speaks HTTP/0.9", b"<html><b>hello</b></html>", "unknown", "no HTTP"),
    Case("speaks another protocol", b"SSH-2.0-OpenSSH_9.6\r\n", "unknown", "no HTTP"),
    Case("speaks HTTP/9", b"HTTP/9 200 OK\r\n\r\n", "unknown", "no HTTP"),
    Case("has no status", b"HTTP/1.1\r\n\r\n", "unknown", "no HTTP"),
    Case("has a status in words", b"HTTP/1.1 fine OK\r\n\r\n", "unknown", "no HTTP"),
    Case("has a status of its own", reply(799, "hm"), "unknown", "799"),
    Case("has bytes for headers", b"HTTP/1.1 200 OK\r\n\xff\xfe: \x00\r\n\r\n<b>hello", "live"),
    Case(
        "answers plainly on a secure port", b"HTTP/1.1 200 OK\r\n\r\n<b>x", "live", url="http://demo.example.org:8443/"
    ),
    Case("has an expired certificate", reply(), "unknown", "certificate", url=f"https://{EXPIRED}/"),
    Case("has somebody else's certificate", reply(), "unknown", "certificate", url=f"https://{MISNAMED}/"),
    Case("has a certificate of nobody known", reply(), "unknown", "certificate", url=f"https://{FOREIGN}/"),
    Case("accepts no connection", None, "unknown", "accepts", url="https://closed.example.org/"),
    Case("has no name", None, "unknown", "not known", url="https://nxdomain.example.org/"),
    Case("has a name of which nobody can tell", None, "unknown", "looked up", url="https://dns-trouble.example.org/"),
)
MOVED = (
    Case("redirects to a page", led_to("/app"), "live", also={f"{D}/app": reply()}),
    *(Case(f"redirects with {n}", led_to("/app", n), "live", also={f"{D}/app": reply()}) for n in (301, 303, 307, 308)),
    Case("redirects to a path in UTF-8", led_to("/caf\u00c3\u00a9"), "live", also={f"{D}/caf%C3%A9": reply()}),
    Case("redirects to a path in Latin-1", led_to("/caf\u00e9"), "live", also={f"{D}/caf%C3%A9": reply()}),
    Case("redirects to itself", led_to("/"), "unknown", "circle"),
    Case("redirects to itself because of cookies", _cookie_loop, "unknown", "circle"),
    Case("redirects in a circle of two", led_to("/b"), "unknown", "circle", also={f"{D}/b": led_to("/")}),
    Case(
        "redirects for ever",
        led_to("/x"),
        "unknown",
        "too often",
        also={f"{D}/x{'1' * n}": _endless_redirects for n in range(12)},
    ),
    Case("redirects nowhere", reply(302, b""), "unknown", "302"),
    Case("redirects with a body without end", _redirect_flood, "live", also={f"{D}/end": reply()}),
    Case(
        "redirects from https to http",
        led_to("http://demo.example.org/p"),
        "live",
        also={"http://demo.example.org/p": reply()},
    ),
    Case("redirects to a name that is not there", led_to("https://nxdomain.example.org/"), "unknown", "not known"),
    Case("redirects to a port of mail", led_to("http://demo.example.org:25/"), "unknown", "nothing is asked"),
    Case("redirects to a file", led_to("file:///etc/passwd"), "unknown", "nothing is asked"),
    Case("redirects to a script", led_to("javascript:alert(1)"), "unknown", "nothing is asked"),
    Case("redirects with line ends", led_to("https://demo.example.org/\t/x"), "unknown", "nothing is asked"),
)
PLAIN = (
    Case("shows a page", reply(), "live", "answers"),
    Case("shows an app that a script draws", reply(200, SHELL), "live"),
    Case("shows a picture", reply(200, b"\x89PNG\r\n\x1a\n", kind="image/png"), "live"),
    Case("shows nothing", reply(200, b""), "unknown", "empty"),
    Case("shows nothing on purpose", reply(204, b""), "unknown", "empty"),
    Case(
        "shows an empty page",
        reply(200, "<html><head><title>x</title></head><body> </body></html>"),
        "unknown",
        "empty",
    ),
    Case("has moved for good", reply(410, "gone"), "gone", "410"),
    Case("has nothing there", reply(404, "<h1>Not here</h1>"), "gone", "404"),
    Case("has a server that fails", reply(500, "error"), "unknown", "500"),
    Case("has a proxy without a server", reply(502, "bad gateway"), "unknown", "502"),
    Case("is in maintenance", reply(503, "back soon"), "unknown", "503"),
    Case("has a proxy that waits", reply(504, "timeout"), "unknown", "504"),
    Case("wants no more requests", reply(429, "slow down"), "unknown", "429"),
    Case("refuses us", reply(403, "forbidden"), "unknown", "403"),
    Case("is closed by law", reply(451, "no"), "unknown", "451"),
    Case("asks for a password", reply(401, "who?", "WWW-Authenticate: Basic"), "login", "password"),
    Case("shows a login", reply(200, "<title>Sign in</title><input type=password>"), "login"),
    Case("leads to its login", led_to("/login"), "login", also={f"{D}/login": reply(200, "<input type='password'>x")}),
    Case("has a page with a login beside", reply(200, "<title>Shop</title>Welcome <input type=password>"), "live"),
    Case(
        "leads to a login of Google",
        led_to("https://accounts.google.com/v3/signin"),
        "login",
        "Google",
        also={"https://accounts.google.com/v3/signin": reply()},
    ),
    Case(
        "leads to a login of Microsoft that answers with an error",
        led_to("https://login.microsoftonline.com/x"),
        "login",
        "Microsoft",
        also={"https://login.microsoftonline.com/x": reply(400, "cookies!")},
    ),
    Case("names a login in its query alone", reply(), "live", url=f"{D}/?next=https://accounts.google.com/"),
    Case("is a Gradio app with a login", reply(200, 'window.gradio_config = {"auth_required": true}'), "login"),
    Case("has a wall of Cloudflare", reply(403, "x", "CF-Mitigated: challenge"), "blocked", "Cloudflare"),
    Case("has a wall that counts as too many", reply(429, "x", "cf-mitigated: challenge"), "blocked", "Cloudflare"),
    Case("has a wall known by its title", reply(503, "<title>Just a moment...</title>"), "blocked"),
    Case("has a page of that title", reply(200, "<title>Just a moment in time</title>A poem"), "live"),
    Case("has a wall of AWS", reply(202, b"", "x-amzn-waf-action: challenge"), "blocked", "AWS"),
    Case("has a wall of Vercel", reply(429, "x", "x-vercel-mitigated: challenge"), "blocked", "Vercel"),
    Case("has a wall of Akamai", reply(403, "Access Denied", "Server: AkamaiGHost"), "blocked", "Akamai"),
    Case("has a wall of Imperva", reply(200, "<iframe>Incapsula incident ID: 1-2</iframe>"), "blocked", "Imperva"),
    Case("is a page behind Imperva", reply(200, "<script src=/_Incapsula_Resource></script>Hello"), "live"),
    Case("answers robots with 999", reply(999, b""), "blocked", "999"),
    Case("is a domain for sale", reply(200, "<h1>This domain is for sale</h1>"), "unknown", "sale"),
    Case("is a parked domain", reply(200, "<script src=//img.sedoparking.com/x.js></script>"), "unknown", "parked"),
    Case("is a new server", reply(200, "<title>Welcome to nginx!</title><h1>Welcome"), "unknown", "new web server"),
    Case("writes in a code page", reply(200, "<h1>Г</h1>".encode("cp1251")), "live"),
    Case("writes in UTF-16", reply(200, "<h1>hello</h1>".encode("utf-16")), "live"),
)
PROGRAMS = (
    Case(
        "is an API with documentation",
        json_reply('{"detail":"Not Found"}', 404),
        "live",
        "/docs",
        also={
            f"{D}/docs": reply(200, "<div id=swagger-ui></div>"),
            f"{D}/openapi.json": json_reply('{"openapi":"3.1.0"}'),
            f"{D}/health": json_reply('{"status":"ok"}'),
        },
        api=("/docs", "/openapi.json", "/health"),
    ),
    Case(
        "is an API that says something at its root",
        json_reply('{"message":"hi"}'),
        "live",
        "200",
        also={
            f"{D}/docs": reply(200, "<div id=swagger-ui></div>"),
            f"{D}/healthz": reply(200, "ok", kind="text/plain"),
        },
        api=("/docs", "/healthz"),
    ),
    Case("is an API that says nothing else", json_reply('{"message":"hi"}'), "live"),
    Case("is a program with nothing at its root", json_reply('{"detail":"Not Found"}', 404), "unknown", "a program"),
    Case(
        "is a Flask app with nothing at its root",
        reply(404, "If you entered the URL manually please check your spelling and try again."),
        "unknown",
        "a program",
    ),
    Case(
        "is an Express app that is well",
        reply(404, "<pre>Cannot GET /</pre>"),
        "live",
        "/health",
        also={f"{D}/health": json_reply("{}")},
        api=("/health",),
    ),
    Case(
        "takes posts alone and documents them",
        json_reply('{"detail":"Method Not Allowed"}', 405),
        "live",
        "/predict/openapi.json",
        url=f"{D}/predict",
        also={f"{D}/predict/openapi.json": json_reply('{"swagger":"2.0"}')},
        api=("/predict/openapi.json",),
    ),
    Case("takes posts alone", reply(405, "no"), "unknown", "405"),
    Case("takes posts alone and says so", reply(405, "no", "Allow: OPTIONS, POST"), "live", "takes data"),
    Case(
        "is a function of an API that documents itself",
        json_reply('{"detail":"Method Not Allowed"}', 405),
        "live",
        "/docs",
        url=f"{D}/predict",
        also={f"{D}/docs": reply(200, "<div id=swagger-ui></div>")},
        api=("/docs",),
    ),
    Case(
        "has no such page, while its site has an API",
        json_reply('{"detail":"Not Found"}', 404),
        "unknown",
        "a program",
        url=f"{D}/app",
        also={f"{D}/docs": reply(200, "<div id=swagger-ui></div>")},
    ),
    Case(
        "says that it is an API",
        reply(200, "<h1>The bikes API is running</h1>"),
        "live",
        "200",
        also={f"{D}/docs": reply(200, "<div id=swagger-ui></div>")},
        api=("/docs",),
    ),
    Case(
        "shows nothing but documentation without a script",
        reply(200, "<div id=swagger-ui></div>"),
        "live",
        "/docs",
        url=f"{D}/docs",
        api=("/docs",),
    ),
    Case(
        "is drawn by a script whatever the status",
        reply(
            404, "<title>Bikes</title><noscript>Needs JavaScript</noscript><div id=root></div><script src=m></script>"
        ),
        "unknown",
        "scripts draw",
    ),
    Case(
        "says by a script that there is nothing",
        reply(404, "<title>404</title><div id=root></div><script>var a = '<b>words</b>'</script>"),
        "gone",
        "404",
    ),
    Case(
        "tells robots that there is nothing",
        reply(404, "<title>Kaggle</title>"),
        "unknown",
        "Kaggle",
        url="https://www.kaggle.com/ada/bikes",
    ),
    Case(
        "is linked to at its documentation",
        reply(200, "<div id=swagger-ui></div><script src=x></script>"),
        "live",
        url=f"{D}/v1/docs",
        also={f"{D}/v1/openapi.json": json_reply('{"openapi":"3.0.0"}')},
        api=("/v1/docs", "/v1/openapi.json"),
    ),
    Case(
        "shows the same page everywhere",
        json_reply("{}"),
        "live",
        also={f"{D}{path}": reply(200, SHELL) for path in ("/docs", "/openapi.json", "/health", "/healthz")},
    ),
    Case(
        "asks programs for a key and documents itself",
        json_reply('{"detail":"Not authenticated"}', 401),
        "login",
        also={f"{D}/docs": reply(200, "<div id=swagger-ui></div>")},
    ),
)
ALL = (*SLOW, *BULKY, *BROKEN, *MOVED, *PLAIN, *PROGRAMS)
