"""A workshop held through its pages: many phones that draw themselves every other second, vote at the same moment and press twice.

Some lose their connection in the middle of a press and come back, as the same tab or as a new one of the same browser.
"""

from __future__ import annotations

import json
import re
import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from benchmarks.room_phone import RoomPhone
from workbench.register import Register
from workbench.rooms import Rooms

RETRIED_SHARE, LOST_SHARE = 0.1, 0.2
JOINING_AT_ONCE = 5
_CANARY = re.compile(rb"canary-[0-9a-f]{16}")
_STORY, _KEEP = "One way in which it failed", "Keep this story"


@dataclass(kw_only=True)
class Held:
    """What it took in seconds, and in ``faults`` what is wrong: answers lost or doubled, and bytes that others were sent.

    ``waited`` is from a press to its receipt on that page; ``told_after`` from the last receipt of a round until the
    facilitator's page counts everybody; ``came_back_after`` from a press whose connection was lost; ``drawn_apart`` between two drawings of the facilitator's page.
    """

    waited: list[float] = field(default_factory=list)
    came_back_after: list[float] = field(default_factory=list)
    told_after: list[float] = field(default_factory=list)
    drawn_apart: list[float] = field(default_factory=list)
    presses_count: int = 0
    pressed_again_count: int = 0
    faults: list[str] = field(default_factory=list)


