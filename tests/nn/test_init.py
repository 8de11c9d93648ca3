import subprocess
import sys

import dlcourse.nn


def test_every_name_is_there_and_sorted():
    assert sorted(dlcourse.nn.__all__) == dlcourse.nn.__all__
    assert all(callable(getattr(dlcourse.nn, name)) for name in dlcourse.nn.__all__)


def test_the_import_brings_neither_keras_nor_tensorflow():
    heavy = "{'keras', 'tensorflow', 'sklearn', 'scipy'}"
    code = f"import sys, dlcourse.nn; found = {heavy} & set(sys.modules); assert not found, found"
    subprocess.run([sys.executable, "-c", code], check=True)
