"""Everything that the app pulls in is permissively licensed.

Read from what the installed packages declare of themselves. Compilers' run-time libraries inside some wheels
(libgfortran in those of numpy and scipy, under the GCC exception) are outside what a declaration says.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent

COPYLEFT = re.compile(r"\b[AL]?GPL|GNU .*General Public|Affero", re.IGNORECASE)
MOZILLA = re.compile(r"\bMPL\b|Mozilla Public", re.IGNORECASE)

# Used as they come from the registry, never changed: what the Mozilla licence asks of us ends there.
UNMODIFIED_MOZILLA = {
    "certifi",  # requests <- streamlit
    "tqdm",
    "hypothesis",  # tests only
    "pathspec",  # mypy; tests only
}


@dataclass(frozen=True)
class Package:
    """What one distribution declares."""

    expression: str = ""
    licence: str = ""
    classifiers: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()

    def declared(self) -> str:
        """The licence in the package's own words: the SPDX expression, else classifiers and a short field."""
        if self.expression:
            return self.expression
        # A field of many lines is the licence's whole text; scipy's goes on with those of libraries in its
        # wheel. The classifiers say which one it is.
        field = self.licence if "\n" not in self.licence.strip() else ""
        return "; ".join(word for word in (*self.classifiers, field) if word)


def installed(name: str) -> Package:
    found = metadata.distribution(name)
    fields = found.metadata.json
    return Package(
        str(fields.get("license_expression", "")),
        str(fields.get("license", "")),
        tuple(text.split(" :: ")[-1] for text in fields.get("classifier", []) if text.startswith("License")),
        tuple(found.requires or ()),
    )


def direct(path: Path) -> list[str]:
    """The requirements of a file, those of the files that it names included."""
    lines = [line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines()]
    wanted = [line for line in lines if line and not line.startswith("-")]
    for line in lines:
        if line.startswith("-r "):
            wanted += direct(path.parent / line.removeprefix("-r ").strip())
    return wanted


def pulled_in(wanted: Iterable[str], look_up: Callable[[str], Package]) -> dict[str, Package]:
    """All packages that the requirements bring, by canonical name; markers are those of this machine."""
    packages: dict[str, Package] = {}
    seen: set[tuple[str, str]] = set()
    queue = [Requirement(text) for text in wanted]
    while queue:
        asked = queue.pop()
        name = canonicalize_name(asked.name)
        package = packages.setdefault(name, look_up(name))
        for extra in {"", *asked.extras} - {extra for known, extra in seen if known == name}:
            seen.add((name, extra))
            needed = map(Requirement, package.requires)
            queue += [one for one in needed if one.marker is None or one.marker.evaluate({"extra": extra})]
    return packages


def problems(packages: dict[str, Package], allowed_mozilla: set[str]) -> list[str]:
    """One line for each package that may not be depended on."""
    lines = []
    for name, package in sorted(packages.items()):
        declared = package.declared()
        # "MIT OR GPL-2.0" leaves the choice to us; with an AND in it a person has to read it
        choices = declared.split(" OR ") if package.expression and " AND " not in declared else [declared]
        if not declared:
            lines.append(f"{name}: declares no licence")
        elif all(COPYLEFT.search(choice) for choice in choices):
            lines.append(f"{name}: {declared}")
        elif all(MOZILLA.search(choice) for choice in choices) and name not in allowed_mozilla:
            lines.append(f"{name}: {declared}, and not listed as an unmodified dependency")
    return lines


def test_what_the_app_and_its_tests_pull_in_is_permissive():
    packages = pulled_in(direct(ROOT / "requirements-dev.txt"), installed)
    assert {"streamlit", "llvmlite", "certifi", "tornado"} <= set(packages), "indirect packages are followed"
    assert problems(packages, UNMODIFIED_MOZILLA) == []


def test_mozilla_list_holds_no_more_than_is_used():
    packages = pulled_in(direct(ROOT / "requirements-dev.txt"), installed)
    mozilla = {name for name, package in packages.items() if MOZILLA.search(package.declared())}
    assert mozilla == UNMODIFIED_MOZILLA


def test_our_own_licence_is_mit():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("MIT License")
    assert "2026 Embedding Explorer contributors" in text


@pytest.mark.parametrize(
    "package",
    [
        Package(expression="GPL-3.0-or-later"),
        Package(expression="LGPL-2.1-only"),
        Package(expression="MIT AND AGPL-3.0-only"),
        Package(expression="GPL-2.0-only AND (MIT OR BSD-3-Clause)"),
        Package(licence="GPLv3"),
        Package(licence="GNU Lesser General Public License"),
        Package(classifiers=("GNU Affero General Public License v3",)),
        Package(licence="MIT", classifiers=("GNU General Public License v2 (GPLv2)",)),
        Package(expression="MPL-2.0"),
        Package(),
        Package(licence="Only a text\nof many lines"),
    ],
)
def test_refused(package):
    assert len(problems({"some-package": package}, set())) == 1


@pytest.mark.parametrize(
    "package",
    [
        Package(expression="BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0"),
        Package(expression="MIT OR GPL-2.0-only"),
        Package(licence="Apache-2.0"),
        Package(licence="BSD text\nand the GPL of a bundled library", classifiers=("BSD License",)),
    ],
)
def test_accepted(package):
    assert problems({"some-package": package}, set()) == []


def test_mozilla_is_accepted_where_it_is_listed():
    assert problems({"some-package": Package(licence="MPL-2.0")}, {"some-package"}) == []


def test_requirements_of_requirements_are_followed_with_their_markers():
    shelf = {
        "app": Package("MIT", requires=("middle[fast]>=1", 'windows-only; sys_platform == "win32"')),
        "middle": Package("MIT", requires=("deep", 'speed; extra == "fast"', 'drawing; extra == "plot"')),
        "deep": Package("GPL-3.0-only", requires=("App",)),
        "speed": Package("MIT"),
    }
    packages = pulled_in(["app==1.0"], shelf.__getitem__)
    assert set(packages) == {"app", "middle", "deep", "speed"}
    assert problems(packages, set()) == ["deep: GPL-3.0-only"]


def test_an_extra_asked_for_later_is_still_followed():
    shelf = {
        "one": Package("MIT", requires=("lib",)),
        "two": Package("MIT", requires=("lib[fast]",)),
        "lib": Package("MIT", requires=('speed; extra == "fast"',)),
        "speed": Package("MIT"),
    }
    assert "speed" in pulled_in(["two", "one"], shelf.__getitem__)
    assert "speed" in pulled_in(["one", "two"], shelf.__getitem__)


def test_a_package_that_is_not_installed_is_an_error():
    with pytest.raises(metadata.PackageNotFoundError):
        pulled_in(["surely-not-installed-anywhere"], installed)
