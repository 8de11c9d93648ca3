"""Are Python and the packages those that the course is tested with?"""

import sys
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

OK, NOTE, FIX = "ok", "note", "fix"
PYTHONS = ((3, 11), (3, 13))
_PACKAGE = Path(__file__).resolve().parent.parent


class Finding(NamedTuple):
    """One line of the report: ``ok``, ``note`` (works, but not as tested) or ``fix`` (a lesson would fail)."""

    state: str
    text: str


def python(version=None):
    """The Python version is one that the course is tested with."""
    version = version or sys.version_info[:3]
    shown, low, high = ".".join(map(str, version)), *(".".join(map(str, each)) for each in PYTHONS)
    if PYTHONS[0] <= tuple(version[:2]) <= PYTHONS[1]:
        return Finding(OK, f"Python {shown}")
    return Finding(FIX, f"Python {shown} is not supported; install dlcourse with Python {low} to {high}.")


def constraints():
    """The tested version of each package: ``{name: version}``, from the file of the wheel or of the repository."""
    for path in (_PACKAGE / "constraints.txt", _PACKAGE.parent / "constraints.txt"):
        if path.is_file():
            lines = [line.split("#")[0].split(";")[0] for line in path.read_text(encoding="utf-8").splitlines()]
            pairs = [line.split("==") for line in lines if "==" in line]
            return {name.strip().lower().replace("_", "-"): version.strip() for name, version in pairs}
    return {}


def packages():
    """Each package the course needs is there; those in a version other than the tested one are named."""
    tested, same, findings = constraints(), 0, []
    for name in sorted({*tested, *needed()}):
        here = installed(name)
        if here is None and name in needed():
            command = f"{sys.executable} -m pip install {name}"
            findings.append(Finding(FIX, f"{name} is missing; install it with `{command}`."))
        elif here and not needed().get(name, SpecifierSet()).contains(here, prereleases=True):
            command = f"{sys.executable} -m pip install '{name}{needed()[name]}'"
            findings.append(Finding(FIX, f"{name} is {here}, which is too old; install it with `{command}`."))
        elif here and name in tested and here != tested[name]:
            findings.append(Finding(NOTE, f"{name} is {here}; the course is tested with {tested[name]}."))
        same += here is not None and here == tested.get(name)
    yield Finding(OK, f"{same} packages in the tested version") if same else Finding(NOTE, "no package was compared")
    yield from findings


def needed():
    """The packages that dlcourse can't do without, and which versions of them will do: ``{name: SpecifierSet}``."""
    try:
        lines = metadata.requires("dlcourse") or []
    except metadata.PackageNotFoundError:  # run from the repository, without an installation
        return {}
    wanted = [Requirement(line) for line in lines if "extra ==" not in line]
    return {each.name.lower().replace("_", "-"): each.specifier for each in wanted}


def installed(name):
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
