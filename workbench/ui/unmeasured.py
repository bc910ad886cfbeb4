"""A contract that cannot be measured on the study's predictions, said so that whoever reads it knows where to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from workbench.errors import ColumnError, FormulaError, InputError
from workbench.register import Study


@contextmanager
def pointing_to_contract(study: Study) -> Iterator[None]:
    """Say of what the contract asks for and the predictions do not have that it is the Contract page's to mend."""
    try:
        yield
    except (ColumnError, FormulaError) as refusal:
        if study.contract is None:
            raise
        raise InputError(
            f"This contract cannot be measured on these predictions. {refusal} Correct it on the Contract page."
        ) from refusal
