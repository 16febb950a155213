"""Which addresses are asked at all."""

import pytest

from portfolio_audit.web.addresses import Place, Refused, addresses, is_public, led_on, spelled

V4 = """
0.0.0.0 0.1.2.3 10.1.2.3 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1 172.31.255.255
192.0.0.192 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1
255.255.255.255 168.63.129.16
"""
V6 = """
:: ::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::7f00:1 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::808:808
100::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:db8::1 2002:7f00:1:: 2002:808:808:: 3fff::1 fc00::1
fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1 2606:4700::1%lo 5f00::1
"""
NO_ADDRESSES = "localhost example.org 08.8.8.8 8.8.8 1e1 8.8.8.8/32"
PRIVATE = [*V4.split(), *V6.split(), *NO_ADDRESSES.split()]
PUBLIC_TEXT = """
8.8.8.8 1.1.1.1 93.184.215.14 172.32.0.1 100.128.0.1 2606:4700:4700::1111 2a00:1450:4001:80f::200e 64:ff9b::808:808
"""
PUBLIC = PUBLIC_TEXT.split()


@pytest.mark.parametrize("address", PRIVATE)
def test_what_a_machine_may_have_for_itself_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_what_everybody_reaches_is_public(address: str) -> None:
    assert is_public(address)


DECEIVING = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://017700000001/",
    "http://0177.0.0.1/",
    "http://0x7f.0.0.1/",
    "http://0x7f000001/",
    "http://0x7f.1/",
    "http://0/",
    "http://0.0.0.0/",
    "http://00.0.0.0/",
    "http://8.8.8.08/",
    "http://127.0.0.1./",
    "http://localhost/",
    "http://LOCALHOST/",
    "http://localhost./",
    "http://a.localhost/",
    "http://printer.local/",
    "http://metadata.google.internal/",
    "http://intranet/",
    "http://router.home.arpa/",
    "http://wiki.corp/",
    "http://nas.lan/",
    "http://1.0.0.127.in-addr.arpa/",
    "http://hidden.onion/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[fe80::1%25eth0]/",
    "http://[fd00:ec2::254]/",
    "http://[::1]evil.example.org/",
    "http://\uff11\uff12\uff17.0.0.1/",
    "http://\u2460\u2461\u2466.0.0.1/",
    "http://\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3/",
    "http://127\u30020\u30020\u30021/",
    "http://127\uff0e0\uff0e0\uff0e1/",
    "http://ex\u00adample.org/",
    "http://%31%32%37.0.0.1/",
    "http://127.0.0.1%2f.example.org/",
    "http://example.org@127.0.0.1/",
    "http://user:secret@example.org/",
    "http://example.org:80@127.0.0.1/",
    "http://127.0.0.1\\@example.org/",
    "http:\\\\127.0.0.1/",
    "http://example.org:22/",
    "http://example.org:25/",
    "http://example.org:6379/",
    "http://example.org:0/",
    "http://example.org:99999/",
    "http://example.org:80:80/",
    "http://example.org:-80/",
    "ftp://example.org/",
    "file:///etc/passwd",
    "gopher://example.org:80/_x",
    "javascript:alert(1)",
    "data:text/html,hi",
    "//example.org/",
    "example.org",
    "http://",
    "http:///path",
    "http://./",
    "http://.example.org/",
    "http://example..org/",
    "http://-a.example.org/",
    "http://" + "a" * 64 + ".example.org/",
    "http://" + "a." * 130 + "org/",
    "http://example.org/" + "a" * 2_000,
    "http://example.org/a b",
    "http://example.org/a\r\nX: y",
    "http://exa\tmple.org/",
    "http://example.org/\x00",
    " http://example.org/",
    "http://[not an address]/",
    "http://[::1",
    "",
]


@pytest.mark.parametrize("url", DECEIVING)
def test_what_is_no_plain_public_address_is_refused(url: str) -> None:
    with pytest.raises(Refused):
        spelled(url)


@pytest.mark.parametrize(
    "url", [url for url in DECEIVING if "://" in url and url.startswith(("http", "ftp", "gopher"))]
)
def test_no_redirection_gets_further_than_an_address(url: str) -> None:
    with pytest.raises(Refused):
        led_on(Place("https", "demo.example.org", 443, "/"), url)


@pytest.mark.parametrize(
    ("url", "origin", "target"),
    [
        ("https://Demo.Example.org", "https://demo.example.org", "/"),
        ("http://demo.example.org:80/a/?b=c#d", "http://demo.example.org", "/a/?b=c"),
        ("http://demo.example.org:8501/", "http://demo.example.org:8501", "/"),
        ("https://8.8.8.8/", "https://8.8.8.8", "/"),
        ("http://[2606:4700:4700:0::1111]:8080/x", "http://[2606:4700:4700::1111]:8080", "/x"),
        ("https://b\u00fccher.example.org/", "https://xn--bcher-kva.example.org", "/"),
        ("https://my_app.example.org/", "https://my_app.example.org", "/"),
        ("https://demo.example.org/\u4f60?q=\u00fc", "https://demo.example.org", "/%E4%BD%A0?q=%C3%BC"),
        ("https://demo.example.org/a%20b", "https://demo.example.org", "/a%20b"),
    ],
)
def test_an_address_is_brought_into_one_spelling(url: str, origin: str, target: str) -> None:
    assert (spelled(url).origin, spelled(url).target) == (origin, target)
    assert spelled(spelled(url).url) == spelled(url)


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/login", "https://demo.example.org/login"),
        ("b", "https://demo.example.org/a/b"),
        ("//other.example.org/x", "https://other.example.org/x"),
        ("http://other.example.org", "http://other.example.org/"),
        ("?q", "https://demo.example.org/a/?q"),
    ],
)
def test_a_redirection_may_be_relative(location: str, url: str) -> None:
    assert led_on(Place("https", "demo.example.org", 443, "/a/"), location).url == url


def test_one_private_address_among_public_ones_refuses_the_name() -> None:
    place = spelled("https://demo.example.org/")
    with pytest.raises(Refused):
        addresses(place, lambda *_: ["8.8.8.8", "10.0.0.1"])


def test_a_name_without_addresses_is_an_error_of_the_network() -> None:
    with pytest.raises(OSError):
        addresses(spelled("https://demo.example.org/"), lambda *_: [])
