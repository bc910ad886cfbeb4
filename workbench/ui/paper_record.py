"""The contract's record as it stands on the page: who signed, and what was amended since the seal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from workbench.contract import Agreement
from workbench.contract.names import folded_name
from workbench.register import Entry
from workbench.ui.signing import receipt_of, receipt_text
from workbench.wording.agreed import agreed_number
from workbench.wording.moments import moment


def signatures_html(agreement: Agreement, entries: Mapping[str, Entry]) -> str:
    """A line a required role, signed or not, then everybody else who signed this text or an earlier one."""
    lines = []
    for row in _role_rows(agreement):
        signature = row["signature"]
        if signature is None:
            lines.append(f"<li><span>{escape(row['role'])}</span><i>not signed yet</i></li>")
            continue
        entry = receipt_of(entries, signature)
        lines.append(
            f"<li><span>{escape(row['role'])}</span><b>{escape(signature.name)}</b> {escape(moment(signature.at))}"
            f"{f' · {escape(receipt_text(entry))}' if entry else ''}<br><small>“{escape(signature.meaning)}”</small></li>"
        )
    earlier = [each for each in agreement.signatures if each not in agreement.standing_signatures]
    for signature in earlier:
        lines.append(
            f"<li class='wb-earlier'><span>{escape(signature.role)}</span>{escape(signature.name)} signed an earlier text on "
            f"{escape(moment(signature.at))} (<code>{signature.sha256[:8]}…</code>)</li>"
        )
    return f"<ul class='wb-signatures'>{''.join(lines)}</ul>" if lines else "<p>Nobody is required to sign.</p>"


def amendments_html(agreement: Agreement, entries: Mapping[str, Entry]) -> str:
    """What was changed since the seal, when, by whom, why, and whether the frontier had been seen."""
    told = []
    for number_, each in enumerate(agreement.amendments, 1):
        entry = receipt_of(entries, each)
        seen = (
            " <strong>after the frontier was seen</strong>"
            if each.frontier_seen_at
            else " before the frontier was seen"
        )
        told.append(
            f"<h4>Amendment {number_}, {escape(moment(each.at))},{seen}</h4><p>{escape(each.by)}: {escape(each.reason)}"
            f"{f' <small>({escape(receipt_text(entry))})</small>' if entry else ''}</p>{changes_html(each.changes)}"
        )
    return "".join(told)


def changes_html(changes: Iterable[Mapping[str, object]]) -> str:
    """What was and what is, a row a field."""
    body = "".join(
        f"<tr><th scope='row'>{escape(str(each['field']))}</th><td>{_said(each['was'])}</td><td>{_said(each['is'])}</td></tr>"
        for each in changes
    )
    head = "<tr><th scope='col'>field</th><th scope='col'>was</th><th scope='col'>is</th></tr>"
    return f"<div class='wb-scroll' tabindex='0' role='region' aria-label='Changes'><table><thead>{head}</thead><tbody>{body}</tbody></table></div>"


def _said(value: object) -> str:
    if value is None or value == "" or value == []:
        return "<i>nothing</i>"
    return escape(", ".join(map(str, value)) if isinstance(value, list | tuple) else agreed_number(value) if isinstance(value, float) else str(value))  # fmt: skip


def _role_rows(agreement: Agreement) -> list[dict[str, Any]]:
    """A row a required role, then other signatures: ``role``, and the ``signature`` under this text or None."""
    contract = agreement.contract
    assert contract is not None
    standing = list(agreement.standing_signatures)
    rows: list[dict[str, Any]] = []
    for role in contract.signatures.required:
        own = [each for each in standing if folded_name(each.role) == folded_name(role)]
        rows += [{"role": role, "signature": each} for each in own] or [{"role": role, "signature": None}]
    told = [row["signature"] for row in rows]
    return [*rows, *({"role": each.role, "signature": each} for each in standing if each not in told)]
