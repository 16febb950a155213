"""Manifests, workflows, build files and data that have no end, run commands, or claim a score of their own."""

import struct
import zlib

from hostile_repositories.kinds import CODE, README, Files, kind
from hostile_repositories.store import Store


def _all(names: tuple[str, ...], text: str | bytes) -> Files:
    return dict.fromkeys(names, text)


@kind(3_000, 40_000)
def requirements_without_end(store: Store, count: int) -> Files:
    markers = "; python_version < '3' and (" * 90 + "a" + ")" * 90
    doors = f"a; {'(' * count}python_version<'3'{')' * count}\nb{'[' * count}\nf; {'a<b or ' * (count // 9)}x\n"
    deep = f"{doors}c=={'1.' * count}*\nd>={'9' * count}\ne @ {'a' * count}:\n"
    return {
        "requirements.txt": "".join(f"p{n}=={n}.0\n" for n in range(count)),
        "requirements-dev.txt": f"x{markers}\n{deep}",
        "requirements/a.txt": "\\\n" * count,
        "constraints.txt": "a" * count + "\n" + " " * count + "#" + "a -" * count,
    }


@kind(200, 4_000)
def requirements_that_lead_on(store: Store, count: int) -> Files:
    chain = {
        f"requirements/r{n}.txt": f"-r r{n + 1}.txt\n-r r{(n * 7) % count}.txt\n-c ../requirements.txt\n"
        for n in range(count)
    }
    return {
        **chain,
        "requirements.txt": "-r requirements/r0.txt\n-r ../../../../etc/passwd\n-r /dev/zero\n"
        "-e .\n--index-url http://a.example\n-r requirements.txt\n",
    }


@kind(2_000, 30_000)
def setup_files_of_bombs(store: Store, count: int) -> Files:
    cfg = (
        "[metadata]\nname = %(name)s\n[options]\ninstall_requires =\n"
        + "".join(f"    p{n}\n" for n in range(count))
        + "[tox]\n" * count
    )
    given = f"install_requires={'[' * 80 + ']' * 80} + R * 10**9, name={'R + ' * (count // 10)}R"
    setup = f"from setuptools import setup\nR = ['a']\nsetup({given})\n"
    return {
        "setup.cfg": cfg,
        "setup.py": setup,
        "tox.ini": "[testenv]\ncommands = {[testenv]commands}\n" + "a = {[tox]a}\n" * count,
        "pytest.ini": "[" * count,
        ".flake8": "a\n" * count,
        "DESCRIPTION": "Imports: " + "a (>= 1),\n " * count,
    }


