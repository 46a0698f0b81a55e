"""Showing values and asking questions: the only place that knows a terminal. `plain` serves pipes and screen readers."""
