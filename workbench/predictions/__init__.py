"""Predictions: read a file or a frame, map its columns, check them, and keep a receipt of it all."""

from workbench.predictions.build import build_predictions
from workbench.predictions.guess import ColumnGuess, guess_columns
from workbench.predictions.labels import PositiveGuess, guess_positive
from workbench.predictions.limits import Limits
from workbench.predictions.predictions import MISSING, Columns, Dropped, Finding, Predictions, Receipt, Segment
from workbench.predictions.read_predictions import read_predictions
from workbench.predictions.read_table import read_table
from workbench.predictions.table import Table, load_table, save_table

__all__ = [
    "MISSING",
    "ColumnGuess",
    "Columns",
    "Dropped",
    "Finding",
    "Limits",
    "PositiveGuess",
    "Predictions",
    "Receipt",
    "Segment",
    "Table",
    "build_predictions",
    "guess_columns",
    "guess_positive",
    "load_table",
    "read_predictions",
    "read_table",
    "save_table",
]
