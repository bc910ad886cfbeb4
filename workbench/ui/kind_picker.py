"""Which kind of policy the Trade-off page explores: one threshold, one for each segment, a review band, or a list."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from workbench.explore import Lens
from workbench.explore.limit_metrics import agreed_order
from workbench.policy import Reviewer
from workbench.policy.bands.band_frontier import AUTOMATED
from workbench.policy.capacity import Shared
from workbench.policy.tiers import VALUES_MAX
from workbench.register import Study
from workbench.ui.fairness_fields import draw_fairness, kept_limits, kept_order
from workbench.ui.plain_text import plain
from workbench.ui.studies import save_study
from workbench.wording import number
from workbench.wording.policies import sharing

KINDS = {
    "single": "One threshold",
    "tiered": "By segment",
    "review": "With human review",
    "capacity": "A list of fixed length",
}
PERS = {"all": "in all", "day": "a day", "week": "a week", "month": "a month"}


@dataclass(frozen=True, kw_only=True)
class PickedKind:
    """``column`` and ``is_mixed`` are of tiers, ``k`` and ``per`` of a list, ``score`` of a band or list; ``each`` is of a list
    that was set for each reviewer, else 0. What a look costs, the shares that a reviewer catches and clears, and how many they
    can look at (None: any number) in which period are of a band; ``limits`` as text and ``order`` are of tiers."""

    name: str
    column: str = ""
    is_mixed: bool = False
    score: str = ""
    k: int = 0
    per: str = "all"
    each: float = 0.0
    cost: float = 0.0
    sensitivity: float = 1.0
    specificity: float = 1.0
    capacity: float | None = None
    capacity_per: str = "all"
    limits: tuple[str, ...] = ()
    order: tuple[str, ...] | None = None


def pick_kind(study: Study, lens: Lens) -> PickedKind:
    """The kind that the page is on, and what belongs to it; kept with the study's view, so that a reload comes back."""
    asked = st.query_params.get("by")
    key = f"kind-{study.id}"
    columns = list(lens.sweep.predictions.segments)
    if asked in columns and st.session_state.get(f"by-taken-{study.id}") != asked:
        st.session_state[f"by-taken-{study.id}"] = asked
        st.session_state[key] = "tiered"
        st.session_state[f"kind-column-{study.id}"] = asked
    kept = study.view.get("kind") if study.view.get("kind") in KINDS else "single"
    st.session_state.setdefault(key, kept)
    name = (
        st.segmented_control("Decide by", list(KINDS), format_func=KINDS.__getitem__, key=key, required=True)
        or "single"
    )
    settings = dict(study.view.get("kind_settings") or {})
    picked = PickedKind(name=name)
    if name == "tiered":
        picked = _tiers(study, lens, columns, settings)
    elif name == "review":
        picked = _band(study, lens, settings)
    elif name == "capacity":
        picked = _list(study, lens, settings)
    changed = {**settings, **{part: getattr(picked, part) for part in _PARTS[name]}}
    if name != kept or changed != settings:
        view = {**study.view, "kind": name, "kind_settings": changed}
        if kept == "review" != name and AUTOMATED.name in (view.get("x"), view.get("y")):
            # Only a band leaves cases to people: of every other kind all is automated, and there is nothing to see.
            view = {part: value for part, value in view.items() if part not in ("x", "y")}
        save_study(replace(study, view=view))
    return picked


def picked_kind(study: Study) -> PickedKind:
    """The kind as it was last kept."""
    settings = dict(study.view.get("kind_settings") or {})
    name = study.view.get("kind") if study.view.get("kind") in KINDS else "single"
    return PickedKind(name=name, **{part: settings[part] for part in _PARTS[name] if part in settings})


def with_limits(kind: PickedKind, study: Study, lens: Lens) -> PickedKind:
    """Tiers with the limits and the order that were set for them on the page."""
    if kind.name != "tiered" or not kind.column:
        return kind
    order = kept_order(study, lens, kind.column, is_mixed=kind.is_mixed)
    return replace(kind, limits=tuple(kept_limits(study)), order=order)


def kept_reviewer(study: Study, lens: Lens) -> Reviewer | None:
    """The contract's reviewer, else the one that was said on the page; None where nobody has said one."""
    if lens.contract is not None and lens.contract.review is not None:
        return Reviewer.of(lens.contract)
    said = dict(study.view.get("kind_settings") or {})
    if not {"cost", "sensitivity", "specificity"} <= set(said):
        return None
    return said_reviewer(PickedKind(name="review", **{part: said[part] for part in _PARTS["review"] if part in said}))


def said_reviewer(kind: PickedKind) -> Reviewer:
    """The reviewer that was said on the page."""
    return Reviewer(
        cost=kind.cost,
        sensitivity=kind.sensitivity,
        specificity=kind.specificity,
        capacity=kind.capacity,
        per=None if kind.capacity is None else kind.capacity_per,
    )


def kept_list(study: Study, lens: Lens) -> tuple[int, str, bool]:
    """How many cases a list has room for, in which period, and whether somebody has said so: one case in twenty if not."""
    said = dict(study.view.get("kind_settings") or {})
    if not said.get("k"):
        return usual_length(lens), "all", False
    per = said.get("per") or "all"
    return int(said["k"]), per if lens.sweep.predictions.period is not None else "all", True


