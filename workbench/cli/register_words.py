"""What the register's commands say of a study: facts for machines, and the same as lines for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workbench.contract import Contract, agreement_from
from workbench.contract.agreement import AS_SAMPLE
from workbench.errors import ContractError
from workbench.register import Entry, Study

LATE = "after the frontier was seen"


def study_line(study: Study, last: Entry, *, workshops: int = 0) -> dict[str, Any]:
    """One line of the list; ``signatures`` are those under the contract as it is now, ``workshops`` those that were closed."""
    return {
        "id": study.id,
        "title": study.title,
        "contract": "sealed" if study.seal else "open" if study.contract else "none",
        "signatures": len(agreement_from(_contract(study), study.content).standing_signatures),
        "decision": decision_word(study),
        "workshops": workshops,
        "changed_at": last.at,
        "changed_by": last.actor,
        "change": last.kind,
    }


def study_facts(study: Study, sessions: Sequence[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """Everything about the agreement, the decision and the closed ``sessions`` (their digests), as plain values."""
    contract = _contract(study)
    agreement = agreement_from(contract, study.content)
    return {
        "id": study.id,
        "title": study.title,
        "version": study.version,
        "created_at": study.created_at,
        "predictions_sha256": study.upload_sha256,
        "contract_sha256": None if contract is None else contract.sha256,
        **agreement.to_dict(),
        "missing_roles": list(agreement.missing_roles),
        "decision": decision_word(study),
        "decision_point": None if study.decision is None else study.decision.get("policy"),
        "decision_owner": None if study.decision is None else study.decision.get("owner"),
        "decision_signatures": [dict(each) for each in study.decision_signatures],
        "workshops": [dict(each) for each in sessions],
    }


def entry_facts(entry: Entry) -> dict[str, Any]:
    """An entry without its content."""
    return {name: getattr(entry, name) for name in ("seq", "version", "at", "kind", "actor", "op_id", "sha256")}


def study_text(facts: Mapping[str, Any], entries: Sequence[Mapping[str, Any]] | None) -> str:
    """The facts as lines."""
    lines = [f"{facts['title'] or 'Untitled'} ({facts['id']}), version {facts['version']}"]
    lines += [f"Predictions: {facts['predictions_sha256'] or 'none'}"]
    lines += [f"Contract: {facts['contract_sha256'] or 'none that can be read'}", *_agreed(facts)]
    point, owner = facts["decision_point"], facts["decision_owner"]
    said = f", {_plainly(point)}" if point else ""
    lines += [f"Decision: {facts['decision']}{said}{f', owned by {_plainly(owner)}' if owner else ''}"]
    lines += [f"  {_signed(each)}" for each in facts["decision_signatures"]]
    for each in facts["workshops"]:
        lines += _workshop(each)
    if entries is not None:
        lines += ["Entries:"]
        return "\n".join(lines) + "\n" + aligned(entries, leave_out=("version", "op_id"))
    return "\n".join(lines) + "\n"


def decision_word(study: Study) -> str:
    return "none" if study.decision is None else str(study.decision.get("status", "draft"))


def aligned(lines: Sequence[Mapping[str, Any]], *, leave_out: Sequence[str] = ()) -> str:
    """Lines of equal keys as columns under their names.

    >>> print(aligned([{"id": "a", "title": "A title"}, {"id": "longer", "title": ""}]), end="")
    id      title
    a       A title
    longer
    """
    names = [name for name in (lines[0] if lines else ()) if name not in leave_out]
    rows = [names, *([_on_one_line(line[name]) for name in names] for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(names))]
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() + "\n" for row in rows
    )


def _agreed(facts: Mapping[str, Any]) -> list[str]:
    seal, skip, lines = facts["seal"], facts["blind_skipped"], []
    if seal is None:
        lines += ["Not sealed"]
    else:
        seen = f"{LATE} ({seal['frontier_seen_at']})" if seal["frontier_seen_at"] else "before the frontier was seen"
        lines += [f"Sealed {seal['at']} by {seal['by']}, {seen}", f"  as {seal['sha256']}"]
    if skip is not None:
        hidden = "never hidden" if skip["by"] == AS_SAMPLE else "opened before the contract was sealed"
        lines += [f"Trade-off {hidden}: {skip['at']}, {skip['by'] or 'no name given'}"]
    for each in facts["amendments"]:
        late = f", {LATE} ({each['frontier_seen_at']})" if each["frontier_seen_at"] else ""
        lines += [f"Amended {each['at']} by {each['by']}{late}: {each['reason']}"]
        lines += [
            f"  {change['field']}: {_plainly(change['was'])} -> {_plainly(change['is'])}" for change in each["changes"]
        ]
    for each in facts["signatures"]:
        is_earlier = each["sha256"] != facts["contract_sha256"]
        lines += [f"{_signed(each)}{' (an earlier text)' if is_earlier else ''}"]
    if seal is not None and facts["missing_roles"]:
        lines += [f"Still to sign: {', '.join(facts['missing_roles'])}"]
    return lines


def _workshop(session: Mapping[str, Any]) -> list[str]:
    """A room that was closed: which, when, how many were there, and what came of it."""
    people = sum(seat["standing"] != "viewer" for seat in session["seats"])
    said = " ".join(each["sentence"] for each in session["outcomes"]) or "No outcome was recorded."
    lines = [f"Workshop {session['room']}, {session['opened_at']} to {session['closed_at']}, {people} people: {said}"]
    lines += [f"  Dissent of {each['label']}: {each['words'] or 'without words'}" for each in session["dissent"]]
    return [" ".join(line.split()) if not line.startswith("  ") else f"  {' '.join(line.split())}" for line in lines]


def _signed(signature: Mapping[str, Any]) -> str:
    return f"Signed {signature.get('at', '')} by {signature.get('name', '')}, {signature.get('role', '')}"


def _contract(study: Study) -> Contract | None:
    try:
        return None if study.contract is None else Contract.from_dict(dict(study.contract))
    except ContractError:  # of an earlier format; the record of what people did is shown all the same
        return None


def _plainly(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_plainly(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(_plainly, value)) or "nothing"
    return "nothing" if value is None else str(value)


def _on_one_line(value: Any) -> str:
    return " ".join(str(value).split())
