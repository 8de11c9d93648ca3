import numpy as np
import pytest
from scipy.special import rel_entr
from scipy.stats import norm

from dlcourse import plots


def test_bars_are_the_terms_of_both_divergences():
    p, q = np.random.default_rng(0).dirichlet(np.ones(5), size=2)
    figure = plots.divergence_terms(p, q, title="T", names="abcde")
    left, right = ([bar.get_height() for bar in axes.patches] for axes in figure.axes)
    np.testing.assert_allclose(left, [*p, *q])
    np.testing.assert_allclose(right, [*rel_entr(p, q), *rel_entr(q, p)])
    assert f"KL(p, q) is {rel_entr(p, q).sum():.3g} nats" in figure.alt
    assert f"for outcome {'abcde'[rel_entr(q, p).argmax()]}." in figure.alt
    assert {bar.get_hatch() for bar in figure.axes[0].patches} == {"", "//"}


def test_distributions_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="got 2 probabilities of q for 3 of p"):
        plots.divergence_terms([0.2, 0.3, 0.5], [0.5, 0.5], title="T")
    with pytest.raises(ValueError, match="not above 0"):
        plots.divergence_terms([0.5, 0.5], [1.0, 0.0], title="T")


def test_fits_are_normal_curves_over_the_density():
    x = np.linspace(-5, 5, 101)
    density = {"wide": norm.pdf(x, 0, 2), "narrow": norm.pdf(x, 1, 0.5)}
    fits = {"wide": {"a": (0.5, 1.7, "not looked at")}, "narrow": {"a": (1, 0.6), "b": (0, 1)}}
    figure = plots.density_fits(x, density, fits, title="T")
    wide, narrow = figure.axes
    np.testing.assert_allclose(wide.lines[0].get_ydata(), norm.pdf(x, 0.5, 1.7))
    np.testing.assert_allclose(narrow.lines[1].get_ydata(), norm.pdf(x, 0, 1))
    assert narrow.lines[0].get_linestyle() != narrow.lines[1].get_linestyle()
    assert "narrow b: mean 0, standard deviation 1." in figure.alt and wide.get_title() == "wide"


def test_the_parts_of_a_density_are_drawn_in_their_panel():
    x = np.linspace(-5, 5, 101)
    parts = [norm.pdf(x, -1, 1) / 2, norm.pdf(x, 2, 1) / 2]
    density, fits = {"one": norm.pdf(x), "two": sum(parts)}, {"one": {"a": (0, 1)}, "two": {"a": (0, 2)}}
    one, two = plots.density_fits(x, density, fits, parts={"two": parts}, title="T").axes
    assert len(one.lines) == 1
    np.testing.assert_allclose([line.get_ydata() for line in two.lines[:2]], parts)


def test_parts_of_another_length_are_refused():
    with pytest.raises(ValueError, match="got 3 values of the parts for 5 places"):
        plots.density_fits(np.arange(5.0), np.ones(5), {"a": (0, 1)}, parts=np.ones((2, 3)), title="T")


def test_a_density_of_another_length_is_refused():
    with pytest.raises(ValueError, match="got 3 values of the density for 5 places"):
        plots.density_fits(np.arange(5.0), np.ones(3), {"a": (0, 1)}, title="T")
