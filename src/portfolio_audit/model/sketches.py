"""Sketches of code, as they are compared."""

SIZE = 128
"""Numbers in a sketch: bottom-k MinHash, whose error is about 1/√SIZE (Broder, 1997)."""


def in_common(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    """Estimated share of features that two sketches have in common, 0–100; 0 when one is empty."""
    if not one or not other:
        return 0
    least = sorted({*one, *other})[:SIZE]
    shared = {*one} & {*other}
    return 100 * sum(1 for number in least if number in shared) // len(least)
