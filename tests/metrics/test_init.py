import subprocess
import sys

import numpy as np
import pytest

import dlcourse.metrics


def test_every_name_is_there_and_sorted():
    assert sorted(dlcourse.metrics.__all__) == dlcourse.metrics.__all__
    assert all(callable(getattr(dlcourse.metrics, name)) for name in dlcourse.metrics.__all__)
    assert set(dlcourse.metrics.__all__) <= set(dir(dlcourse.metrics))
    with pytest.raises(AttributeError, match="no attribute 'BLEU'; it has Perplexity, accuracy, bleu"):
        dlcourse.metrics.BLEU  # noqa: B018


def test_keras_comes_with_the_first_streaming_metric_only():
    heavy = "{'keras', 'tensorflow', 'sklearn', 'scipy'} & set(sys.modules)"
    code = f"import sys, dlcourse.metrics; assert not {heavy}; from dlcourse.metrics import Perplexity; assert {heavy}"
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    "name, instead",
    [
        ("accuracy", "or give compile.. 'accuracy'"),
        ("precision", r"or give compile.. keras.metrics.Precision\(\)"),
        ("recall", r"keras.metrics.Recall\(\)"),
        ("f1_score", r"keras.metrics.F1Score\(\)"),
        ("perplexity", r"dlcourse.metrics.Perplexity\(\)"),
        ("token_cross_entropy", r"keras.metrics.SparseCategoricalCrossentropy\(\)"),
        ("confusion_matrix", "$"),
    ],
)
def test_a_function_of_arrays_is_no_metric_for_fit(name, instead):
    import keras

    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(5)])
    model.compile("sgd", "mse", metrics=[getattr(dlcourse.metrics, name)])
    with pytest.raises(ValueError, match=rf"{name}.. got a tensor without numbers.*predict.. returns.*{instead}"):
        model.fit(np.ones((7, 3)), np.ones((7, 5)), verbose=0)


def test_the_metrics_that_are_named_exist():
    import keras

    from dlcourse.metrics.confusion import STREAMING

    assert {name.removesuffix("()") for name in STREAMING} <= set(dlcourse.metrics.__all__)
    for name in STREAMING.values():
        module, _, metric = name.strip("'").removesuffix("()").rpartition(".")
        assert metric == "accuracy" or hasattr(keras.metrics if "keras" in module else dlcourse.metrics, metric)
