"""``check``: the receipt."""

from __future__ import annotations

from workbench.cli.options import AsJson, PredictionsFile, ReadingOptions


def run(predictions: PredictionsFile, options: ReadingOptions, as_json: AsJson = False) -> None:
    """Show how a file of predictions is read.

    The receipt has the rows read, used, dropped and why, the format, which column plays which part, what the label
    means, findings, and the SHA-256.

    \b
    Example:
      workbench check predictions.csv --label fraud --score score --json
    """
    from workbench.cli.output import json_text, write_stdout
    from workbench.cli.receipt import receipt_text
    from workbench.cli.study import open_contract, open_predictions

    receipt = open_predictions(predictions, options, open_contract(options)).receipt
    write_stdout(json_text(receipt.to_dict()) if as_json else receipt_text(receipt))
