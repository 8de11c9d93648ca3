"""Writing with a transformer: a cache, and the whole loop in one compiled function, against neither.

    python benchmarks/run.py generation

The base runs the whole sequence for every token, in a compiled function. All ways write the same tokens.
"""

import pairs

SIZES = [(1, 128), (4, 128)]  # prompts, new tokens


def ways(model, prompts, new_tokens, **options):
    """name -> a function that writes."""
    from dlcourse.generation import generate

    def write(method):
        return lambda: generate(model, prompts, new_tokens, method=method, **options)

    return {method: write(method) for method in ("plain", "cached", "compiled")}


def rows(rounds=7):
    """Every comparison, as plain data."""
    import keras
    import numpy as np

    from dlcourse.models.transformer import TransformerLM

    keras.utils.set_random_seed(0)
    for positions in ("learned", "rotary"):
        model = TransformerLM(100, 256, num_layers=4, num_heads=4, hidden_dim=128, positions=positions)
        model.build((None, None))
        for B, new_tokens in SIZES:
            prompts = [np.random.default_rng(row).integers(100, size=5 + row).tolist() for row in range(B)]
            for name, options in {"": {}, " top-k, top-p": {"temperature": 1.0, "top_k": 20, "top_p": 0.9}}.items():
                named = ways(model, prompts, new_tokens, **options)
                written = {way: write() for way, write in named.items()}
                if any(tokens != written["plain"] for tokens in written.values()):
                    raise AssertionError(f"the ways of writing differ: {positions}, B{B}{name}")
                result = pairs.compare(named, rounds=rounds)
                yield pairs.row(f"4 layers, D128, {positions}, B{B}, {new_tokens} tokens{name}", result, bar=15)
