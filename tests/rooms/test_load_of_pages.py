"""A workshop through its pages, without browsers: everybody presses at once, some twice, some lose their connection meanwhile."""

from __future__ import annotations

from benchmarks.room_pages import Workshop
from benchmarks.session_server import running_app
from workbench.register import open_register


def test_every_answer_is_receipted_and_stored_once_and_told_to_nobody_else(tmp_path, soak):
    """8 people, two rounds of votes and three of stories; 50 people and ten of each with WORKBENCH_SOAK=1."""
    people, rounds = (50, 10) if soak > 1 else (8, 3)
    data, log = tmp_path / "data", tmp_path / "log"
    with running_app(data, log=log) as address:
        study = "sample-card-fraud-0b0b0b"
        workshop = Workshop(address, open_register(data, {}), study=study, people=people, seed=3)
        workshop.vote(rounds - 1)
        workshop.tell(rounds)
        workshop.look_for_faults(log.read_text())
        workshop.close()
    held = workshop.held
    assert held.faults == []
    assert held.presses_count == people * (2 * rounds - 1)
    assert held.pressed_again_count, "nobody pressed twice"
    assert held.came_back_after, "nobody lost the connection"
    assert len(held.waited) + len(held.came_back_after) == held.presses_count
