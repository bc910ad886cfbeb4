"""The view of a list of fixed length: how many cases the team can work, live, and what a longer or shorter list would do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from workbench.explore.kept_limits import kept_at
from workbench.explore.lens import Lens
from workbench.explore.policy_payload import Line, Told, policy_payload, single_line
from workbench.explore.sliders import Slider
from workbench.metrics import Metric
from workbench.metrics.affine import Atom
from workbench.policy import (
    Capacity,
    CapacityChoice,
    Choice,
    OperatingPoint,
    choose_capacity,
    contract_limits,
    measure_point,
)
from workbench.policy.capacity import Shared
from workbench.sweep import Counts, Sweep, Where
from workbench.sweep.flagged_counts import flagged_counts
from workbench.wording import count, number, percent
from workbench.wording.policies import per_words, policy_name

PLACES_MAX = 40
ROWS_OF_MANY = 200_000


@dataclass(frozen=True, kw_only=True, eq=False)
class ListView:
    """The slider's places are lengths of the list."""

    payload: Mapping[str, Any]
    slider: Slider
    now: Capacity
    choice: Choice | None
    notes: tuple[str, ...]

    def policy(self, at: Sequence[int]) -> Capacity | None:
        """The list at this place; None where it is none of this view's."""
        return self.slider.places[at[0]] if len(at) == 1 and 0 <= at[0] < len(self.slider.places) else None

    def act(self, name: str, policy: Capacity) -> None:
        """A list has no actions of its own."""
        return


def list_of(sweep: Sweep, *, score: str, k: int, per: str, shared: Shared | None = None) -> Capacity:
    """The list of this length on these predictions."""
    return Capacity.on(sweep, score=score, k=k, per=None if per == "all" else per, shared=shared)


def build_list_view(
    lens: Lens,
    *,
    x: Metric,
    y: Metric,
    metrics: Sequence[Metric],
    rule: str | None,
    now: Capacity,
    start: tuple[str, OperatingPoint],
    marks: Sequence[tuple[str, str, OperatingPoint]],
    choices: Mapping[str, str],
) -> ListView:
    """The view on one pair of axes; ``start`` is what the move is measured from, with its name."""
    sweep = lens.sweep
    slider = list_slider(lens, now)
    choice = None
    if rule is not None and lens.contract is not None:
        choice = lens.keep(
            f"list {now.score} {now.k} {now.per} by {rule}",
            lambda: choose_capacity(sweep, lens.contract, k=now.k, per=now.per, score=now.score, rule=rule),
            question="kinds",
        )
    here = measure_point(sweep, now, contract=lens.contract, metrics=metrics)
    points = [measure_point(sweep, each, contract=lens.contract, metrics=metrics) for each in slider.places]
    values = np.array([[point.value(x.name), point.value(y.name)] for point in points])
    at = tuple((place,) for place in range(len(slider.places)))
    line = Line(
        name="lists of other lengths", look="open", values=values, texts=slider.texts, at=at, kept=kept_at(points)
    )
    payload = policy_payload(
        sweep,
        contract=lens.contract,
        x=x,
        y=y,
        metrics=metrics,
        sliders=(slider,),
        now=((slider.places.index(now),), here),
        recommended=None,
        lines=[line, single_line(lens.frontier(sweep, x, y), contract_limits(tuple(metrics)))],
        told=Told(
            title=f"{y.label} against {x.label[:1].lower()}{x.label[1:]}, as a list of the highest scores",
            here="this list",
            sliders_label="How many cases the list has room for; to the right is shorter",
            start=(start[0], f"You are where {start[0]} is. Move the slider.", start[1]),
            advice=_advice(now, choice),
            marks=marks,
        ),
        choices=choices,
    )
    return ListView(payload=payload, slider=slider, now=now, choice=choice, notes=_notes(sweep, now, choice))


def list_slider(lens: Lens, now: Capacity) -> Slider:
    """Lists of other lengths on the same score and period, ``now`` among them; worked out once."""
    return lens.keep(
        f"lists like {now.score} {now.k} {now.per} {now.shared!r}", lambda: _slider(lens.sweep, now), question="kinds"
    )


