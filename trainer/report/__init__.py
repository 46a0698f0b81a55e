"""Figures from cards and answers: what sits, what is coming, what was practised. All pure: the day comes in, nothing is read."""
