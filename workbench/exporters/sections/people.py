"""The people: who disagrees, and who signs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.contract.names import folded_name
from workbench.exporters.blocks import Bullets, Paragraph, Section, SignatureLine, Signatures
from workbench.exporters.item_words import said
from workbench.exporters.recorded import Recorded
from workbench.exporters.sections.session import session_dissent


def dissent_section(record: Recorded) -> Section | None:
    items = (*(said(item) for item in record["dissent"] or ()), *session_dissent(record))
    return Section(heading="Dissent", blocks=(Bullets(items=items),)) if items else None


def sign_off_section(record: Recorded) -> Section:
    signed = [item for item in record["signatures"] or () if isinstance(item, Mapping)]
    owner = str(record["owner"] or "")
    lines = []
    for role in ("owner", *((record.contract.get("signatures") or {}).get("required") or ())):
        found = next((item for item in signed if folded_name(str(item.get("role", ""))) == folded_name(role)), None)
        if found is not None:
            signed.remove(found)
        lines.append(_line(role.capitalize() if role == "owner" else role, found, owner if role == "owner" else ""))
    lines += [_line(str(item.get("role") or ""), item, "") for item in signed]
    text = "Who signs has read this memo and answers for the choice in the role named."
    return Section(heading="Sign-off", blocks=(Paragraph(text=text), Signatures(lines=tuple(lines))))


def _line(role: str, found: Mapping[str, Any] | None, name: str) -> SignatureLine:
    if found is None:
        return SignatureLine(role=role, name=name)
    when = found.get("signed_at") or found.get("date") or found.get("at") or ""
    return SignatureLine(role=role, name=str(found.get("name") or name), date=str(when)[:10], is_signed=True)
