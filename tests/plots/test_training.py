"""Histories and schedules: what is drawn, and what is said of it."""

import numpy as np
import pytest

from dlcourse import plots

LOSS, VAL = [2.0, 1.0, 0.5, 0.25], [2.1, 1.5, 1.25, 1.75]


def lines(axes):
    """The lines of data, without crosses and without entries made for the legend alone."""
    return [line for line in axes.lines if line.get_marker() != "x"]


def legend(figure):
    (found,) = figure.legends or [figure.axes[0].get_legend()]
    return [text.get_text() for text in found.get_texts()]


def shown(figure):
    return [axes for axes in figure.axes if axes.get_visible()]


def test_a_history_has_a_panel_a_metric_and_a_line_a_set():
    history = {"loss": LOSS, "val_loss": VAL, "top_accuracy": [0.1, 0.2, 0.3, 0.4]}
    figure = plots.training_history(history, title="It overfits")
    assert [axes.get_ylabel() for axes in shown(figure)] == ["loss", "top accuracy"]
    training, validation = lines(figure.axes[0])
    np.testing.assert_array_equal(training.get_xydata(), np.column_stack([[1, 2, 3, 4], LOSS]))
    np.testing.assert_array_equal(validation.get_xydata(), np.column_stack([[1, 2, 3, 4], VAL]))
    assert (training.get_linestyle(), validation.get_linestyle()) == ("-", "--")
    assert training.get_marker() != validation.get_marker() and training.get_color() != validation.get_color()
    assert legend(figure) == ["training", "validation"]
    assert {axes.get_xlabel() for axes in shown(figure)} == {"epoch"} and figure.get_suptitle() == "It overfits"
    assert figure.alt == (
        "It overfits. loss over 4 epochs: training 2 to 0.25; validation 2.1 to 1.75, lowest 1.25 at epoch 3. "
        "top_accuracy over 4 epochs: training 0.1 to 0.4."
    )


def test_runs_are_a_mean_in_a_band_and_models_share_a_colour():
    runs = [{"loss": [4.0, 2.0], "val_loss": [5.0, 3.0]}, {"loss": [2.0, 1.0], "val_loss": [3.0, 2.0]}]
    figure = plots.training_history({"many": runs, "one": runs[0]}, title="T")
    axes = figure.axes[0]
    first, second, third, fourth = lines(axes)
    np.testing.assert_allclose(first.get_ydata(), [3.0, 1.5])
    np.testing.assert_allclose(second.get_ydata(), [4.0, 2.5])
    np.testing.assert_allclose(third.get_ydata(), [4.0, 2.0])
    assert first.get_color() == second.get_color() != third.get_color() == fourth.get_color()
    assert [line.get_linestyle() for line in lines(axes)] == ["-", "--", "-", "--"]
    assert len(axes.collections) == 2  # the bands of the model with two runs
    assert legend(figure) == ["many, training", "many, validation", "one, training", "one, validation"]
    assert "many training 3 to 1.5; many validation 4 to 2.5, lowest 2.5 at epoch 2; one training 4 to 2" in figure.alt


def test_a_list_of_runs_and_what_fit_returns_are_taken():
    class History:
        history = {"loss": LOSS}

    for given in (History(), [History()], {"": History()}, {"": [History(), History()]}):
        (line,) = lines(plots.training_history(given, title="T").axes[0])
        np.testing.assert_array_equal(line.get_ydata(), LOSS)


def test_broken_numbers_are_a_gap_with_a_cross_and_are_said():
    history = {"loss": [2.0, np.nan, 1.0, np.inf], "val_loss": [np.nan] * 4}
    figure = plots.training_history(history, title="T")
    axes = figure.axes[0]
    np.testing.assert_array_equal(lines(axes)[0].get_ydata(), [2, np.nan, 1, np.nan])
    crosses = [line.get_xdata().tolist() for line in axes.lines if line.get_marker() == "x" and len(line.get_xdata())]
    assert crosses == [[2, 4], [1, 2, 3, 4]]
    assert "NaN or infinite" in legend(figure)
    assert "training 2 to 1, not finite from epoch 2; validation never finite." in figure.alt
    assert figure.png()


@pytest.mark.parametrize(
    "log, values, scale",
    [(None, [1, 100.0], "log"), (None, [1, 99.0], "linear"), (False, [1, 100.0], "linear"), (True, [1, 2.0], "log")],
)
def test_the_axis_is_logarithmic_where_the_span_asks_for_it(log, values, scale):
    assert plots.training_history({"loss": values}, title="T", log=log).axes[0].get_yscale() == scale


def test_a_zero_has_no_place_on_a_logarithmic_axis():
    figure = plots.training_history({"loss": [1.0, 0.0]}, title="T", log=True)
    assert "zero, NaN or infinite" in legend(figure) and np.isnan(lines(figure.axes[0])[0].get_ydata()[1])


def test_metrics_are_chosen_and_spare_panels_hidden():
    history = {name: [1.0, 2.0] for name in ("a", "b", "c")}
    assert len(shown(plots.training_history(history, title="T"))) == 3
    figure = plots.training_history(history, title="T", metrics=["c"], xlabel="step", alt="Mine.")
    assert [(axes.get_ylabel(), axes.get_xlabel()) for axes in shown(figure)] == [("c", "step")]
    assert figure.alt == "Mine."
    assert "over 1 epoch: training 3 to 3." in plots.training_history({"loss": [3.0]}, title="T").alt


