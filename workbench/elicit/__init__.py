"""A room judges: choices between real points become exchange rates, spread, votes, and failures that are feared become plans."""

from workbench.elicit.answers import Answer, Pair, answer_pair
from workbench.elicit.belief import SLIP_SHARE
from workbench.elicit.implied import LEVEL, implied_rate
from workbench.elicit.medians import Middle
from workbench.elicit.movement import Move, Movement, movement
from workbench.elicit.next_pair import QUESTIONS_MAX, QUESTIONS_MIN, next_pair
from workbench.elicit.plans import STRESS_KINDS, Plan
from workbench.elicit.preferred import Preferred, preferred, preferred_point
from workbench.elicit.ranking import Ranked, StoryVote, rank_stories, ranking_sentences
from workbench.elicit.rate import ImpliedRate
from workbench.elicit.room_words import outcome_sentence, spread_sentences
from workbench.elicit.spoken import Spoken, spoken
from workbench.elicit.spread import Spread, spread
from workbench.elicit.stated import slider_rate, swing_rate
from workbench.elicit.stories import Board, Cluster, Merge, Story, add_stories, merge_stories, undo_merge
from workbench.elicit.tally import METHODS, Outcome, tally
from workbench.elicit.votes import Dissent, Vote
from workbench.elicit.words import (
    contradiction_sentences,
    frontier_notes,
    preferred_sentence,
    question,
    rate_sentence,
    sides,
    why_no_question,
)

__all__ = [
    "LEVEL",
    "METHODS",
    "QUESTIONS_MAX",
    "QUESTIONS_MIN",
    "SLIP_SHARE",
    "STRESS_KINDS",
    "Answer",
    "Board",
    "Cluster",
    "Dissent",
    "ImpliedRate",
    "Merge",
    "Middle",
    "Move",
    "Movement",
    "Outcome",
    "Pair",
    "Plan",
    "Preferred",
    "Ranked",
    "Spoken",
    "Spread",
    "Story",
    "StoryVote",
    "Vote",
    "add_stories",
    "answer_pair",
    "contradiction_sentences",
    "frontier_notes",
    "implied_rate",
    "merge_stories",
    "movement",
    "next_pair",
    "outcome_sentence",
    "preferred",
    "preferred_point",
    "preferred_sentence",
    "question",
    "rank_stories",
    "ranking_sentences",
    "rate_sentence",
    "sides",
    "slider_rate",
    "spoken",
    "spread",
    "spread_sentences",
    "swing_rate",
    "tally",
    "undo_merge",
    "why_no_question",
]
