"""Writing with a transformer: a cache, and the whole loop in one compiled function, against neither.

    python benchmarks/generation.py

The base runs the whole sequence for every token, in a compiled function. All ways write the same tokens.
"""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

import pairs  # noqa: E402

SIZES = [(1, 128), (4, 128), (4, 240)]  # prompts, new tokens


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
    results = []
    for positions in ("learned", "rotary"):
        model = TransformerLM(100, 256, num_layers=4, num_heads=4, hidden_dim=128, positions=positions)
        model.build((None, None))
        for B, new_tokens in SIZES:
            prompts = [np.random.default_rng(row).integers(100, size=5 + row).tolist() for row in range(B)]
            for name, options in {"": {}, " top-k, top-p": {"temperature": 1.0, "top_k": 20, "top_p": 0.9}}.items():
                named = ways(model, prompts, new_tokens, **options)
                written = {way: write() for way, write in named.items()}
                same = all(tokens == written["plain"] for tokens in written.values())
                result = pairs.compare(named, rounds=rounds)
                what = f"4 layers, D128, {positions}, B{B}, {new_tokens} tokens{name}"
                results.append(pairs.row(what, result, same_tokens=same))
    return results


def main():
    import dlcourse  # noqa: F401, I001  (silences the next import)

    results = rows()
    print(pairs.table(results))
    print("same tokens:", all(each["same_tokens"] for each in results))


if __name__ == "__main__":
    main()
