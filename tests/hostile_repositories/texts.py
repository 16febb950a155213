"""Source as mere text: what does not parse, is in odd encodings, or feeds whoever searches it."""

import base64

from hostile_repositories.kinds import CODE, Files, kind
from hostile_repositories.store import Store


@kind()
def code_in_odd_encodings(store: Store, _: int) -> Files:
    cookies = (
        "utf-7",
        "rot13",
        "nonsense",
        "utf-16",
        "idna",
        "unicode_escape",
        "../../x",
        "x" * 1_000,
        "hex",
        "zlib",
        "mbcs",
    )
    files: dict[bytes | str, str | bytes] = {
        f"m{n}.py": f"# -*- coding: {name} -*-\n{CODE}" for n, name in enumerate(cookies)
    }
    return {
        **files,
        "nul.py": CODE + "\0" * 50,
        "bom.py": b"\xef\xbb\xbf" * 3 + CODE.encode(),
        "utf16.py": CODE.encode("utf-16"),
        "latin.py": b"x = '\xe9\xff'\n",
        "ff.py": "\f" * 1_000 + CODE,
        "surrogates.py": b"x = '\xed\xa0\x80'\n",
        "cr.py": CODE.replace("\n", "\r"),
    }


@kind(20_000, 900_000)
def code_that_does_not_parse(store: Store, size: int) -> Files:
    pieces = (
        "print 'a'\n",
        "((((",
        "'''",
        "def f(:\n",
        "\\\n",
        "x = $\n",
        "\t x\n  y\n",
        "import a, \n",
        "0x",
        '"\\',
        "%matplotlib\n",
        "{{ x }}\n",
    )
    return {f"m{n}.py": piece * (size // 12 // len(piece)) for n, piece in enumerate(pieces)}


@kind(100_000, 950_000)
def code_of_one_line_in_other_languages(store: Store, size: int) -> Files:
    names = (
        "a.js",
        "a.R",
        "a.jl",
        "a.sql",
        "a.scala",
        "a.java",
        "a.cpp",
        "a.go",
        "a.html",
        "a.sh",
        "a.css",
        "a.ts",
        "a.rs",
        "a.m",
        "a.php",
    )
    return dict.fromkeys(names, "fit(predict(a, 'b'), \"c\") <- library(caret);" * (size // 15 // 42))


@kind(2_000, 40_000)
def code_full_of_keys(store: Store, count: int) -> Files:
    lines = "".join(
        f"k{n} = 'AKIA{n:016d}'; password = 'hunter{n}x'; token = 'ghp_{n:036d}'\n" for n in range(count // 2)
    )
    urls = "".join(f"postgres://u{n}:p{n}w0rd@h{n}.example/db\n" for n in range(count // 2))
    return {"keys.py": lines[:950_000], "urls.env": urls, ".env": f"SECRET_KEY={'a1B2' * 10}\n" * (count // 2)}


@kind(50_000, 900_000)
def code_that_feeds_patterns(store: Store, size: int) -> Files:
    """Beginnings of what is sought, without their ends."""
    pieces = (
        "-----BEGIN RSA PRIVATE KEY-----\n",
        "-----BEGIN ",
        "eyJ",
        "eyJhbGciOiJ.",
        "password=",
        "api_key = '",
        "://a:",
        "AKIA",
        "sk-",
        "xoxb-",
        "a.b@",
        "AAAA",
        "0123456789abcdef",
        "/home/",
        "C:\\Users\\",
        "${",
        "{{",
        "secret: ",
        "Bearer ",
        "https://",
    )
    files: dict[bytes | str, str] = {f"p{n}.txt": piece * (size // 20 // len(piece)) for n, piece in enumerate(pieces)}
    return files | {
        f"p{n}.py": f"x = '''{piece.strip() * (size // 20 // len(piece))}'''\n" for n, piece in enumerate(pieces)
    }


@kind(50_000, 900_000)
def code_of_base64(store: Store, size: int) -> Files:
    blob = base64.b64encode(bytes(range(256)) * (size // 350)).decode()
    return {
        "a.py": f"x = '{blob}'\n",
        "b.txt": blob,
        "c.py": f"exec(__import__('base64').b64decode('{blob}'))\n",
        "d.json": f'{{"k": "{blob}"}}',
    }


@kind(50_000, 900_000)
def code_of_spaces(store: Store, size: int) -> Files:
    kinds = {
        "a.py": " " * size,
        "b.py": "\n" * size,
        "c.py": "x = 1" + " " * size + "\n",
        "d.py": "#" * size,
        "e.py": "# " + "- " * (size // 2),
        "f.txt": " \n" * (size // 2),
    }
    return {**kinds, "g.R": " " * size + "x", "h.sql": "select " + " " * size, "i.sh": "a \\\n" * (size // 4)}
