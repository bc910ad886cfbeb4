"""The files in which a memo is taken away: what each is called, and its media type."""

from __future__ import annotations

NAMES = {"docx": "Word", "pdf": "PDF", "html": "HTML", "md": "Markdown", "json": "Decision record (JSON)"}
MIME = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html",
    "md": "text/markdown",
    "json": "application/json",
}
