"""Experiments that the lessons run over several seeds: each is a short function that returns arrays."""