@kind(3_000, 40_000)
def dockerfile_without_end(store: Store, count: int) -> Files:
    doubling = (
        "ARG A0=aaaaaaaaaa\n"
        + "".join(f"ARG A{n}=$A{n - 1}${{A{n - 1}}}${{A{n - 1}:-$A{n - 1}}}\n" for n in range(1, 60))
        + "FROM $A59\nWORKDIR $A59\nCOPY $A59 .\nCMD python $A59\n"
    )
    stages = "".join(f"FROM s{n} AS s{n + 1}\nCOPY --from=s{n // 2} . .\nUSER root\n" for n in range(count // 4))
    return {
        "Dockerfile": doubling,
        "Dockerfile.stages": stages,
        "Dockerfile.lines": "FROM a\nRUN a \\\n" + "&& b \\\n" * count,
        "Dockerfile.here": "FROM a\n" + "RUN <<A <<B <<C\n" * (count // 3),
        "docker/Dockerfile": "FROM python\n" + "COPY . .\nRUN pip install -r r.txt\n" * (count // 2),
        "Dockerfile.json": "FROM a\nCMD " + "[" * count,
        "Dockerfile.env": "FROM a\nENV " + "a=b " * count,
    }


@kind(300, 1_000)
def dockerignore_of_stars(store: Store, count: int) -> Files:
    stars = "".join(f"{'*a' * 40}{n}b\n**/{'**/' * 20}x\n" for n in range(count))
    files = {f"{'a' * 200}{n}.txt": "a" for n in range(count)}
    return {
        "Dockerfile": 'FROM python:3.12\nCOPY . /app\nCOPY train.py /x/\nCMD ["python", "train.py"]\n',
        ".dockerignore": stars,
        ".gitignore": stars,
        **files,
    }


@kind(300, 3_000)
def workflows_that_call_each_other(store: Store, count: int) -> Files:
    steps = "".join(
        f"      - run: make t{n % 9} && npm run s{n % 9} && ./s{n % 9}.sh && tox && bash -c 'pytest a{n}'\n"
        for n in range(count)
    )
    make = "".join(f"t{n}: t{(n + 1) % 9}\n\tmake t{(n + 2) % 9}\n\t./s{n}.sh\n\tnpm run s{n}\n" for n in range(9))
    scripts = ", ".join(f'"s{n}": "npm run s{(n + 1) % 9} && make t{n} && ./s{n}.sh"' for n in range(9))
    shells = {f"s{n}.sh": f"./s{(n + 1) % 9}.sh\nmake t{n}\n" * 200 for n in range(9)}
    job = f"on: push\njobs:\n  t:\n    runs-on: x\n    uses: ./.github/workflows/ci.yml\n    steps:\n{steps}"
    return {
        ".github/workflows/ci.yml": job[:190_000],
        "Makefile": make,
        "package.json": f'{{"scripts": {{{scripts}}}}}',
        **shells,
        "tox.ini": "[testenv]\ncommands = tox\n  make t1\n",
    }


@kind(20_000, 180_000)
def workflows_of_quotes(store: Store, size: int) -> Files:
    lines = (
        "echo '",
        "a && " * (size // 5),
        "$(" * (size // 2),
        "`" * size,
        "\\" * size,
        '"' * size,
        "if a; then " * (size // 11),
        "a | " * (size // 4),
        "{a,b}" * (size // 5),
        "${{ a }}" * (size // 8),
    )
    head = "on: pull_request_target\njobs:\n  t:\n    runs-on: x\n    steps:\n      - run: |\n          "
    return {f".github/workflows/w{n}.yml": head + line + "\n" for n, line in enumerate(lines)}


@kind(3_000, 60_000)
def makefile_without_end(store: Store, count: int) -> Files:
    return {
        "Makefile": "".join(f"t{n}: t{n + 1}\n\tpython m{n}.py\n" for n in range(count // 3)),
        "Snakefile": "rule a:\n  input: 'x'\n" * (count // 3),
        "justfile": "a: a\n" * count,
        "run.sh": "source run.sh\n. ./run.sh\nbash run.sh\n" * (count // 3),
    }


@kind()
def settings_of_this_very_tool(store: Store, _: int) -> Files:
    toml = "[tool.portfolio-audit]\nignore = ['all']\nfail-under = 0\noutput = '/tmp/owned'\n"
    toml += "rubric = 'easy'\nplugins = ['owned']\n"
    names = (
        ".portfolio-audit.toml",
        "portfolio-audit.toml",
        ".portfolio-audit/config.toml",
        "pyproject.toml",
        "rules/readme/readme-exists.toml",
        "reports/report.html.j2",
        ".portfolio-auditrc",
    )
    return {
        **_all(names, toml),
        ".portfolio-audit.yml": "score: 100\nskip: [readme-exists]\n",
        ".gitattributes": "* export-ignore linguist-generated linguist-vendored\n",
    }


@kind(2_000_000, 100_000_000)
def pictures_and_archives_that_swell(store: Store, size: int) -> Files:
    zeros = zlib.compress(bytes(size), 9)
    png = (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + b"IHDR"
        + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 6, 0, 0, 0)
        + b"\0" * 4
        + struct.pack(">I", len(zeros))
        + b"IDAT"
        + zeros
    )
    entities = (
        "<!DOCTYPE svg [<!ENTITY a 'aaaaaaaaaa'>"
        + "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9))
        + "]><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script>&j;</svg>"
    )
    zipped = b"PK\x03\x04" + b"\0" * 22 + b"\x0a\0\0\0../../owned" + zeros
    return {
        "README.md": README + "![a](a.png)\n![b](b.svg)\n![c](c.zip)\n",
        "a.png": png,
        "b.svg": entities,
        "c.zip": zipped,
        "d.gz": b"\x1f\x8b" + zeros,
        "e.xlsx": zipped,
        "f.h5": zeros,
    }


@kind(2_000, 50_000)
def data_of_every_sort(store: Store, count: int) -> Files:
    rows = "".join(f"{n},<script>,=cmd|'/C calc'!A0,\x1b[31m\n" for n in range(count))
    tables = {f"data/d{n}.csv": f"a,b,c,d\n{rows[:20_000]}" for n in range(20)}
    return {
        **tables,
        "data/big.csv": rows,
        "data/keys.csv": "User name,Access key ID\n" + "a,AKIA0000000000000000\n" * (count // 4),
        "data/one.json": "[" * count,
        "data/x.xml": "<a>" * count,
        "data/README.md": README,
        "load.py": CODE * 20,
    }
