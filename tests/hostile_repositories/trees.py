"""Trees that are too large, too deep, or none."""

from gather.repositories import Link, Submodule
from hostile_repositories.kinds import CODE, ORDINARY, README, Files, kind
from hostile_repositories.store import Row, Store

FILE, FOLDER, LINK = b"100644", b"40000", b"120000"


def _bomb(store: Store, names: list[bytes], content: bytes, levels: int) -> None:
    """Ten entries on each level, all of them the same."""
    oid, mode = store.blob(content), FILE
    for _ in range(levels):
        oid, mode = store.tree((mode, name, oid) for name in names), FOLDER
    rows = [(FILE, name.encode(), store.blob(text)) for name, text in ORDINARY.items() if isinstance(text, str)]  # type: ignore[union-attr]
    store.commit(store.tree(sorted([*rows, (FOLDER, b"x", oid)], key=lambda row: row[1])))


@kind(4, 10)
def tree_bomb(store: Store, levels: int) -> None:
    _bomb(store, [b"%d" % n for n in range(10)], b"bomb", levels)


@kind(3, 10)
def tree_bomb_of_code(store: Store, levels: int) -> None:
    _bomb(store, [b"m%d.py" % n for n in range(10)], CODE.encode(), levels)


@kind(3, 10)
def tree_bomb_of_readmes(store: Store, levels: int) -> None:
    _bomb(store, [b"README.%d.md" % n for n in range(10)], README.encode(), levels)


@kind(2, 9)
def tree_bomb_of_notebooks(store: Store, levels: int) -> None:
    _bomb(store, [b"n%d.ipynb" % n for n in range(10)], b'{"cells": []}', levels)


@kind(2_000, 100_000)
def many_files(store: Store, count: int) -> Files:
    return {f"d{n % 100}/f{n}.dat": f"{n % 7}" for n in range(count)}


@kind(2_000, 100_000)
def many_files_in_the_root(store: Store, count: int) -> Files:
    return {f"file-number-{n}.txt": f"{n % 7}" for n in range(count)}


@kind(300, 100_000)
def many_scripts(store: Store, count: int) -> Files:
    return {f"d{n % 100}/m{n}.py": f"import m{n + 1}\nx = {n}\n" for n in range(count)}


@kind(500, 20_000)
def many_folders(store: Store, count: int) -> Files:
    return {f"folder-{n}/__init__.py": "" for n in range(count)}


@kind(300, 20_000)
def many_licenses(store: Store, count: int) -> Files:
    return {f"p{n}/LICENSE": f"MIT License\n\nCopyright (c) 2024 Person {n}\n" for n in range(count)}