@pytest.mark.parametrize(
    "given, words",
    [
        ({}, "empty dictionary"),
        ([], "got no run"),
        ({"net": []}, "an array of numbers|got loss|shape|no run"),
        ({"loss": []}, "not empty"),
        ([{}], "empty dictionary for a history"),
        (3, "got a int"),
        ({"loss": [1, 2], "val_loss": [1]}, r"curves of 1, 2 numbers; give equally many"),
        ({"net": [{"loss": [1, 2], "mae": [1]}]}, "curves of 1, 2 numbers for net"),
        ([{"loss": [1]}, {"mae": [1]}], "different metrics"),
    ],
)
def test_bad_histories_are_met_with_a_sentence(given, words):
    with pytest.raises(ValueError, match=words) as caught:
        plots.training_history(given, title="T")
    assert str(caught.value).startswith("training_history() got")


def test_a_metric_that_is_not_there_is_named():
    with pytest.raises(ValueError, match="no 'mae' to draw; the histories hold loss"):
        plots.training_history({"loss": [1.0]}, title="T", metrics=["mae"])


def test_schedules_are_drawn_against_their_steps():
    rates = {"warm-up": [0.0, 0.5, 1.0, 0.25], "constant": [0.5, 0.5, 0.5, 0.5]}
    figure = plots.learning_rates(rates, title="T", steps=[0, 10, 20, 40])
    axes = figure.axes[0]
    for line, values in zip(lines(axes), rates.values(), strict=True):
        np.testing.assert_array_equal(line.get_xydata(), np.column_stack([[0, 10, 20, 40], values]))
    assert (axes.get_xlabel(), axes.get_ylabel(), axes.get_yscale()) == ("step", "learning rate", "linear")
    assert legend(figure) == ["warm-up", "constant"]
    assert figure.alt == (
        "T. Learning rate from step 0 to 40: warm-up 0, highest 1 at step 20, at the end 0.25; "
        "constant 0.5, highest 0.5 at step 0, at the end 0.5."
    )


def test_schedules_may_differ_in_length_and_span_decades():
    figure = plots.learning_rates({"long": [1.0, 0.1, 0.01], "short": [1.0, np.nan]}, title="T")
    assert figure.axes[0].get_yscale() == "log" and "from step 0 to 2" in figure.alt
    np.testing.assert_array_equal(lines(figure.axes[0])[0].get_xdata(), [0, 1, 2])
    assert legend(figure)[-1] == "zero, NaN or infinite"
    assert plots.learning_rates({"a": [1.0, 0.01]}, title="T", log=False).axes[0].get_yscale() == "linear"
    assert "a never finite" in plots.learning_rates({"a": [np.nan]}, title="T").alt


def test_schedules_of_keras_and_ours_are_called_with_the_steps():
    import keras

    from dlcourse.schedules import WarmupCosine

    steps = [0, 3, 5, 11]
    given = {
        "Keras": keras.optimizers.schedules.ExponentialDecay(0.8, decay_steps=2, decay_rate=0.5, staircase=True),
        "pieces": keras.optimizers.schedules.PiecewiseConstantDecay([3, 7], [0.5, 0.2, 0.1]),
        "ours": WarmupCosine(0.4, warmup=3, total=11),
        "function": lambda step: 0.1 if step < 4 else 0.01,
        "rates": [1.0, 2.0, 3.0, 4.0],
    }
    expected = [
        [0.8 * 0.5 ** (step // 2) for step in steps],
        [0.5, 0.5, 0.2, 0.1],
        [0.0, 0.4, 0.2 * (1 + np.cos(np.pi / 4)), 0.0],
        [0.1, 0.1, 0.01, 0.01],
        [1.0, 2.0, 3.0, 4.0],
    ]
    figure = plots.learning_rates(given, title="T", steps=steps)
    for line, values in zip(lines(figure.axes[0]), expected, strict=True):
        # the schedules are float32; cos(pi) is not exactly -1 there
        np.testing.assert_allclose(line.get_xydata(), np.column_stack([steps, values]), rtol=1e-6, atol=1e-7)


def test_bad_schedules_are_met_with_a_sentence():
    with pytest.raises(ValueError, match=r"learning_rates\(\) got an empty dictionary"):
        plots.learning_rates({}, title="T")
    with pytest.raises(ValueError, match=r"got 2 steps for 3 rates"):
        plots.learning_rates({"a": [1, 2, 3]}, title="T", steps=[0, 1])
    with pytest.raises(ValueError, match="the rates of 'a'"):
        plots.learning_rates({"a": [[1, 2]]}, title="T")
    with pytest.raises(ValueError, match="the schedule 'a' without steps; give them, such as range"):
        plots.learning_rates({"a": lambda step: 0.1}, title="T")
    with pytest.raises(ValueError, match="got a function for schedules; give .* or a schedule"):
        plots.learning_rates(lambda step: 0.1, title="T")


def test_a_run_that_stopped_early_is_left_out_of_the_later_means_and_is_not_broken():
    figure = plots.training_history([{"loss": [4.0, 2.0, 1.0]}, {"loss": [2.0, 1.0]}], title="One stopped")
    line = figure.axes[0].lines[0]
    np.testing.assert_allclose(line.get_ydata(), [3.0, 1.5, 1.0])
    assert "not finite" not in figure.alt
    assert not any("NaN" in label for label in figure.axes[0].get_legend_handles_labels()[1])
