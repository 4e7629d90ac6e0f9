#!/usr/bin/env python3
"""Holds the second opinion against the reconciliation vectors.

    python3 check_vectors.py DIR

DIR holds `*.json`, each an array of `{ case, expected }`. Prints `N passed, N failed`; the exit code
is 0 only when every vector passed and there was at least one.
"""

import json
import sys
from pathlib import Path

sys.dont_write_bytecode = True  # the checkout stays clean

from reconcile import canonical, reconcile


def first_difference(path, got, expected):
    if type(got) is not type(expected):
        return f"{path}: {got!r} instead of {expected!r}"
    if isinstance(got, dict):
        for key in sorted({*got, *expected}):
            if key not in got or key not in expected:
                return f"{path}.{key}: {'missing' if key not in got else 'not expected'}"
            difference = first_difference(f"{path}.{key}", got[key], expected[key])
            if difference:
                return difference
        return None
    if isinstance(got, list):
        for index, (one, other) in enumerate(zip(got, expected)):
            difference = first_difference(f"{path}[{index}]", one, other)
            if difference:
                return difference
        if len(got) != len(expected):
            return f"{path}: {len(got)} entries instead of {len(expected)}"
        return None
    return None if got == expected else f"{path}: {got!r} instead of {expected!r}"


def main(arguments):
    if len(arguments) != 1:
        sys.exit(__doc__)
    passed = failed = 0
    for file in sorted(Path(arguments[0]).glob("*.json")):
        for vector in json.loads(file.read_text(encoding="utf-8")):
            got = reconcile(vector["case"])
            if canonical(got) == canonical(vector["expected"]):
                passed += 1
            else:
                failed += 1
                difference = first_difference("", got, vector["expected"])
                print(f"{file.name} {vector['case']['name']}: {difference}")
    print(f"{passed} passed, {failed} failed")
    return 0 if passed > 0 and failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
