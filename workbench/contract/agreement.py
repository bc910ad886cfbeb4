"""The agreement: a contract that was sealed, who signed it, and what was changed since, in the open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from workbench.contract.contract import Contract
from workbench.contract.names import folded_name, named, recorded_name
from workbench.errors import InputError

SIGNING_MEANS = "I have read this contract and agree to decide by it."


@dataclass(frozen=True, kw_only=True)
class Seal:
    """When a contract was agreed, and by whom; ``frontier_seen_at`` is empty where nobody had looked before."""

    sha256: str
    at: str
    by: str
    predictions_sha256: str
    frontier_seen_at: str = ""


@dataclass(frozen=True, kw_only=True)
class Amendment:
    """A change of a sealed contract. ``changes`` has a ``field`` each with what it ``was`` and ``is`` now."""

    at: str
    by: str
    reason: str
    before_sha256: str
    after_sha256: str
    changes: tuple[Mapping[str, Any], ...]
    frontier_seen_at: str = ""


@dataclass(frozen=True, kw_only=True)
class Signature:
    """Who signed what, as what, and what signing meant. ``sha256`` is that of the text that was signed."""

    name: str
    role: str
    meaning: str
    at: str
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The frontier of these predictions was on the screen for the first time."""

    predictions_sha256: str
    at: str


@dataclass(frozen=True, kw_only=True)
class Skip:
    """The Trade-off page was opened before the contract was sealed, by a person's choice; of a sample it never was hidden."""

    at: str
    by: str


# What stands for the person where nobody chose: ``by`` of a Skip.
AS_SAMPLE = "opened as a sample"


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """A study's contract with what people did about it. Times are UTC in ISO 8601 and given, never read.

    Each step returns the next agreement and leaves this one as it is.
    """

    contract: Contract | None = None
    seal: Seal | None = None
    amendments: tuple[Amendment, ...] = ()
    signatures: tuple[Signature, ...] = ()
    frontier_shown: tuple[Shown, ...] = ()
    blind_skipped: Skip | None = None

    @property
    def is_sealed(self) -> bool:
        return self.seal is not None

    @property
    def hides_frontier(self) -> bool:
        """Blind mode: nobody looks before the contract is sealed, unless somebody chose to, which is recorded."""
        return self.seal is None and self.blind_skipped is None

    @property
    def standing_signatures(self) -> tuple[Signature, ...]:
        """The signatures under the contract as it is now; those under an earlier text stay on record beside them."""
        return tuple(
            each for each in self.signatures if self.contract is not None and each.sha256 == self.contract.sha256
        )

    @property
    def missing_roles(self) -> tuple[str, ...]:
        """The required roles under whose name nobody has signed the contract as it is now."""
        if self.contract is None:
            return ()
        signed = {folded_name(each.role) for each in self.standing_signatures}
        return tuple(role for role in self.contract.signatures.required if folded_name(role) not in signed)

    def seen_at(self, predictions_sha256: str) -> str:
        """When the frontier of these predictions was first shown, or an empty text."""
        return next((each.at for each in self.frontier_shown if each.predictions_sha256 == predictions_sha256), "")

    def first_seen(self, predictions_sha256: str, elsewhere_at: str) -> str:
        """When it was first shown here or, ``elsewhere_at``, in another study; an empty text where it never was."""
        return min(filter(None, (self.seen_at(predictions_sha256), elsewhere_at)), default="")

    def shown(self, predictions_sha256: str, *, at: str) -> Agreement:
        """The frontier of these predictions is on the screen. Only the first time counts."""
        if self.seen_at(predictions_sha256):
            return self
        seen = Shown(predictions_sha256=predictions_sha256, at=at)
        return replace(self, frontier_shown=(*self.frontier_shown, seen))

    def skipped(self, *, by: str, at: str) -> Agreement:
        """Look before the contract is sealed."""
        return self if not self.hides_frontier else replace(self, blind_skipped=Skip(at=at, by=recorded_name(by)))

    def sealed(self, *, by: str, at: str, predictions_sha256: str, seen_elsewhere_at: str = "") -> Agreement:
        """Agree on the contract as it is. ``seen_elsewhere_at`` is when another study showed the frontier of these predictions.

        Raises InputError without a contract, where it is sealed already, or where nobody says who seals.
        """
        if self.contract is None:
            raise InputError("There is no contract to seal yet. Write and save it first.")
        if self.seal is not None:
            raise InputError(f"This contract was sealed on {self.seal.at} by {self.seal.by}. Amend it to change it.")
        seal = Seal(
            sha256=self.contract.sha256,
            at=at,
            by=named(by, "Who seals this contract?"),
            predictions_sha256=predictions_sha256,
            frontier_seen_at=self.first_seen(predictions_sha256, seen_elsewhere_at),
        )
        return replace(self, seal=seal)

    def amended(
        self,
        contract: Contract,
        *,
        by: str,
        reason: str,
        at: str,
        predictions_sha256: str,
        seen_elsewhere_at: str = "",
    ) -> Agreement:
        """Change a sealed contract, in the open. Signatures under the earlier text stay with it.

        Raises InputError where it is not sealed, nothing is changed, or name or reason are left out.
        """
        if self.seal is None or self.contract is None:
            raise InputError("This contract is not sealed, so it needs no amendment. Save it.")
        changes = contract_changes(self.contract, contract)
        if not changes:
            raise InputError("Nothing in this contract is different, so there is nothing to amend.")
        if not recorded_name(reason):
            raise InputError("A sealed contract changes only with a reason. Write why.")
        amendment = Amendment(
            at=at,
            by=named(by, "Who amends this contract?"),
            reason=reason.strip(),
            before_sha256=self.contract.sha256,
            after_sha256=contract.sha256,
            changes=changes,
            frontier_seen_at=self.first_seen(predictions_sha256, seen_elsewhere_at),
        )
        return replace(self, contract=contract, amendments=(*self.amendments, amendment))

    def signed(self, *, name: str, role: str, at: str, meaning: str = SIGNING_MEANS) -> Agreement:
        """Sign the sealed contract as it is now.

        Raises InputError where it is not sealed, name or role are left out, or this person signed it in this role.
        """
        if self.seal is None or self.contract is None:
            raise InputError("Only a sealed contract can be signed. Seal it first.")
        signature = Signature(
            name=named(name, "Who signs?"),
            role=named(role, "In which role?"),
            meaning=meaning.strip() or SIGNING_MEANS,
            at=at,
            sha256=self.contract.sha256,
        )
        for earlier in self.standing_signatures:
            if (folded_name(earlier.name), folded_name(earlier.role)) == (
                folded_name(signature.name),
                folded_name(signature.role),
            ):
                raise InputError(f"{earlier.name} signed this contract as {earlier.role} on {earlier.at} already.")
        return replace(self, signatures=(*self.signatures, signature))

    def to_dict(self) -> dict[str, Any]:
        """Everything but the contract itself, as plain JSON values."""
        return {
            "seal": None if self.seal is None else asdict(self.seal),
            "amendments": [
                {**asdict(each), "changes": [dict(change) for change in each.changes]} for each in self.amendments
            ],
            "signatures": [asdict(each) for each in self.signatures],
            "frontier_shown": [asdict(each) for each in self.frontier_shown],
            "blind_skipped": None if self.blind_skipped is None else asdict(self.blind_skipped),
        }