class Workshop:
    """A room of a study of the running app at ``address``, whose register is ``register``, with ``people`` phones."""

    def __init__(self, address: str, register: Register, *, study: str, people: int, seed: int = 0) -> None:
        self.rooms, self.held, self.people = Rooms(register), Held(), people
        self.draw = np.random.default_rng(seed)
        self.lead = RoomPhone(address, f"study={study}", page="workshop")
        self.lead.until(lambda: self.lead.knows("Open a room"))
        self.lead.fill("Your name: you lead the room and do not vote", "Fay")
        self.lead.press("Open a room")
        self.lead.until(lambda: bool(self.lead.storage))
        ((self.code, self.token),) = self.lead.storage.items()
        self.lead.until_said("Who is here")
        with ThreadPoolExecutor(JOINING_AT_ONCE) as pool:
            self.phones = list(pool.map(lambda number: self._join(address, number), range(people)))
        self.stories: list[list[str]] = [[] for _ in self.phones]
        self.votes = [""] * people
        self._begun, self._counting = time.monotonic(), threading.Lock()

    def _join(self, address: str, number: int) -> RoomPhone:
        phone = RoomPhone(address, f"room={self.code}")
        phone.until(lambda: phone.knows("Join"))
        phone.fill("Your name", f"P{number}")
        phone.fill("Your role", "Safety" if number % 2 else "Product")
        phone.press("Join")
        phone.until_said(f"You are P{number}")
        return phone

    def move(self, step: str) -> None:
        self.rooms.move(self.code, self.token, to=step, op_id=secrets.token_hex(8), at=_now(), seconds=600)

    def vote(self, rounds: int) -> None:
        """Everybody votes for another point in each round, all at the same moment."""
        self.move("vote")
        self._everybody(lambda number: self._ready(number, "I vote for"))
        for turn in range(rounds):
            self._round(self._vote, turn, first=turn == 0)
        self.rooms.reveal(self.code, self.token, step="vote", op_id=secrets.token_hex(8), at=_now())
        view = self.rooms.view(self.code, self.token)
        names = {seat.id: seat.label for seat in view.seats}
        revealed = sorted((names[each.seat], each.value["name"]) for each in view.revealed["vote"])
        if revealed != sorted((f"P{number}", vote) for number, vote in enumerate(self.votes)):
            self.held.faults.append(f"the reveal has other votes than were receipted: {revealed}")

    def tell(self, rounds: int) -> None:
        """Everybody writes a story in each round; in the second some lose their connection while they press."""
        self.move("premortem_write")
        self._everybody(lambda number: self._ready(number, _STORY))
        for turn in range(rounds):
            lost = self.draw.random(self.people) < LOST_SHARE if turn == 1 else np.zeros(self.people, dtype=bool)
            self._round(
                lambda number, _, gone=lost: self._tell(number, is_lost=bool(gone[number])), turn, first=turn == 0
            )

    def look_for_faults(self, log: str) -> None:
        """Before the reveal: each answer is stored once, and nobody else was sent a byte of it."""
        told = self.held.faults
        self.held.drawn_apart = np.diff([at for at in self.lead.drawn_at if at >= self._begun]).tolist()
        for number, phone in enumerate(self.phones):
            view = self.rooms.view(self.code, phone.storage[self.code])
            own = [each.value for each in view.own if each.step == "premortem_write"]
            kept = [value["stories"] for value in own]
            if self.stories[number] and kept != [self.stories[number]]:
                told.append(f"P{number} has the stories {kept}, and kept {self.stories[number]}")
            seen = {text.decode() for frame in phone.frames for text in _CANARY.findall(frame)}
            if seen - set(self.stories[number]):
                told.append(f"P{number} was sent what others wrote: {sorted(seen - set(self.stories[number]))[:3]}")
        others = [("the facilitator's page", b"".join(self.lead.frames)), ("the log", log.encode())]
        record = json.dumps(self.rooms.record(self.code, self.token), default=str)
        for name, content in (*others, ("the record", record.encode())):
            if _CANARY.search(content):
                told.append(f"{name} has what somebody wrote before the reveal")

    def close(self) -> None:
        for phone in (self.lead, *self.phones):
            phone.close()

    def _everybody(self, do: Callable[[int], object]) -> None:
        with ThreadPoolExecutor(self.people) as pool:
            list(pool.map(do, range(self.people)))

    def _ready(self, number: int, field_name: str) -> None:
        self.phones[number].until(lambda: self.phones[number].knows(field_name))

    def _round(self, act: Callable[[int, int], None], turn: int, *, first: bool) -> None:
        together, begun = threading.Barrier(self.people), time.monotonic()

        def one(number: int) -> None:
            together.wait()
            act(number, turn)

        self._everybody(one)
        if first:
            all_answered = time.monotonic()
            seen = self.lead.until_said(f"{self.people} of {self.people} have answered", since=begun)
            self.held.told_after.append(max(0.0, seen - all_answered))

    def _press(self, phone: RoomPhone, label: str) -> float:
        with self._counting:
            self.held.presses_count += 1
            is_twice = self.draw.random() < RETRIED_SHARE
            self.held.pressed_again_count += is_twice
        pressed = phone.press(label)
        if is_twice:
            phone.press(label)
        return pressed

    def _vote(self, number: int, turn: int) -> None:
        phone = self.phones[number]
        options = phone.options["I vote for"]
        wanted = options[(number + turn) % len(options)]
        phone.fill("I vote for", [wanted])
        pressed = self._press(phone, "Change my vote to this" if turn else "Vote for this")
        self.held.waited.append(phone.until_said(f"Your vote: {wanted}.", since=pressed) - pressed)
        self.votes[number] = wanted

    def _tell(self, number: int, *, is_lost: bool) -> None:
        phone, story = self.phones[number], f"canary-{secrets.token_hex(8)}"
        phone.fill(_STORY, story)
        pressed = self._press(phone, _KEEP)
        if is_lost:
            phone.lose_connection()
            phone = self.phones[number] = phone.back(is_same_tab=number % 2 == 0)
            phone.until_said("kept. Nobody else sees them", since=pressed)
            phone.until(lambda: bool(phone.drawn_at))
            if not phone.says(story, since=pressed):  # nothing was receipted: a person writes it again
                phone.fill(_STORY, story)
                phone.press(_KEEP)
            self.held.came_back_after.append(phone.until_said(story, since=pressed) - pressed)
        else:
            self.held.waited.append(phone.until_said(story, since=pressed) - pressed)
        phone.forget(_STORY)
        self.stories[number].append(story)


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
