"""Who may do what in a room, as one table; the store asks it inside the transaction that writes."""

from __future__ import annotations

from types import MappingProxyType

from workbench.errors import NotAllowed

STANDINGS = ("owner", "editor", "facilitator", "participant", "viewer", "stranger")
# What somebody may come in as who has no more than the code; the rest is granted by somebody in the room.
JOINED_AS = ("participant", "viewer")
GRANTED = STANDINGS[:-1]

_TABLE = """
                     owner  editor  facilitator  participant  viewer  stranger
open                 yes    yes     yes          no           no      no
join                 yes    yes     yes          yes          yes     yes
see_room             yes    yes     yes          yes          yes     no
see_own              yes    yes     yes          yes          yes     no
see_others_before    no     no      no           no           no      no
see_others_after     yes    yes     yes          yes          yes     no
see_record           yes    yes     yes          yes          yes     no
answer               yes    yes     no           yes          no      no
vote                 yes    yes     no           yes          no      no
move                 no     no      yes          no           no      no
reveal               no     no      yes          no           no      no
set_up               yes    yes     yes          no           no      no
merge_stories        yes    yes     yes          no           no      no
plan                 yes    yes     yes          no           no      no
outcome              yes    yes     yes          no           no      no
dissent              yes    yes     no           yes          no      no
decide               yes    no      no           no           no      no
sign                 yes    yes     no           yes          no      no
grant                yes    no      yes          no           no      no
close                yes    no      yes          no           no      no
"""

# What is said of an action that is refused.
_SAID = {
    "open": "open a room",
    "see_room": "see this room",
    "see_own": "see answers here",
    "see_others_before": "see what others answered before the reveal",
    "see_others_after": "see what others answered",
    "see_record": "read the record of this room",
    "answer": "answer here",
    "vote": "vote here",
    "move": "move the room to another step",
    "reveal": "reveal answers",
    "set_up": "say what the room judges",
    "merge_stories": "merge stories",
    "plan": "write the plan",
    "outcome": "record an outcome",
    "dissent": "record a dissent",
    "decide": "decide",
    "sign": "sign",
    "grant": "say who may do what",
    "close": "close the room",
}
# What is public from the moment at which it is done, and kept as it was said.
ACTS = ("set_up", "merge_stories", "plan", "outcome", "dissent", "decide", "sign")


def _read(table: str) -> dict[str, frozenset[str]]:
    head, *rows = (line.split() for line in table.strip().splitlines())
    return {
        action: frozenset(standing for standing, cell in zip(head, cells, strict=True) if cell == "yes")
        for action, *cells in rows
    }


MAY = MappingProxyType(_read(_TABLE))
ACTIONS = tuple(MAY)


def is_allowed(standing: str, action: str) -> bool:
    """Whether somebody of this standing may do this.

    >>> is_allowed("participant", "vote"), is_allowed("facilitator", "vote")
    (True, False)
    """
    return standing in MAY[action]


def allowed_actions(standing: str) -> frozenset[str]:
    """Everything that somebody of this standing may do."""
    return frozenset(action for action in ACTIONS if is_allowed(standing, action))


def require(standing: str, action: str) -> None:
    """Nothing where it is allowed.

    Raises NotAllowed, which says who may, where it is not.
    """
    if is_allowed(standing, action):
        return
    who = [each for each in STANDINGS if each in MAY[action]]
    may = f"It is for: {', '.join(who)}." if who else "Nobody may."
    raise NotAllowed(f"{_article(standing)} may not {_SAID[action]}. {may} Nothing was recorded.")


def _article(standing: str) -> str:
    return f"An {standing}" if standing[0] in "aeio" else f"A {standing}"