def contract_changes(before: Contract, after: Contract) -> tuple[dict[str, Any], ...]:
    """Each field that differs, by its path, with what it ``was`` and ``is``; None where it was or is not there.

    Metrics are told apart by name; where those in both contracts stand in another order, ``order of metrics`` has all names.

    >>> old, new = (Contract.from_text(f"{{title: t, decision: d, payoff: {{FN: -{cost}}}}}") for cost in (900, 800))
    >>> contract_changes(old, new)
    ({'field': 'payoff.FN.each', 'was': -900.0, 'is': -800.0},)
    """
    was, now = (dict(_leaves(_by_name(contract.to_dict()))) for contract in (before, after))
    paths = list(dict.fromkeys([*was, *now]))
    fields = tuple(
        {"field": path, "was": was.get(path), "is": now.get(path)} for path in paths if was.get(path) != now.get(path)
    )
    return (*fields, *_reordered(before, after))


def _reordered(before: Contract, after: Contract) -> tuple[dict[str, Any], ...]:
    old, new = ([metric.name for metric in contract.metrics] for contract in (before, after))
    if [name for name in old if name in new] == [name for name in new if name in old]:
        return ()
    return ({"field": "order of metrics", "was": old, "is": new},)


def _by_name(content: dict[str, Any]) -> dict[str, Any]:
    # A metric that moved up in the list is the same metric; that it moved is told apart from what it says.
    return {**content, "metrics": {metric["name"]: metric for metric in content.get("metrics", [])}}


def _leaves(value: Any, path: str = "") -> list[tuple[str, Any]]:
    if isinstance(value, Mapping) and value:
        return [leaf for key, item in value.items() for leaf in _leaves(item, f"{path}.{key}" if path else str(key))]
    return [(path, value)] if not isinstance(value, Mapping) else []


def agreement_from(contract: Contract | None, content: Mapping[str, Any]) -> Agreement:
    """The agreement whose ``to_dict`` is ``content``."""

    def each(name: str, kind: type) -> Sequence[Any]:
        return tuple(kind(**item) for item in content.get(name) or ())

    seal, skip = content.get("seal"), content.get("blind_skipped")
    amendments = tuple(
        Amendment(**{**item, "changes": tuple(item["changes"])}) for item in content.get("amendments") or ()
    )
    return Agreement(
        contract=contract,
        seal=None if not seal else Seal(**seal),
        amendments=amendments,
        signatures=tuple(each("signatures", Signature)),
        frontier_shown=tuple(each("frontier_shown", Shown)),
        blind_skipped=None if not skip else Skip(**skip),
    )
