"""Every public name is documented with an example that runs, and exported on purpose."""

import importlib
import inspect
import re
from pathlib import Path

import keras
import pytest

import dlcourse

MODULES = [
    "activations",
    "calibration",
    "constraints",
    "conv",
    "data",
    "dead_units",
    "generation",
    "initializers",
    "layers",
    "losses",
    "metrics",
    "nn",
    "optimizers",
    "output_activations",
    "pairing",
    "plots",
    "regularizers",
    "schedules",
    "training",
]

# Downloads need a network, and the map of applications needs trained networks.
NO_EXAMPLE = {"application_map", "cifar10", "fashion_mnist", "imdb", "mnist"}


def public(name):
    """What a package exports; of a module all that it defines without an underscore."""
    module = importlib.import_module(f"dlcourse.{name}")
    own = [each for each, value in vars(module).items() if getattr(value, "__module__", "") == module.__name__]
    return {each: getattr(module, each) for each in getattr(module, "__all__", own) if not each.startswith("_")}


def functions_and_classes(name):
    return {each: value for each, value in public(name).items() if inspect.isroutine(value) or inspect.isclass(value)}


@pytest.mark.parametrize("name", MODULES)
def test_what_is_exported_is_ours_and_named_once(name):
    module = importlib.import_module(f"dlcourse.{name}")
    assert module.__doc__
    exported = getattr(module, "__all__", [])
    assert len(exported) == len(set(exported))
    assert functions_and_classes(name)
    for each, value in functions_and_classes(name).items():
        assert value.__module__.startswith("dlcourse."), f"{each} is not ours"


@pytest.mark.parametrize("name", MODULES)
def test_every_public_name_has_an_example_that_runs(name):
    documented = {each: inspect.getdoc(value) or "" for each, value in functions_and_classes(name).items()}
    assert not [each for each, text in documented.items() if ">>>" not in text and each not in NO_EXAMPLE]


@pytest.mark.parametrize("name", MODULES)
def test_docstrings_are_neither_empty_nor_endless(name):
    for each, value in functions_and_classes(name).items():
        lines = inspect.getdoc(value).splitlines()
        assert lines[0].strip().endswith((".", ":", "?")), f"{each}: the first line is a sentence"
        assert 4 <= len(lines) <= 60, f"{each}: {len(lines)} lines"


@pytest.mark.parametrize("name", MODULES)
def test_keras_objects_are_registered_under_our_name(name):
    for each, value in functions_and_classes(name).items():
        if inspect.isclass(value) and issubclass(
            value,
            (
                keras.layers.Layer,
                keras.losses.Loss,
                keras.metrics.Metric,
                keras.optimizers.schedules.LearningRateSchedule,
                keras.initializers.Initializer,
                keras.regularizers.Regularizer,
                keras.constraints.Constraint,
            ),
        ):
            assert re.match(r"dlcourse>", keras.saving.get_registered_name(value)), each


@pytest.mark.parametrize("name", ["layers", "losses", "optimizers"])
def test_a_class_named_as_keras_s_takes_keras_s_arguments_in_the_same_order(name):
    """Whoever knows Keras's class can use ours: what both take stands in the same order, with the same defaults."""
    for each, value in functions_and_classes(name).items():
        theirs = getattr(getattr(keras, name), each, None)
        if not inspect.isclass(value) or theirs is None:
            continue
        ours, known = (inspect.signature(one).parameters for one in (value, theirs))
        positional = [p for p in ours.values() if p.kind is p.POSITIONAL_OR_KEYWORD and p.name in known]
        order = [p for p in known if p in ours and ours[p].kind is ours[p].POSITIONAL_OR_KEYWORD]
        assert [p.name for p in positional] == order, each
        for p in positional:
            default = known[p.name].default
            # Ours may have a default where Keras has none; and 1 stands for (1, 1).
            assert default is p.empty or default in (p.default, (p.default, p.default)), f"{each}({p.name}=...)"


@pytest.mark.parametrize(
    "package", sorted(each.parent for each in Path(dlcourse.__file__).parent.glob("*/__init__.py"))
)
def test_no_module_has_the_name_of_what_its_package_exports(package):
    """Otherwise ``from dlcourse.losses import hinge`` is the function or the module, by who was imported first."""
    modules = {each.stem for each in package.iterdir() if each.suffix in ("", ".py")}
    assert not modules & set(getattr(importlib.import_module(f"dlcourse.{package.name}"), "__all__", ()))
