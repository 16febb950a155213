"""Source files that are bombs for a parser and for whoever follows what they do."""

from hostile_repositories.kinds import CODE, Files, kind
from hostile_repositories.store import Store

_HEAD = "import pandas as pd\nfrom sklearn.linear_model import Ridge\n"


def _code(text: str) -> Files:
    return {"bomb.py": f"{_HEAD}{text}\n", "train.py": CODE}


@kind(20_000, 300_000)
def code_of_one_list(store: Store, count: int) -> Files:
    return _code(f"x = [{'1, ' * count}]")


@kind(5_000, 80_000)
def code_of_nested_values(store: Store, count: int) -> Files:
    return _code("x = [\n" + "[1, {2: 'three'}],\n" * (count // 2) + "]")


@kind(20_000, 300_000)
def code_of_parentheses(store: Store, count: int) -> Files:
    return {
        "a.py": "x = " + "(" * count + ")" * count,
        "b.py": "x = " + "(" * 90 + "1" + ")" * 90,
        "c.py": "[" * count,
        "d.py": "{1:" * count,
    }


@kind(2_000, 300_000)
def code_of_operators(store: Store, count: int) -> Files:
    """Each is one expression as deep as it is long."""
    texts = (
        "x = " + "1 + " * count + "1",
        "x = " + "-" * count + "1",
        "x = " + "not " * count + "1",
        "x = " + "a." * count + "b",
        "x = a" + "[0]" * count,
    )
    more = (
        "f" + "()" * count,
        "x = " + "lambda: " * count + "1",
        "x = " + "1 if 1 else " * count + "1",
        "x = a" + ".b(1)" * count,
    )
    files = {f"m{n}.py": f"{_HEAD}{text}\n" for n, text in enumerate((*texts, *more))}
    return {**files, "strings.py": "x = " + "'a' " * count, "compare.py": "x = " + "a < " * count + "b"}


@kind(300, 3_000)
def code_of_calls_on_calls(store: Store, count: int) -> Files:
    """As deep as parsers go, and dangerous at the bottom."""
    deep = f"{'a.' * count}system('x')\n{'a(' * 90}eval(x){')' * 90}\ndf{'.drop(columns=1)' * count}.fit(X, y)\n"
    return _code(
        f"import os\n{deep}x = os{'.x' * count}.system(y)\nmodel.fit(X{'[0]' * count}, y{'.values' * count})\n"
    )


@kind(95, 99)
def code_of_blocks_in_blocks(store: Store, depth: int) -> Files:
    ways = ("if x:", "for a in b:", "def f(a):", "class C:", "with a as b:", "try:")
    return {
        f"m{n}.py": "".join(f"{' ' * d}{way}\n" for d in range(depth)) + " " * depth + "pass\n"
        for n, way in enumerate(ways)
    } | {"elif.py": "if a:\n    pass\n" + "elif b:\n    pass\n" * (depth * 100)}


@kind()
def code_of_numbers(store: Store, _: int) -> Files:
    texts = (
        "x = 9**9**9**9",
        f"x = {'9' * 5_000}",
        f"x = 0x{'f' * 200_000}",
        "x = 'a' * 10**12",
        "x = [0] * 10**10",
        "x = 1e999999",
        "x = 1 << 10**10",
    )
    return {f"m{n}.py": f"{_HEAD}{text}\nrandom_state = {text[4:]}\n" for n, text in enumerate(texts)}


@kind(2_000, 30_000)
def code_of_f_strings(store: Store, count: int) -> Files:
    return {
        "a.py": "x = " + 'f"{a}{b!r:{c}}" ' * count,
        "b.py": 'f"{' * count + "1",
        "c.py": 'x = f"' + "{a}" * count + '"',
        "d.py": "'''" * count,
    }


@kind(5_000, 100_000)
def code_of_100000_lines(store: Store, count: int) -> Files:
    return _code("".join(f"x{n} = {n}\n" for n in range(count)))


@kind(1_000, 20_000)
def code_of_definitions(store: Store, count: int) -> Files:
    return _code("".join(f"def test_f{n}(a={n}):\n    assert a\n" for n in range(count)))


@kind(1_000, 25_000)
def code_of_imports(store: Store, count: int) -> Files:
    return _code("".join(f"import m{n}.a as b{n}\nfrom m{n} import *\n" for n in range(count)))


@kind(1_000, 25_000)
def code_of_one_import(store: Store, count: int) -> Files:
    return _code("from m import (" + ", ".join(f"a{n} as b{n}" for n in range(count)) + ")")


@kind(1_000, 20_000)
def code_of_stages(store: Store, count: int) -> Files:
    """Every line splits, fits, drops or measures."""
    lines = "X, t, y, u = train_test_split(X, y)\nm{n} = Ridge().fit(X, y)\nX = X.drop(columns=['a'])\n"
    lines += "print(m{n}.score(t, u))\n"
    return _code(
        "from sklearn.model_selection import train_test_split\n"
        + "".join(lines.replace("{n}", str(n)) for n in range(count // 4))
    )


@kind(1_000, 25_000)
def code_that_hands_one_thing_on(store: Store, count: int) -> Files:
    """Each name comes from all that were before."""
    chain = "".join(f"x{n + 1} = f(x{n}, x{max(0, n - 1)})\n" for n in range(count))
    return _code(f"x0 = pd.read_csv('a.csv')\n{chain}Ridge().fit(x{count}, x0)\n")


@kind(1_000, 25_000)
def code_that_names_one_thing_again(store: Store, count: int) -> Files:
    return _code(
        "x = pd.read_csv('a')\n"
        + "x = x.merge(x).dropna()\nx['a'] = x['b'] + x['c']\n" * (count // 2)
        + "Ridge().fit(x, x['a'])\n"
    )


@kind(300, 4_000)
def code_that_imports_in_circles(store: Store, count: int) -> Files:
    return {
        f"m{n}.py": f"from m{(n + 1) % count} import *\nfrom .m{(n * 7) % count} import *\nx{n}()\n"
        for n in range(count)
    }


@kind()
def packages_that_run_when_imported(store: Store, _: int) -> Files:
    owned = "import os\nos.system('touch owned')\nopen('owned', 'w')\n"
    names = (
        "setup.py",
        "conftest.py",
        "sitecustomize.py",
        "usercustomize.py",
        "json.py",
        "git.py",
        "yaml.py",
        "encodings/__init__.py",
        "portfolio_audit/__init__.py",
        "noxfile.py",
        "manage.py",
    )
    pickles = dict.fromkeys(
        ("model.pkl", "model.joblib", "a.npy", "a.pt", "b.pth"), b"cos\nsystem\n(S'touch owned'\ntR."
    )
    return {**dict.fromkeys(names, owned), **pickles, "x.pth": "import os; os.system('touch owned')\n"}
