"""Measured tables that come with scikit-learn."""

from dlcourse.data._rows import drawn

DIABETES_FEATURES = ("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6")


def diabetes(count=None, seed=0):
    """Ten measurements of 442 people with diabetes, and how far the disease had gone a year later.

    The columns are ``DIABETES_FEATURES``: age in years, sex (1 or 2), body mass index in kg/m2, mean blood pressure in
    mmHg, and six blood values. They are in their own units, so scale them (``Standardizer``) before training.

    Args:
        count: how many people, drawn without replacement; None for all in their order.
        seed: decides which.

    Returns:
        measurements ``(B, 10)`` float64 and progression ``(B,)`` float64, 25 to 346.

    Raises:
        ValueError: more people than there are.

    Source: Efron, Hastie, Johnstone, Tibshirani, "Least angle regression", 2004, as shipped with scikit-learn.

    Example:
        >>> x, y = diabetes()
        >>> x.shape, float(x[0, 0]), float(y[0])
        ((442, 10), 59.0, 151.0)
    """
    from sklearn.datasets import load_diabetes

    table = load_diabetes(scaled=False)
    return drawn("diabetes()", table.data, table.target, count, seed)
