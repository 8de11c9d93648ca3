"""All sets: what ``sets.toml`` says of them, and the functions that make them."""

import tomllib
from pathlib import Path

from dlcourse.data import curves, downloads, fonts, handwritten, pairs, points, scenes, sequences, series, tables, text
from dlcourse.data._rows import drawn
from dlcourse.data.catalogue import DataSet
from dlcourse.data.rings import two_rings
from dlcourse.data.toy import IRIS_FEATURES, iris_pair, logic_table, two_clouds


def _logic_table(count=None, seed=0, *, operation="xor"):
    return drawn("logic_table()", *logic_table(operation), count, seed)


def _two_clouds(count=60, seed=0, *, margin=0.5):
    return two_clouds(count, margin, seed)


def _two_rings(count=200, seed=0, **options):
    return two_rings(count, seed, **options)


def _iris_pair(count=None, seed=0, *, features=IRIS_FEATURES):
    return drawn("iris_pair()", *iris_pair(features), count, seed)


_OLDER = {"logic_table": _logic_table, "two_clouds": _two_clouds, "two_rings": _two_rings, "iris_pair": _iris_pair}
_MODULES = (curves, downloads, fonts, handwritten, pairs, points, scenes, sequences, series, tables, text)


def _maker(name):
    return _OLDER.get(name) or next(getattr(module, name) for module in _MODULES if hasattr(module, name))


def _records():
    table = tomllib.loads(Path(__file__).with_name("sets.toml").read_text(encoding="utf-8"))
    return {name: DataSet(name=name, make=_maker(name), **about) for name, about in table.items()}


CATALOGUE = _records()
