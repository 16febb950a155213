"""Files that are made and not written by hand: notebooks and pictures."""

import base64
import json
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_WIDTH, _HEIGHT, _MARGIN = 320, 180, 16
_PALETTE = bytes((255, 255, 255, 46, 110, 180, 224, 130, 60, 90, 160, 90, 150, 100, 170))  # paper, then bars
_BAR_COLOURS = len(_PALETTE) // 3 - 1


def notebook(cells: Iterable[Mapping[str, Any]]) -> str:
    """A Jupyter notebook, version 4.5.

    A cell has `text` (Markdown) or `code`, the latter with `count`, and `prints`, `chart` (heights) or `error` (name
    and message) as what it left behind.
    """
    document = {
        "cells": [_cell(f"cell-{place}", cell) for place, cell in enumerate(cells, 1)],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python", "version": "3.11.9"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _cell(name: str, cell: Mapping[str, Any]) -> dict[str, Any]:
    if "text" in cell:
        return {"cell_type": "markdown", "id": name, "metadata": {}, "source": _lines(cell["text"])}
    return {
        "cell_type": "code",
        "execution_count": cell.get("count"),
        "id": name,
        "metadata": {},
        "outputs": _outputs(cell),
        "source": _lines(cell["code"]),
    }


def _outputs(cell: Mapping[str, Any]) -> list[dict[str, Any]]:
    outputs: list[dict[str, Any]] = []
    if "prints" in cell:
        outputs.append({"name": "stdout", "output_type": "stream", "text": _lines(cell["prints"], "\n")})
    if "chart" in cell:
        picture = base64.b64encode(bar_chart(cell["chart"])).decode()
        data = {"image/png": picture, "text/plain": ["<Figure size 640x480 with 1 Axes>"]}
        outputs.append({"data": data, "metadata": {}, "output_type": "display_data"})
    if "error" in cell:
        name, message = cell["error"]
        trace = [f"{name}: {message}"]
        outputs.append({"ename": name, "evalue": message, "output_type": "error", "traceback": trace})
    return outputs


def _lines(text: str, end: str = "") -> list[str]:
    return (text.strip("\n") + end).splitlines(keepends=True)


def bar_chart(heights: Sequence[float]) -> bytes:
    """A PNG with one bar for each height; the highest one fills the picture."""
    columns = [_column(x, heights) for x in range(_WIDTH)]
    rows = b"".join(b"\0" + bytes(colour if y >= top else 0 for top, colour in columns) for y in range(_HEIGHT))
    header = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"PLTE", _PALETTE), (b"IDAT", _stored(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _column(x: int, heights: Sequence[float]) -> tuple[int, int]:
    """Where the colour of that column begins, and which it is."""
    slot = (_WIDTH - 2 * _MARGIN) // len(heights)
    place, offset = divmod(x - _MARGIN, slot)
    if not 0 <= place < len(heights) or not slot // 6 <= offset < slot - slot // 6:
        return _HEIGHT, 0
    return _HEIGHT - round((_HEIGHT - _MARGIN) * heights[place] / max(heights)), 1 + place % _BAR_COLOURS


def _stored(data: bytes) -> bytes:
    """A zlib stream of one block that is not deflated: another zlib would make other bytes, and so other commits."""
    return (
        b"\x78\x01\x01"
        + struct.pack("<HH", len(data), len(data) ^ 0xFFFF)
        + data
        + struct.pack(">I", zlib.adler32(data))
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
