"""Notebooks that are too large, too deep or of types that no notebook has."""

import json
from typing import Any

from hostile_repositories.kinds import CODE, Files, kind
from hostile_repositories.store import Store

ODD: tuple[Any, ...] = (
    None,
    True,
    -1,
    1e308,
    "text",
    "\ud800",
    [],
    [[]],
    {},
    {"a": {}},
    [None, 1, {"b": []}],
    "x" * 10_000,
)
_FIELDS = ("cell_type", "source", "outputs", "execution_count", "metadata")


def notebook(*cells: Any, **more: Any) -> str:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells, **more})


def cell(source: Any = CODE, outputs: Any = (), count: Any = 1) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": outputs, "execution_count": count}


def shown(**data: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "metadata": {}, "data": {key.replace("__", "/"): data[key] for key in data}}


@kind(21_000_000, 80_000_000)
def notebook_of_80_megabytes(store: Store, size: int) -> Files:
    return {"big.ipynb": notebook(cell("x" * size))}


@kind(1_000_000, 19_900_000)
def notebook_just_below_the_limit(store: Store, size: int) -> Files:
    return {
        "big.ipynb": notebook(cell(), cell(CODE * (size // 2 // len(CODE)), [shown(text__plain="0.5 " * (size // 8))]))
    }


@kind(1_000_000, 19_900_000)
def notebook_of_empty_cells(store: Store, size: int) -> Files:
    return {"bomb.ipynb": '{"cells": [' + "{}," * (size // 3) + "{}]}"}


@kind(300_000, 19_900_000)
def notebook_of_nested_lists(store: Store, size: int) -> Files:
    wide = "[" + "[[]]," * (size // 6) + "[]]"
    return {
        "deep.ipynb": "[" * size,
        "closed.ipynb": "[" * (size // 2) + "]" * (size // 2),
        "wide.ipynb": f'{{"cells": {wide}}}',
    }


@kind(900, 100_000)
def notebook_of_nested_objects(store: Store, depth: int) -> Files:
    deep = '{"a":' * depth + "1" + "}" * depth
    return {
        "deep.ipynb": f'{{"cells": [{{"cell_type": "code", "source": "x", "outputs": [{deep}], "metadata": {deep}}}]}}'
    }


@kind(3_000, 100_000)
def notebook_of_many_cells(store: Store, count: int) -> Files:
    return {"many.ipynb": notebook(*[cell(f"x{n} = {n}\n") for n in range(count)])}


@kind()
def notebook_of_wrong_types(store: Store, _: int) -> Files:
    cells = [{**cell(), field: odd} for field in _FIELDS for odd in ODD]
    outputs = [
        cell(outputs=[{"output_type": odd, "data": odd, "text": odd, "ename": odd, "evalue": odd}]) for odd in ODD
    ]
    inner = [cell(outputs=[shown(text__plain=odd, text__html=odd, image__png=odd)]) for odd in ODD]
    files: dict[bytes | str, str] = {f"odd{n}.ipynb": json.dumps(odd) for n, odd in enumerate(ODD)}
    for key in ("cells", "metadata", "nbformat", "worksheets"):
        files |= {f"{key}{n}.ipynb": json.dumps({"cells": [cell()], key: odd}) for n, odd in enumerate(ODD)}
    kernels = [{"kernelspec": odd, "language_info": odd} for odd in ODD]
    kernels += [{"kernelspec": {"name": odd, "language": odd}, "language_info": {"name": odd}} for odd in ODD]
    files |= {f"kernel{n}.ipynb": notebook(cell(), metadata=kernel) for n, kernel in enumerate(kernels)}
    return {**files, "cells.ipynb": notebook(*cells, *ODD), "outputs.ipynb": notebook(*outputs, *inner)}


@kind()
def notebook_of_scripts(store: Store, _: int) -> Files:
    attack = "<script>alert(1)</script>\x1b[31m\u202e<img src=x onerror=alert(1)> javascript:alert(1)"
    outputs = [shown(text__html=attack, application__javascript=attack, image__svg_xml=f"<svg>{attack}</svg>")]
    outputs.append({"output_type": "error", "ename": attack, "evalue": attack, "traceback": [attack] * 50})
    return {"a.ipynb": notebook(*[cell(f"# {attack}\neval('{attack}')", outputs, attack) for _ in range(20)])}


@kind(2_000, 100_000)
def notebook_of_many_outputs(store: Store, count: int) -> Files:
    text = {"output_type": "stream", "name": "stdout", "text": ["Epoch 1: accuracy 0.9\n"] * 5}
    error = {"output_type": "error", "ename": "ValueError", "evalue": "x", "traceback": []}
    return {"a.ipynb": notebook(*[cell(f"x{n}", [text] * (count // 100) + [error]) for n in range(100)])}


@kind(4_000, 1_000_000)
def notebook_of_huge_numbers(store: Store, digits: int) -> Files:
    number = "9" * digits
    return {
        f"n{n}.ipynb": f'{{"cells": [{{"cell_type": "code", "source": "x", "execution_count": {value}}}]}}'
        for n, value in enumerate((number, f"-{number}", f"1e{number}", f"0.{number}", "NaN", "-Infinity"))
    }


@kind()
def notebook_that_is_broken(store: Store, _: int) -> Files:
    good = notebook(*[cell(CODE, [shown(text__plain="x" * 100)])] * 50)
    broken = good.replace('"outputs"', '<<<<<<< HEAD\n"outputs"\n=======\n>>>>>>> b\n', 40)
    encoded = {
        "utf16.ipynb": good.encode("utf-16"),
        "bom.ipynb": b"\xef\xbb\xbf" + good.encode(),
        "zeros.ipynb": b"\0" * 9_000,
    }
    return {"cut.ipynb": good[: len(good) // 2], "merge.ipynb": broken, "twice.ipynb": good + good, **encoded}


@kind(50_000, 5_000_000)
def notebook_broken_by_quotes(store: Store, size: int) -> Files:
    """What is left of it is sought by patterns."""
    pieces = {
        "quotes": '"source": [' + '"a\\' * (size // 3),
        "backslashes": '"source": "' + "\\" * size,
        "commas": '"source": [' + '"a",' * (size // 4),
    }
    pieces |= {"types": '"cell_type" :' * (size // 13), "spaces": '"source":' + " " * size + '"cell_type"' + " " * size}
    return {f"{name}.ipynb": text for name, text in pieces.items()}


@kind(30, 600)
def notebooks_in_one_cell(store: Store, count: int) -> Files:
    return {
        f"n{n}.ipynb": notebook(cell(CODE * 10 + f"# {n}\n", [shown(image__png="A" * 20_000)])) for n in range(count)
    }