def _slider(sweep: Sweep, now: Capacity) -> Slider:
    cases = max(1, int(sweep.counts().cell("ALL")[0]))
    periods = max(1, len(now.listed(sweep).held))
    most = PLACES_MAX if len(sweep.predictions) <= ROWS_OF_MANY else PLACES_MAX // 3
    longest = max(2, -(-cases // periods))
    spread = [*np.geomspace(1, longest, most // 2), *np.linspace(1, longest, most)]
    wanted = sorted({*np.round(spread).astype(int).tolist(), now.k})
    places = tuple(_lists(sweep, now, wanted))
    lengths = [place.k for place in places]
    masks = [place.flagged(sweep) for place in places]
    known: dict[tuple, list[Counts]] = {}

    def counts(where: Where) -> list[Counts]:
        key = tuple(sorted((column, tuple(values)) for column, values in where.items()))
        if key not in known:
            known[key] = [flagged_counts(sweep.predictions, mask, where=where) for mask in masks]
        return known[key]

    def moves(atom: Atom) -> np.ndarray:
        return np.array([float(each.cell(atom.cell, atom.amount)[0]) for each in counts(dict(atom.where))])

    share = moves(Atom("TP", None, ())) + moves(Atom("FP", None, ()))
    share = share / cases
    return Slider(
        label="The list has room for",
        note="",
        places=places,
        texts=tuple(
            f"{_length_words(place)} · {percent(each)} flagged"
            for place, each in zip(places, share.tolist(), strict=True)
        ),
        share=share,
        rank=-np.array(lengths, dtype=float),
        moves=moves,
    )


def _lists(sweep: Sweep, now: Capacity, lengths: Sequence[int]) -> list[Capacity]:
    """Lists of about these lengths: where reviewers share ``now``, those that give each of them a whole number, and ``now``."""
    per = now.per or "all"
    if now.shared is None:
        return [list_of(sweep, score=now.score, k=k, per=per) for k in lengths]
    each = sorted({float(max(1, round(k / now.shared.reviewers))) for k in lengths} | {now.shared.each})
    shared = [Shared(each=one, reviewers=now.shared.reviewers) for one in each]
    return [list_of(sweep, score=now.score, k=one.k, per=per, shared=one) for one in shared]


def _length_words(place: Capacity) -> str:
    if place.shared is None:
        return f"{count(place.k)} {per_words(place.per)}"
    return f"{number(place.shared.each)} for each reviewer, {count(place.k)} {per_words(place.per)}"


def _advice(now: Capacity, choice: CapacityChoice | None) -> tuple[str, str]:
    if choice is None:
        return "", "A list takes the highest scores up to its length; nothing is recommended by a rule."
    if choice.point is None:
        blocked = "; ".join(item.limit.label for item in choice.blocked)
        length = choice.feasible_k
        works = "" if length is None else f" A list of {count(length)} {per_words(now.per)} keeps every limit."
        return "broken", f"A list of this length breaks a limit: {blocked}.{works} No limit was relaxed."
    shorter = choice.shorter
    said = f"The list is {policy_name(now.to_dict())}."
    if shorter is not None:
        said += f" It need not be full: only its {count(shorter.flagged_count)} cases of highest score would do better by the rule."
    return "kept", said


def _notes(sweep: Sweep, now: Capacity, choice: Choice | None) -> tuple[str, ...]:
    notes = [
        "Cases that tie at the end of the list and do not all fit are left out together, so it is never longer than it may be."
    ]
    left_out = now.left_out(sweep)
    if left_out:
        first = left_out[0]
        where = "" if now.per in (None, "all") else f" in {first.period}"
        more = f", and so in {len(left_out) - 1} more" if len(left_out) > 1 else ""
        notes.append(
            f"Here {count(first.tied_count)} cases tie{where} for the last {count(first.free_count)} places{more}."
        )
    flagged, held = float(now.count(sweep).cell("FLAGGED")[0]), len(now.listed(sweep).held)
    if now.per not in (None, "all") and held:
        notes.append(f"In the mean {count(round(flagged / held, 1))} cases {per_words(now.per)} are flagged.")
    return tuple(notes)
