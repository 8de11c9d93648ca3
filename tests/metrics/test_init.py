import subprocess
import sys

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
