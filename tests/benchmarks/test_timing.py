"""Contenders take turns, and figures are medians."""

import itertools

from benchmarks.timing import Contender, take_turns, to_figure


def clock_of(*seconds):
    """A clock by which the runs take these seconds, one after the other."""
    ticks = itertools.chain.from_iterable((100.0 * turn, 100.0 * turn + taken) for turn, taken in enumerate(seconds))
    return lambda: next(ticks)


def test_every_round_runs_each_contender_once():
    order = []
    contenders = [Contender(name=name, run=order.append, prepare=lambda _, name=name: name) for name in "abc"]
    take_turns(contenders, None, rounds=2)
    assert order == list("abcabc")


def test_preparing_is_not_measured():
    prepared = []
    contender = Contender(name="a", run=lambda given: None, prepare=lambda given: prepared.append(given))
    figures = take_turns([contender], 7, rounds=3, clock=clock_of(1, 1, 1))
    assert prepared == [7]
    assert figures["a"].median == 1


def test_the_figure_is_median_fastest_and_slowest():
    figures = take_turns([Contender(name="a", run=str)], 0, rounds=5, clock=clock_of(0.5, 0.25, 2, 0.75, 1))
    assert (figures["a"].median, figures["a"].low, figures["a"].high, figures["a"].rounds) == (0.75, 0.25, 2, 5)


def test_who_is_slow_in_the_first_round_runs_fewer_rounds():
    contenders = [Contender(name="slow", run=str), Contender(name="quick", run=str)]
    clock = clock_of(4, 1, 4, 1, 4, 1, 1, 1)
    figures = take_turns(contenders, 0, rounds=5, slow_rounds=3, slow_seconds=3, clock=clock)
    assert figures["slow"].rounds == 3
    assert figures["quick"].rounds == 5


def test_what_is_too_short_for_a_clock_runs_often_and_is_divided():
    ran = []
    contender = Contender(name="a", run=ran.append, times=4)
    assert take_turns([contender], 0, rounds=1, clock=clock_of(2))["a"].median == 0.5
    assert len(ran) == 4


def test_what_peers_print_is_not_shown(capsys):
    take_turns([Contender(name="a", run=lambda _: print("Calculating ..."))], 0, rounds=1)
    assert capsys.readouterr().out == ""


def test_the_median_of_an_even_number_lies_between():
    assert to_figure([1, 2, 4, 10]).median == 3
