from workbench.errors import InputError


class TieredFrontier: ...


def tiered_frontier(*a, **k):
    raise InputError("none yet")