@kind(300, 20_000)
def many_manifests(store: Store, count: int) -> Files:
    text = "FROM python\nCOPY . .\nCMD python app.py\n"
    found: dict[bytes | str, str] = {f"p{n}/Dockerfile": f"{text}# {n}\n" for n in range(count // 3)}
    found |= {f"p{n}/requirements.txt": f"numpy=={n}\n" for n in range(count // 3)}
    return found | {f"p{n}/docker-compose.yml": f"services: {{a{n}: {{build: .}}}}\n" for n in range(count // 3)}


@kind(200, 5_000)
def many_workflows(store: Store, count: int) -> Files:
    text = "on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n      - run: pytest\n"
    return {f".github/workflows/w{n}.yml": f"name: W{n}\n{text}" for n in range(count)}


@kind(100, 2_000)
def many_notebooks(store: Store, count: int) -> Files:
    cell = '{"cells": [{"cell_type": "code", "source": "x = %d", "outputs": [], "execution_count": 1}]}'
    return {f"n{n}.ipynb": cell % n for n in range(count)}


@kind(200, 20_000)
def many_submodules(store: Store, count: int) -> Files:
    modules = "".join(f'[submodule "s{n}"]\n\tpath = s{n}\n\turl = ext::sh -c "touch executed"\n' for n in range(count))
    return {".gitmodules": modules, **{f"s{n}": Submodule(f"{n + 1:040x}") for n in range(count)}}


@kind(200, 20_000)
def many_links(store: Store, count: int) -> Files:
    return {f"d{n % 50}/README{n}.md": Link(b"../README%d.md" % (n + 1)) for n in range(count)}


@kind(3_000)
def deep_tree(store: Store, depth: int) -> Files:
    return {"a/" * depth + "README.md": README, "a/" * depth + "deep.py": CODE}


@kind(3_000)
def deep_tree_behind_a_readme_link(store: Store, depth: int) -> Files:
    return {"README.md": Link(b"a/" * depth + b"README.md"), "a/" * depth + "README.md": README}


@kind(300, 1_000)
def deep_packages(store: Store, depth: int) -> Files:
    """Code in every folder, and each imports from above."""
    names = ["a/" * level for level in range(depth)]
    return {f"{name}__init__.py": f"from ....{'a.' * 50}b import *\nx = {level}\n" for level, name in enumerate(names)}


@kind(100, 4_000)
def wide_and_deep_tree(store: Store, count: int) -> Files:
    return {f"{'deep/' * 200}f{n}/{'deep/' * 5}m.py": f"x = {n}\n" for n in range(count)}


@kind()
def tree_with_a_missing_folder(store: Store, _: int) -> None:
    oid = store.root({"inner.py": CODE})
    store.absent.add(oid)
    rows = [(FILE, b"README.md", store.blob(README)), (FOLDER, b"lost", oid), (FILE, b"train.py", store.blob(CODE))]
    store.commit(store.tree(rows))


@kind()
def tree_with_missing_files(store: Store, _: int) -> Files:
    store.absent |= {store.blob(f"x = {n}\n") for n in range(20)}
    return {f"m{n}.py": f"x = {n}\n" for n in range(40)}


@kind()
def tree_without_its_readme(store: Store, _: int) -> Files:
    store.absent.add(store.blob("# Gone\n"))
    return {"README.md": "# Gone\n"}


@kind()
def tree_of_wrong_types(store: Store, _: int) -> None:
    """A file where a folder is said to be, and the other way round."""
    blob, tree = store.blob(CODE), store.root({"a.py": CODE})
    rows: list[Row] = [(FILE, b"README.md", tree), (FOLDER, b"folder", blob), (b"160000", b"module", blob)]
    rows += [(LINK, b"link", tree), (FILE, b"train.py", blob)]
    store.commit(store.tree(rows))


@kind()
def tree_of_odd_modes(store: Store, _: int) -> None:
    blob = store.blob(CODE)
    modes = (b"0", b"100666", b"140000", b"777", b"100644000000", b"040000", b"7777777")
    rows = [(mode, b"m%d.py" % number, blob) for number, mode in enumerate(modes)]
    store.commit(store.tree([(FILE, b"README.md", store.blob(README)), *rows]))


@kind()
def tree_cut_short(store: Store, _: int) -> None:
    row = b"100644 README.md\0" + store.blob(README)
    store.commit(store.add("tree", row + b"100644 train.py\0" + store.blob(CODE)[:7]))


@kind()
def tree_of_rubbish(store: Store, _: int) -> None:
    store.commit(store.add("tree", bytes(range(256)) * 20))


@kind()
def tree_with_entries_twice(store: Store, _: int) -> None:
    names = [b"train.py", b"README.md", b"README.md", b"a", b"a", b"train.py"]
    rows = [(FILE, name, store.blob(f"x = {number}\n")) for number, name in enumerate(names)]
    store.commit(store.tree([*rows, (FOLDER, b"a", store.root({"b.py": CODE}))]))


@kind()
def tree_without_anything(store: Store, _: int) -> None:
    store.commit(store.tree([]))


@kind(2, 75)
def readme_that_swells(store: Store, times: int) -> None:
    """A few kilobytes that git has to make 1.2 GB of."""
    swollen = store.swollen(b"swell " * 2_700_000, times)
    rows = [(FILE, b"README.md", swollen), (FILE, b"train.py", store.blob(CODE))]
    store.commit(store.tree(rows))