def usual_length(lens: Lens) -> int:
    """One case in twenty."""
    return max(1, int(lens.sweep.counts().cell("ALL")[0]) // 20)


_PARTS = {
    "single": (),
    "tiered": ("column", "is_mixed"),
    "review": ("score", "cost", "sensitivity", "specificity", "capacity", "capacity_per"),
    "capacity": ("k", "per", "each", "score"),
}


def _tiers(study: Study, lens: Lens, columns: list[str], settings: dict) -> PickedKind:
    if not columns:
        return PickedKind(name="tiered")
    key = f"kind-column-{study.id}"
    few = [name for name in columns if len(lens.sweep.occurring(name)) <= VALUES_MAX]
    usual = settings.get("column") if settings.get("column") in columns else [*few, *columns][0]
    st.session_state.setdefault(key, usual)
    first, second = st.columns([1, 2])
    column = first.selectbox("A threshold for each", columns, key=key) or columns[0]
    is_mixed = False
    if agreed_order(lens, column):
        if len(lens.sweep.scores) > 1:
            second.caption(
                plain(f"The contract has an order of thresholds by {column}, so one model serves all its values.")
            )
    elif len(lens.sweep.scores) > 1:
        is_mixed = second.toggle(
            "Each may use the model that suits it best",
            value=bool(settings.get("is_mixed")),
            key=f"kind-mixed-{study.id}",
            help=f"The models are {', '.join(plain(name) for name in lens.sweep.scores)}.",
        )
    draw_fairness(study, lens, column, is_mixed=is_mixed)
    return PickedKind(name="tiered", column=column, is_mixed=is_mixed)


def _band(study: Study, lens: Lens, settings: dict) -> PickedKind:
    """The reviewer: the contract's where it has one, which pages do not change, else as it is said here."""
    agreed = None if lens.contract is None else lens.contract.review
    if agreed is not None:
        return PickedKind(
            name="review",
            score=_score(study, lens, settings),
            cost=agreed.cost,
            sensitivity=agreed.share_caught,
            specificity=agreed.share_cleared,
        )
    currency = lens.contract.currency if lens.contract is not None else ""
    first, second, third = st.columns(3)
    key = f"kind-review-{study.id}"
    cost = first.number_input(
        f"A look costs{f' ({plain(currency)})' if currency else ''}",
        min_value=0.0,
        value=float(settings.get("cost") or 0.0),
        key=f"{key}-cost",
    )
    caught = second.number_input(
        "Of 100 events a person catches",
        0.0,
        100.0,
        100.0 * float(settings.get("sensitivity", 0.95)),
        key=f"{key}-caught",
    )
    cleared = third.number_input(
        "Of 100 other cases a person clears",
        0.0,
        100.0,
        100.0 * float(settings.get("specificity", 0.95)),
        key=f"{key}-cleared",
    )
    fourth, fifth, _ = st.columns(3)
    capacity = fourth.number_input(
        "People can look at, at most",
        min_value=0.0,
        value=settings.get("capacity"),
        step=1.0,
        format="%.0f",
        placeholder="no bound",
        key=f"{key}-capacity",
    )
    pers = periods_of(lens)
    per = fifth.selectbox(
        "cases",
        pers,
        index=pers.index(settings["capacity_per"]) if settings.get("capacity_per") in pers else 0,
        format_func=PERS.__getitem__,
        key=f"{key}-capacity-per",
    )
    st.caption(
        "What a person costs and how often they are right belongs in the contract, under “When a person looks first”; until it is there, try it here."
    )
    return PickedKind(
        name="review",
        score=_score(study, lens, settings),
        cost=float(cost),
        sensitivity=float(caught) / 100.0,
        specificity=float(cleared) / 100.0,
        capacity=None if capacity is None else float(capacity),
        capacity_per=per or "all",
    )


def periods_of(lens: Lens) -> list[str]:
    """What a number of cases can be for on these predictions."""
    return list(PERS) if lens.sweep.predictions.period is not None else ["all"]


def _score(study: Study, lens: Lens, settings: dict) -> str:
    names = list(lens.sweep.scores)
    if len(names) == 1:
        return names[0]
    kept = names.index(settings["score"]) if settings.get("score") in names else 0
    return st.selectbox("Model", names, index=kept, key=f"kind-score-{study.id}") or names[0]


def _list(study: Study, lens: Lens, settings: dict) -> PickedKind:
    """How long the list is: in all or in a period, and where the contract has a team also for each of its reviewers."""
    first, second, third = st.columns(3)
    team = None if lens.contract is None else lens.contract.team
    reviewers = team.reviewers if team is not None and team.reviewers > 1 else 0
    pers = periods_of(lens)
    units = [*((per, False) for per in pers), *((per, True) for per in pers if reviewers)]
    kept = (settings.get("per") or "all", bool(settings.get("each")))
    # The number and its unit belong together: a list kept for each reviewer is none without the team.
    k = int(settings.get("k") or usual_length(lens))
    usual = max(1, int(settings["each"])) if kept[1] and reviewers else k
    number_of = first.number_input("The list has room for", min_value=1, value=usual, step=1, key=f"kind-k-{study.id}")
    per, is_each = (
        second.selectbox(
            "cases",
            units,
            index=units.index(kept) if kept in units else 0,
            format_func=lambda unit: (
                f"for each of {number(reviewers)} reviewers, {PERS[unit[0]]}" if unit[1] else PERS[unit[0]]
            ),
            key=f"kind-per-{study.id}",
        )
        or units[0]
    )
    with third:
        score = _score(study, lens, settings)
    if not is_each:
        if reviewers:
            st.caption(
                f"The contract's {number(reviewers)} reviewers share them: {number(number_of / reviewers)} {PERS[per]} for each."
            )
        return PickedKind(name="capacity", k=int(number_of), per=per, score=score)
    shared = Shared(each=float(number_of), reviewers=reviewers)
    st.caption(f"Together {sharing(reviewers, shared.k, per)}.")
    return PickedKind(name="capacity", k=shared.k, per=per, each=shared.each, score=score)
