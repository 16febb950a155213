"""The function that a Dask cluster is told to call.

It stands alone and imports nothing, because the scheduler, which calls nothing, has to import it as well.
"""


def examine(order: bytes, terms: bytes) -> bytes:
    """An `orders.Reply` to an `orders.Order` under `orders.Terms`, all as `orders` packs them."""
    from portfolio_audit.cohort.examining import examined

    return examined(order, terms)
