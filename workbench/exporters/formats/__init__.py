"""One module a format: it defines ``SUFFIX`` and ``export(memo) -> bytes`` and is found by being here."""
