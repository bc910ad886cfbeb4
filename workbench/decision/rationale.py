"""The rationale: what every reader of the memo will ask about the choice."""

from __future__ import annotations

from dataclasses import asdict, dataclass

QUESTIONS = {
    "why": "Why this point",
    "sacrificed": "What was given up",
    "rejected": "What was rejected, and why",
    "change": "What would change our mind",
}


@dataclass(frozen=True, kw_only=True)
class Rationale:
    """The answers to the four questions; ``why`` is needed, the others may be empty."""

    why: str = ""
    sacrificed: str = ""
    rejected: str = ""
    change: str = ""

    def text(self) -> str:
        """All answers as one text: only ``why`` when nothing else was answered."""
        answers = {key: answer.strip() for key, answer in asdict(self).items() if answer.strip()}
        if set(answers) <= {"why"}:
            return answers.get("why", "")
        return "\n\n".join(f"{QUESTIONS[key]}: {answer}" for key, answer in answers.items())
