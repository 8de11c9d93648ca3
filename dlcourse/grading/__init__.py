"""The exercise engine: what an exercise is, how an answer is observed, compared, explained and remembered."""
