"""Writing with a language model, one token at a time: from the plain loop to one compiled function.

Axis letters: B batch, T time, S length of prompts and continuations together, V vocabulary.
"""

import contextlib
import functools
import math

import keras
import numpy as np
from keras import ops

from dlcourse import _require
from dlcourse.sampling import next_token


def greedy_decode(step, state, start, end, max_len):
    """Write with any step function, always the likeliest token, until it says that it is done.

    Args:
        step: ``step(token, state) -> (logits, state)`` with logits ``(V,)``.
        state: what the first step gets: an encoder's states, or anything else.
        start: the first token that goes in; not part of the result.
        end: the token that stops; not part of the result.
        max_len: the longest result.

    Returns:
        A list of tokens.

    Raises:
        ValueError: ``max_len`` below 1.

    Source: Sutskever, Vinyals, Le 2014, "Sequence to sequence learning with neural networks", section 3.2, with a
    beam of one.

    Example:
        >>> greedy_decode(lambda token, state: (np.eye(5)[token + 1], state), None, start=0, end=4, max_len=9)
        [1, 2, 3]
    """
    _require.positive_integer("greedy_decode()", "max_len", max_len)
    tokens, token = [], start
    while len(tokens) < max_len:
        logits, state = step(token, state)
        token = int(np.argmax(logits))
        if token == end:
            break
        tokens.append(token)
    return tokens


def generate(model, prompts, new_tokens, temperature=0.0, top_k=None, top_p=1.0, stop=None, seed=0, method="compiled"):
    """Continue prompts: score every token, choose one, append it, and again.

    Args:
        model: a ``TransformerLM`` or a model with its call and ``empty_cache``; "plain" needs only
            ``model(tokens, mask=...)`` with logits ``(B, T, V)``.
        prompts: lists of tokens, of any lengths. Shorter ones are padded on the left and the padding is masked, so
            that each gets the continuation it would get alone.
        new_tokens: how many to add, at most.
        temperature: divides the logits; 0 takes the likeliest token each time.
        top_k: draw only from this many of the likeliest tokens.
        top_p: draw only from the fewest likely tokens that reach this probability together.
        stop: a token that ends a continuation (and is not part of it).
        seed: of the draws; every method draws the same.
        method: "plain" runs the whole sequence for every token, "cached" keeps keys and values and runs one token at
            a time, "compiled" does that in a loop inside one compiled function. All give the same tokens.

    Returns:
        A list of lists: each prompt with its continuation.

    Raises:
        ValueError: no prompts or an empty one, tokens outside the vocabulary, more tokens than the model can take, an
            impossible option.

    Source: Vaswani et al. 2017, "Attention is all you need", section 3.1; keys and values are kept as in Shazeer 2019,
    "Fast transformer decoding: one write-head is all you need", section 2.4.

    Example:
        >>> from dlcourse.models.transformer import TransformerLM
        >>> model = TransformerLM(11, 16, num_layers=1, num_heads=2, hidden_dim=4)
        >>> [len(row) for row in generate(model, [[1, 2, 3], [4]], new_tokens=5, method="cached")]
        [8, 6]
    """
    way = _METHODS[_require.one_of("generate()", "method", method, _METHODS)]
    if not callable(model) or (way is not _plain and not hasattr(model, "empty_cache")):
        raise ValueError(
            f"generate() got the model {model!r}; give a TransformerLM, or a Keras model and method='plain'."
        )
    new_tokens = _require.positive_integer("generate()", "new_tokens", new_tokens)
    stop = None if stop is None else _token("stop", stop)
    prompts = _checked(model, prompts, new_tokens)
    draws = _draws(temperature, top_k, top_p, seed, (new_tokens, len(prompts)))
    tokens, mask = _left_padded(prompts, new_tokens)  # (B, S)
    stop_token = ops.convert_to_tensor(-1 if stop is None else stop, dtype="int32")
    tokens = way(model, tokens, mask, draws, tokens.shape[1] - new_tokens, stop_token)
    written = ops.convert_to_numpy(tokens)[:, -new_tokens:].tolist()
    return [prompt + _until(row, stop) for prompt, row in zip(prompts, written, strict=True)]


def _plain(model, tokens, mask, draws, width, stop):
    """No cache: every token costs a run over the whole sequence."""
    step = _compiled(model, _plain_step)
    for index in range(width, tokens.shape[1]):
        tokens = step(tokens, mask, _number(index), draws)
        if _all_stopped(tokens, width, index + 1, stop):
            break
    return tokens


def _plain_step(model, tokens, mask, index, draws):
    logits = model(tokens, mask=mask, training=False)  # (B, S, V); causal: what stands at index and after is not seen
    return _append(tokens, ops.take(logits, index - 1, axis=1), index, draws)


def _cached(model, tokens, mask, draws, width, stop):
    """Keys and values are kept: the prompt runs once, then every token alone."""
    cache = _compiled(model, _read_prompt)(tokens, mask, width)
    step = _compiled(model, _cached_step)
    for index in range(width, tokens.shape[1]):
        tokens, cache = step(tokens, mask, cache, _number(index), draws)
        if _all_stopped(tokens, width, index + 1, stop):
            break
    return tokens


def _read_prompt(model, tokens, mask, width):
    """The cache after all of the prompt but its last token, which the first step takes in."""
    prompt, cache = tokens[:, : width - 1], model.empty_cache(*tokens.shape)
    return model(prompt, padding_mask=mask, cache=cache, cache_index=0, training=False)[1]


