"""What somebody is told about their own answers: question, rate, preferred point, contradictions, and why there is no question."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.elicit.answers import Answer, Pair, read_answers
from workbench.elicit.belief import allowed
from workbench.elicit.ladder import HasPoints, ladder_of
from workbench.elicit.preferred import Preferred
from workbench.elicit.rate import ImpliedRate, rate_of_log
from workbench.elicit.spoken import Spoken
from workbench.errors import InputError
from workbench.wording.elicited import listed, pair_sides, say_pair, say_worth


def question(frontier: HasPoints, pair: Pair, said: Spoken) -> str:
    """A pair as a question: ``12 fewer missed events per 1,000 events or 40 fewer false alarms per 1,000 non-events?``."""
    return say_pair(said.phrases, *_values(frontier, pair))


def sides(frontier: HasPoints, pair: Pair, said: Spoken) -> tuple[str, str]:
    """What the left and the right point of a pair have over the other: the words on two buttons."""
    return pair_sides(said.phrases, *_values(frontier, pair))


def rate_sentence(rate: ImpliedRate, said: Spoken, *, whose: str = "you") -> str:
    """The rate with its interval; a rate of open ends says only the end that is known."""
    if rate.middle is None:
        return say_worth(said.phrases, 0.0, None, float("inf"), spans=said.spans, whose=whose)
    return say_worth(said.phrases, rate.low, rate.middle, rate.high, spans=said.spans, whose=whose)


def preferred_sentence(found: Preferred, names: Sequence[str], *, is_set: bool = False) -> str:
    """The preferred point, its ties and what else is possible; ``names`` has a name for each point of the frontier.

    ``is_set`` where the person set the rate: there is no uncertainty to speak of then.

    >>> preferred_sentence(Preferred(point=2, ties=(2,), within=(1, 2, 3)), ["0.2", "0.3", "0.4", "0.5"])
    'By this 0.4 is the best point of the frontier; within the uncertainty it may be any from 0.3 to 0.5 (3 points).'
    """
    if not found.within:
        return "There is no point to prefer."
    ends = f"from {names[found.within[0]]} to {names[found.within[-1]]} ({len(found.within)} points)"
    if found.point is None:
        return f"Which point is best by this is not known yet: it may be any {ends}."
    best = (
        f"By this {names[found.point]} is the best point of the frontier"
        if len(found.ties) == 1
        else f"By this {listed([names[point] for point in found.ties])} are equally good"
    )
    if set(found.within) <= set(found.ties):
        return f"{best}." if is_set else f"{best}, all through the uncertainty."
    return f"{best}; within the uncertainty it may be any {ends}."


def contradiction_sentences(
    frontier: HasPoints, answers: Sequence[Answer], rate: ImpliedRate, said: Spoken
) -> tuple[str, ...]:
    """Which answers no one exchange rate can give, then once what each of them says: for the person alone, never for the room."""
    readings = read_answers(ladder_of(frontier), answers)
    if any(second >= len(answers) for _, second in rate.contradictions):
        raise InputError("These contradictions are of other answers than the ones given here. Work the rate out again.")
    pairs = [f"{first + 1} and {second + 1}" for first, second in rate.contradictions]
    told = sorted({place for pair in rate.contradictions for place in pair})
    if not pairs:
        return ()
    return (
        f"Answers {'; '.join(pairs)} contradict each other.",
        *(f"Answer {place + 1} says: {_limits_said(allowed(readings[place]), said)}" for place in told),
    )


def why_no_question(frontier: HasPoints) -> str:
    """Why nothing can be asked along this frontier, in a sentence; empty where something can.

    One point is left too where a metric is the same at all points.
    """
    ladder = ladder_of(frontier)
    if not len(ladder.points):
        return "No point of this frontier has a value in both metrics, so there is nothing to choose between."
    if len(ladder.points) == 1:
        return "One point is at least as good as every other in both metrics, so there is nothing to trade and no question to ask."
    return ""


def frontier_notes(frontier: HasPoints) -> tuple[str, ...]:
    """What to know of a frontier before the first question: what cannot be preferred, and how few questions there are."""
    ladder = ladder_of(frontier)
    notes = []
    if ladder.undefined_count:
        notes.append(
            f"{_points(ladder.undefined_count)} without a finite value in both metrics: nobody is asked about such."
        )
    if ladder.beaten_count:
        notes.append(
            f"{_points(ladder.beaten_count)} no better than another in either metric: nobody is asked about such."
        )
    if ladder.unsupported:
        notes.append(
            f"{_points(len(ladder.unsupported))} on the line between two others or behind it: no exchange rate picks such a point alone; "
            "it needs a limit to justify it."
        )
    if len(ladder.rungs) == 2:
        notes.append(
            "Two points are all that an exchange rate can pick, so one question decides, and the other way round checks it."
        )
    return tuple(notes)


def _limits_said(limits: tuple[float, float], said: Spoken) -> str:
    low, high = (rate_of_log(limit) for limit in limits)
    return say_worth(said.phrases, low, None, high, spans=said.spans)


def _values(frontier: HasPoints, pair: Pair) -> tuple[Sequence[float], Sequence[float]]:
    return frontier.values[pair.left].tolist(), frontier.values[pair.right].tolist()


def _points(number: int) -> str:
    return f"{number:,} points are" if number != 1 else "1 point is"
