"""What was agreed about review, as a sentence."""

from __future__ import annotations

from workbench.contract import Review
from workbench.wording.agreed import agreed_money, agreed_number, agreed_percent


def review_text(review: Review, currency: str) -> str:
    """What a review costs, how often the reviewer is right, and how many there can be, with all digits.

    >>> review_text(Review(cost=4, accuracy=0.95, capacity=120, per="day", minutes=5), "EUR")
    'A review costs 4 EUR and takes 5 minutes; it catches 95% of the events and clears 95% of the other cases. At most 120 cases a day can be reviewed.'
    """
    minutes = "" if review.minutes is None else f" and takes {agreed_number(review.minutes)} minutes"
    text = (
        f"A review costs {agreed_money(review.cost, currency)}{minutes}; it catches {agreed_percent(review.share_caught)} of the "
        f"events and clears {agreed_percent(review.share_cleared)} of the other cases."
    )
    if review.capacity is None:
        return text
    per = "in all" if review.per in (None, "all") else f"a {review.per}"
    return f"{text} At most {agreed_number(review.capacity)} cases {per} can be reviewed."
