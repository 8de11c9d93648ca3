"""Generation: every method writes the same, prompts don't disturb each other, and it ends where it should."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from dlcourse import generation
from dlcourse.generation import generate, greedy_decode
from dlcourse.models.transformer import TransformerLM

PROMPTS = [[3, 1, 4], [5], [2, 7, 1, 8, 2]]
METHODS = ("plain", "cached", "compiled")
SAMPLED = {"temperature": 1.3, "top_k": 9, "top_p": 0.95, "seed": 5}


def draw_weights(model, seed):
    """Tokens and positions that weigh more than the rest, and no bias at the end: continuations vary."""
    rng = np.random.default_rng(seed)
    scales = [3.0 if "embeddings" in weight.path else 0.5 for weight in model.weights]
    model.set_weights([rng.normal(scale=s, size=w.shape) for s, w in zip(scales, model.weights, strict=True)])
    model.head.bias.assign(np.zeros(model.vocabulary_size))


@pytest.fixture(scope="module")
def models():
    made = {}
    for positions in ("learned", "sinusoidal", "rotary"):
        made[positions] = TransformerLM(13, 19, num_layers=2, num_heads=2, hidden_dim=8, positions=positions)
        made[positions].build((None, None))
        draw_weights(made[positions], 1)
    return made


def written_out(model, prompt, new_tokens):
    """The likeliest token each time, from the whole sequence so far: no padding, no cache, nothing compiled."""
    tokens = list(prompt)
    for _ in range(new_tokens):
        tokens.append(int(np.argmax(model(np.array([tokens]))[0, -1])))
    return tokens


@pytest.mark.parametrize("positions", ["learned", "sinusoidal", "rotary"])
def test_every_method_writes_what_the_model_says(models, positions):
    expected = [written_out(models[positions], prompt, 9) for prompt in PROMPTS]
    assert len({tuple(row[-9:]) for row in expected}) == 3  # not one continuation for all
    for method in METHODS:
        assert generate(models[positions], PROMPTS, 9, method=method) == expected, method


def test_every_method_draws_the_same_and_the_seed_decides(models):
    rows = [generate(models["learned"], PROMPTS, 9, method=method, **SAMPLED) for method in METHODS]
    assert rows[0] == rows[1] == rows[2]
    assert [row[: len(prompt)] for row, prompt in zip(rows[0], PROMPTS, strict=True)] == PROMPTS
    assert rows[0] != generate(models["learned"], PROMPTS, 9, **{**SAMPLED, "seed": 6})
    likeliest = generate(models["learned"], PROMPTS, 9)
    for options in ({"top_k": 1}, {"top_p": 1e-6}, {"temperature": 1e-4}):
        assert generate(models["learned"], PROMPTS, 9, **{**SAMPLED, **options}) == likeliest, options


def test_draws_have_the_models_probabilities(models):
    model, prompt = models["rotary"], [3, 1, 4]
    logits = np.asarray(model(np.array([prompt])))[0, -1] / 1.5
    p = np.exp(logits - logits.max()) / np.exp(logits - logits.max()).sum()
    drawn = [row[-1] for row in generate(model, [prompt] * 3000, 1, temperature=1.5, method="cached")]
    # four standard errors of a share of one half
    np.testing.assert_allclose(np.bincount(drawn, minlength=13) / 3000, p, atol=0.037)


@pytest.mark.parametrize("method", METHODS)
def test_a_stop_token_ends_each_row_by_itself(models, method):
    free = generate(models["learned"], PROMPTS, 9, method="plain")
    stop = free[0][len(PROMPTS[0]) + 2]
    for row, prompt, got in zip(
        free, PROMPTS, generate(models["learned"], PROMPTS, 9, stop=stop, method=method), strict=True
    ):
        new = row[len(prompt) :]
        assert got == prompt + (new[: new.index(stop)] if stop in new else new)
    assert (
        generate(models["learned"], [[stop]], 3, stop=stop, method=method)[0][0] == stop
    )  # in a prompt it stops nothing


@pytest.mark.parametrize("method", METHODS)
def test_when_all_have_stopped_nothing_more_is_run(models, method):
    """The loop ends early: what would come later is still padding."""
    seen = {}
    way = generation._METHODS[method]

    def watched(*arguments):
        seen["tokens"] = np.asarray(way(*arguments))
        return seen["tokens"]

    model, prompt = models["learned"], PROMPTS[0]
    first = generate(model, [prompt] * 3, 9, method="plain")[0][len(prompt)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(generation._METHODS, method, watched)
        assert generate(model, [prompt] * 3, 9, stop=first, method=method) == [prompt] * 3
    assert seen["tokens"][0, -9] == first and not seen["tokens"][0, -8:].any()


def test_nothing_is_compiled_twice(models):
    model, counts = models["learned"], []
    for seed, temperature, top_k, prompts in ((1, 0.7, 3, PROMPTS), (2, 1.1, None, [[1], [2, 3], [4] * 9])):
        for method in METHODS:
            generate(model, prompts, 9, temperature=temperature, top_k=top_k, seed=seed, stop=seed, method=method)
        kept = vars(model)["_generation"]
        counts.append({function.__name__: each.experimental_get_tracing_count() for function, each in kept.items()})
    assert len(counts[0]) == 4 and counts[0] == counts[1]


def test_prompts_of_16_and_17_tokens():
    model = TransformerLM(13, 40, num_layers=1, num_heads=2, hidden_dim=8)
    model.build((None, None))
    draw_weights(model, 1)
    prompts = [[1 + i % 12 for i in range(n)] for n in (16, 17, 15)]
    expected = [written_out(model, prompt, 3) for prompt in prompts]
    assert generate(model, prompts, 3, method="cached") == expected
    assert [generate(model, [prompt], 3, method="cached")[0] for prompt in prompts] == expected


def test_any_model_of_tokens_and_mask_can_be_run_plainly():
    class Next(keras.Model):
        supports_masking = True

        def call(self, tokens, mask=None, training=None):
            return keras.ops.one_hot(tokens + 1, 30)

        def compute_output_shape(self, shape):
            return (*shape, 30)

    assert generate(Next(), [[3], [7, 1]], 4, method="plain") == [[3, 4, 5, 6, 7], [7, 1, 2, 3, 4, 5]]


def test_the_model_may_learn_between_two_calls():
    model = TransformerLM(13, 9, num_layers=1, num_heads=2, hidden_dim=8)
    model.build((None, None))
    rows = []
    for seed in (1, 2):
        draw_weights(model, seed)
        rows.append(generate(model, [[1]], 6, method="compiled"))
        assert rows[-1] == [written_out(model, [1], 6)]
    assert rows[0] != rows[1]


def test_arrays_are_prompts_too(models):
    rows = generate(models["learned"], np.array([[1, 2], [3, 4]]), 2, method="cached")
    assert [len(row) for row in rows] == [4, 4] and all(type(token) is int for row in rows for token in row)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"method": "fast"}, "method='fast'; give one of 'plain', 'cached', 'compiled'"),
        ({"new_tokens": 0}, "new_tokens=0; give a whole number of 1 or more"),
        ({"temperature": -1}, "temperature=-1; give a number of at least 0"),
        ({"temperature": np.inf}, "temperature=inf"),
        ({"top_k": 0}, "top_k=0; give a whole number of 1 or more"),
        ({"top_p": 0}, "top_p=0; give a number of at most 1 and above 0"),
        ({"top_p": 1.5}, "top_p=1.5"),
        ({"prompts": []}, "got no prompt, or an empty one"),
        ({"prompts": [1, 2]}, r"not lists of tokens; give \[\[1, 2, 3\]\] for a single one"),
        ({"prompts": None}, r"not lists of tokens; give \[\[1, 2, 3\]\]"),
        ({"prompts": 3}, "not lists of tokens"),
        ({"prompts": "abc"}, "not lists of tokens"),
        ({"prompts": [[1.5]]}, "got a token that is no whole number, 1.5; a tokenizer makes numbers of text"),
        ({"prompts": [["a"]]}, "got a token that is no whole number, 'a'"),
        ({"prompts": [[np.nan]]}, "got a token that is no whole number, nan"),
        ({"prompts": [[[1, 2]]]}, r"got a token that is no whole number, \[1, 2\]"),
        ({"stop": "a"}, "got stop that is no whole number, 'a'"),
        ({"stop": [1, 2]}, r"got stop that is no whole number, \[1, 2\]"),
        ({"stop": 1.5}, "got stop that is no whole number, 1.5"),
        ({"seed": -1, "temperature": 1}, "got seed=-1; give a whole number of at least 0"),
        ({"seed": "a", "temperature": 1}, "got seed='a'"),
        ({"prompts": [[1], []]}, "got no prompt, or an empty one"),
        ({"prompts": [[1], [13]]}, "got the token 13 in a prompt; tokens are 0 to 12"),
        ({"prompts": [[-1]]}, "got the token -1 in a prompt"),
        (
            {"prompts": [[1, 2, 3], [1]], "new_tokens": 17},
            "a prompt of 3 tokens and new_tokens=17, but the model takes 19",
        ),
    ],
)
def test_impossible_options(models, options, words):
    arguments = {"prompts": [[1]], "new_tokens": 2, **options}
    with pytest.raises(ValueError, match=words):
        generate(models["learned"], **arguments)


@pytest.mark.parametrize("method", METHODS)
def test_numbers_of_any_kind_and_more_than_there_are_tokens(models, method):
    options = {"method": method, "temperature": 1, "stop": np.int64(5)}
    expected = generate(models["learned"], [[1, 2]], 3, **{**options, "stop": 5})
    for prompts in (np.array([[1.0, 2.0]]), tf.constant([[1, 2]]), (row for row in [[1, 2]])):
        assert generate(models["learned"], prompts, np.int64(3), top_k=99, **options) == expected


def test_models_that_cannot_write():
    plain = keras.Sequential([keras.Input((None,)), keras.layers.Embedding(13, 2), keras.layers.Dense(13)])
    for model, method in ((plain, "cached"), (plain, "compiled"), (None, "plain")):
        with pytest.raises(ValueError, match=r"got the model (None|<Seq.*>); give a TransformerLM, or a K"):
            generate(model, [[1]], 2, method=method)


def test_the_longest_sequence_the_model_takes(models):
    assert generate(models["learned"], [[1, 12, 0]], 16, method="cached") == [
        written_out(models["learned"], [1, 12, 0], 16)
    ]


def test_greedy_decoding_passes_the_state_on_and_stops():
    calls = []

    def step(token, state):
        calls.append((token, state))
        return np.eye(9)[(token + 2) % 9], state + 1

    assert greedy_decode(step, 10, start=1, end=7, max_len=5) == [3, 5]
    assert calls == [(1, 10), (3, 11), (5, 12)]
    assert greedy_decode(step, 0, start=1, end=0, max_len=3) == [3, 5, 7]
    with pytest.raises(ValueError, match=r"greedy_decode\(\) got max_len=0"):
        greedy_decode(step, 0, 1, 2, 0)
