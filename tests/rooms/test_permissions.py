"""The table of permissions, cell by cell, against what the store really does."""

from __future__ import annotations

import itertools

import pytest

from workbench.errors import NotAllowed
from workbench.rooms import ACTIONS, ACTS, STANDINGS, USUAL_AGENDA, is_allowed
from workbench.rooms.permissions import MAY, allowed_actions

AT = "2026-11-23T09:00:00+00:00"
EVERYBODY = {"owner", "editor", "facilitator", "participant", "viewer", "stranger"}
SEATED = EVERYBODY - {"stranger"}
# Written again by hand: who changes the table must change this too.
EXPECTED = {
    "open": {"owner", "editor", "facilitator"},
    "join": EVERYBODY,
    "see_room": SEATED,
    "see_own": SEATED,
    "see_others_before": set(),
    "see_others_after": SEATED,
    "see_record": SEATED,
    "answer": {"owner", "editor", "participant"},
    "vote": {"owner", "editor", "participant"},
    "move": {"facilitator"},
    "reveal": {"facilitator"},
    "set_up": {"owner", "editor", "facilitator"},
    "merge_stories": {"owner", "editor", "facilitator"},
    "plan": {"owner", "editor", "facilitator"},
    "outcome": {"owner", "editor", "facilitator"},
    "dissent": {"owner", "editor", "participant"},
    "decide": {"owner"},
    "sign": {"owner", "editor", "participant"},
    "grant": {"owner", "facilitator"},
    "close": {"owner", "facilitator"},
}


def test_the_table_is_the_one_that_was_agreed():
    assert {action: set(standings) for action, standings in MAY.items()} == EXPECTED
    assert set(STANDINGS) == EVERYBODY


SECRET = "kept-from-others-until-the-reveal"


class Doing:
    """Each action done by the store's own methods; True where it had its effect."""

    def __init__(self, session, standing):
        self.session, self.standing = session, standing
        self.other = session.join("Other")
        if standing == "stranger":
            self.token, self.seat_id = "no-token-of-this-room", ""
        else:
            seat = session.seat(standing)
            self.token, self.seat_id = seat.token, seat.id

    def answered_by_other(self):
        self.session.move("elicit")
        self.session.answer(self.other.token, SECRET)

    def act(self, action):
        return self.session.rooms.act(
            self.session.code, self.token, action=action, content={"a": 1}, op_id=f"op-{action}", at=AT
        )

    def open(self):
        rooms = self.session.rooms
        opened = rooms.open_room("fraud-2026", facilitator="X", op_id=self.session.op(), at=AT, standing=self.standing)
        return rooms.seat_of(opened.room.code, opened.token).standing == "facilitator"

    def join(self):
        seat = self.session.rooms.join(self.session.code, name="New", op_id=self.session.op(), at=AT)
        return self.session.rooms.seat_of(self.session.code, seat.token) is not None

    def see_room(self):
        return self.session.view(self.token).step == "gather"

    def see_own(self):
        if self.standing == "stranger":
            return any(each.value == SECRET for each in self.session.view(self.token).own)
        # What somebody answered as a participant stays theirs to see.
        self.session.rooms.grant(
            self.session.code, self.session.lead, seat=self.seat_id, standing="participant", op_id="op-down", at=AT
        )
        self.session.move("elicit")
        self.session.answer(self.token, "mine")
        self.session.rooms.grant(
            self.session.code, self.session.lead, seat=self.seat_id, standing=self.standing, op_id="op-up", at=AT
        )
        return [each.value for each in self.session.view(self.token).own] == ["mine"]

    def see_others_before(self):
        self.answered_by_other()
        return SECRET in repr(self.session.view(self.token)) or SECRET in repr(
            self.session.rooms.record(self.session.code, self.token)
        )

    def see_others_after(self):
        self.answered_by_other()
        self.session.reveal()
        return SECRET in repr(self.session.view(self.token).revealed)

    def see_record(self):
        return self.session.rooms.record(self.session.code, self.token)["study"] == "fraud-2026"

    def answer(self):
        self.session.move("elicit")
        self.session.answer(self.token, 1)
        return len(self.session.view(self.token).own) == 1

    def vote(self):
        self.session.move("vote")
        self.session.answer(self.token, 1, step="vote")
        return len(self.session.view(self.token).own) == 1

    def move(self):
        self.session.move("elicit", token=self.token)
        return self.session.view(self.session.lead).step == "elicit"

    def reveal(self):
        self.answered_by_other()
        self.session.reveal(token=self.token)
        return "elicit" in self.session.view(self.session.lead).revealed

    def grant(self):
        self.session.rooms.grant(
            self.session.code, self.token, seat=self.other.id, standing="viewer", op_id="op-grant", at=AT
        )
        return self.session.rooms.seat_of(self.session.code, self.other.token).standing == "viewer"

    def close(self):
        self.session.rooms.close(self.session.code, self.token, op_id="op-close", at=AT)
        return self.session.view(self.session.lead).is_closed


@pytest.mark.parametrize(("action", "standing"), list(itertools.product(ACTIONS, STANDINGS)))
def test_the_store_does_what_the_table_says(session, action, standing):
    doing = Doing(session, standing)
    run = (lambda: doing.act(action).seq > 0) if action in ACTS else getattr(doing, action)
    if standing in EXPECTED[action]:
        assert run() is True
        return
    if action == "see_others_before" and standing in SEATED:
        assert run() is False
        return
    with pytest.raises(NotAllowed):
        run()
    done = [(act["seat"], act["did"]) for act in session.rooms.record(session.code, session.lead)["events"]]
    assert (doing.seat_id, action) not in done, "what was refused is recorded"
    if action in ("answer", "vote"):
        assert session.view(session.lead).answered == {}


def test_a_standing_is_granted_by_somebody_in_the_room_and_never_taken_with_the_code(session):
    for standing in ("owner", "editor", "facilitator", "stranger", "king"):
        with pytest.raises(NotAllowed):
            session.join("Eve", standing=standing)
    assert len(session.view(session.lead).seats) == 1


def test_a_standing_that_is_taken_away_holds_from_the_next_thing_that_is_done(session):
    ann = session.join()
    session.move("elicit")
    session.answer(ann.token, 1)
    session.rooms.grant(session.code, session.lead, seat=ann.id, standing="viewer", op_id="op-g", at=AT)
    with pytest.raises(NotAllowed, match=r"A viewer may not answer here\. It is for: owner, editor, participant"):
        session.answer(ann.token, 2)
    session.reveal()
    view = session.view(ann.token)
    assert (view.revealed["elicit"], view.left_out["elicit"]) == ((), (ann.id,)), (
        "and everybody sees that it was left out"
    )


def test_a_view_names_what_the_store_would_not_refuse(session):
    for standing in SEATED:
        seat = session.seat(standing)
        assert session.view(seat.token).may == allowed_actions(standing) == {a for a in ACTIONS if standing in MAY[a]}


def test_every_private_step_asks_for_something_in_the_table():
    assert {step.asks for step in USUAL_AGENDA if step.is_private} == {"answer", "vote"} <= set(ACTIONS)
    assert not any(is_allowed("stranger", action) for action in set(ACTIONS) - {"join"})
