"""Role-play: a customer who reacts to what is said to her. Pure: the same seed and the same replies give the same play."""