def _cached_step(model, tokens, mask, cache, index, draws):
    last = ops.slice(tokens, (0, index - 1), (tokens.shape[0], 1))  # (B, 1)
    logits, cache = model(last, padding_mask=mask, cache=cache, cache_index=index - 1, training=False)  # (B, 1, V)
    return _append(tokens, logits[:, 0], index, draws), cache


def _in_one_function(model, tokens, mask, draws, width, stop):
    """The whole loop is one function that the compiler sees at once."""
    return _compiled(model, _loop, whole=True)(tokens, mask, draws, width, stop)


def _loop(model, tokens, mask, draws, width, stop):
    def more(index, tokens, cache):
        return ops.logical_and(index < tokens.shape[1], ops.logical_not(_all_stopped(tokens, width, index, stop)))

    def write(index, tokens, cache):
        return index + 1, *_cached_step(model, tokens, mask, cache, index, draws)

    return ops.while_loop(more, write, (_number(width), tokens, _read_prompt(model, tokens, mask, width)))[1]


_METHODS = {"plain": _plain, "cached": _cached, "compiled": _in_one_function}


def _append(tokens, logits, index, draws):
    """``tokens`` with the chosen ones at ``index``; ``draws`` are None, or ``(u, temperature, top_k, top_p)``."""
    if draws is None:
        chosen = next_token(logits)
    else:
        u, *options = draws
        chosen = next_token(logits, ops.take(u, index - tokens.shape[1] + u.shape[0], axis=0), *options)
    return ops.slice_update(tokens, (0, index), chosen[:, None])


def _all_stopped(tokens, width, index, stop):
    """Has every row written ``stop`` between the prompt and ``index``?"""
    columns = ops.arange(tokens.shape[1])
    written = ops.logical_and(columns >= width, columns < index)
    return ops.all(ops.any(ops.logical_and(written, tokens == stop), axis=1))


def _compiled(model, function, whole=False):
    """``function`` with this model, compiled once and kept with the model; other backends run it as it is."""
    function_of_model = functools.partial(function, model)
    if keras.backend.backend() != "tensorflow":
        return function_of_model
    import tensorflow as tf

    kept = vars(model).setdefault("_generation", {})  # not as an attribute: Keras would take it for part of the model
    if function not in kept:
        kept[function] = tf.function(function_of_model, jit_compile=whole, autograph=False)
    return kept[function]


def _number(index):
    return ops.convert_to_tensor(index, dtype="int32")  # a Python number would be compiled in


def _draws(temperature, top_k, top_p, seed, shape):
    owner = "generate()"
    _require.number(owner, "temperature", temperature, low=0, below=math.inf)
    _require.number(owner, "top_p", top_p, above=0, high=1)
    top_k = math.inf if top_k is None else _require.positive_integer(owner, "top_k", top_k)
    if temperature == 0:
        return None
    try:
        u = np.random.default_rng(seed).random(shape, dtype="float32")
    except (TypeError, ValueError):
        raise ValueError(f"{owner} got seed={seed!r}; give a whole number of at least 0.") from None
    return tuple(ops.convert_to_tensor(each, dtype="float32") for each in (u, temperature, top_k, top_p))


def _checked(model, prompts, new_tokens):
    """The prompts as lists of Python numbers."""
    prompts = list(prompts) if np.iterable(prompts) else [prompts]
    if any(np.ndim(prompt) == 0 for prompt in prompts):
        raise ValueError("generate() got prompts that are not lists of tokens; give [[1, 2, 3]] for a single one.")
    prompts = [[_token("a token", token) for token in prompt] for prompt in prompts]
    if not prompts or not all(prompts):
        raise ValueError("generate() got no prompt, or an empty one; give at least one token each, a start token say.")
    size = getattr(model, "vocabulary_size", math.inf)
    outside = [token for prompt in prompts for token in prompt if not 0 <= token < size]
    if outside:
        raise ValueError(f"generate() got the token {outside[0]} in a prompt; tokens are 0 to {size - 1}.")
    longest, room = max(map(len, prompts)), getattr(model, "max_sequence_length", math.inf)
    if longest + new_tokens > room:
        given = f"a prompt of {longest} tokens and new_tokens={new_tokens}"
        raise ValueError(f"generate() got {given}, but the model takes {room} in all; shorten one of them.")
    return prompts


def _token(name, value):
    """A whole number as a Python int, whatever it is a number of: NumPy, TensorFlow, Python."""
    with contextlib.suppress(TypeError, ValueError):
        if int(value) == value:
            return int(value)
    raise ValueError(f"generate() got {name} that is no whole number, {value!r}; a tokenizer makes numbers of text.")


def _left_padded(prompts, new_tokens):
    """``(B, S)`` tokens and mask: prompts end in one column, so that all rows go on in step.

    The width is a multiple of 16: prompts of about the same length share a compiled function.
    """
    width = -(-max(map(len, prompts)) // 16) * 16
    tokens = np.zeros((len(prompts), width + new_tokens), dtype="int32")
    mask = np.ones(tokens.shape, dtype="bool")
    for row, prompt in enumerate(prompts):
        tokens[row, width - len(prompt) : width] = prompt
        mask[row, : width - len(prompt)] = False
    return ops.convert_to_tensor(tokens), ops.convert_to_tensor(mask)


def _until(tokens, stop):
    return tokens[: tokens.index(stop)] if stop in tokens else tokens
