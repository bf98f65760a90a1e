"""Rules that hold for every compiled function: one decorator, no fast maths, no foreign kernels."""

import ast
from pathlib import Path

import pytest

import balance_arcade
from balance_arcade.core.kernel import kernel, uncached_kernels

PACKAGE = Path(balance_arcade.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))
KERNEL_FILES = [path for path in FILES if "kernel" in path.read_text("utf-8")]
"""A decorator has to be named where it is used; the other hundreds need no look."""

DECORATOR = PACKAGE / "core" / "kernel.py"
DECORATORS = {"kernel", "inner_kernel"}
BANNED = {"njit", "jit", "vectorize", "guvectorize", "prange", "cfunc", "stencil", "generated_jit"}


def kernels_of(tree, decorators=DECORATORS):
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and any(isinstance(d, ast.Name) and d.id in decorators for d in node.decorator_list)
    }


def names_in(node):
    """All names that a piece of code uses."""
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


def numba_faults(tree):
    """Names of numba's that a file uses itself, and options that are never set."""
    faults = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = getattr(node, "module", None) or ""
            names = [module, *(alias.name for alias in node.names)]
            faults += [f"imports {name}" for name in names if name.split(".")[0] == "numba"]
        elif isinstance(node, ast.Name | ast.Attribute):
            name = node.id if isinstance(node, ast.Name) else node.attr
            faults += [f"uses {name}"] if name in BANNED else []
        elif isinstance(node, ast.keyword) and node.arg in ("fastmath", "parallel"):
            faults.append(f"sets {node.arg}")
    return faults


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_only_the_decorator_touches_numba(path):
    text = path.read_text("utf-8")
    words = (*BANNED, "numba", "fastmath", "parallel")
    faults = numba_faults(ast.parse(text)) if any(word in text for word in words) else []
    if path == DECORATOR:
        assert set(faults) == {"imports numba", "imports numba.extending", "uses njit"}
    else:
        assert faults == []


def test_the_rule_finds_what_it_looks_for():
    code = "from numba import njit\n@njit(fastmath=True)\ndef f(): pass\n"
    assert set(numba_faults(ast.parse(code))) == {"imports numba", "uses njit", "sets fastmath"}


def test_a_kernel_calls_no_kernel_of_another_file():
    """The cache on disk would not see the other file change."""
    trees = {path: ast.parse(path.read_text("utf-8")) for path in KERNEL_FILES}
    own = {path: kernels_of(tree) for path, tree in trees.items()}
    everywhere = set().union(*own.values())
    assert {"push_sample", "sum_series", "convex_hull"} <= everywhere
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.FunctionDef) and node.name in own[path]):
                continue
            called = {
                c.func.id
                for c in ast.walk(node)
                if isinstance(c, ast.Call) and isinstance(c.func, ast.Name)
            }
            assert not (called & everywhere) - own[path], f"{path.name}: {node.name}"


def outside_uses(tree):
    """Inner kernels of a file that code other than its kernels uses."""
    inner = kernels_of(tree, {"inner_kernel"})
    kernels = kernels_of(tree)
    others = [n for n in tree.body if getattr(n, "name", None) not in kernels]
    return inner & set().union(*(names_in(node) for node in others))


def test_an_inner_kernel_is_used_by_kernels_of_its_own_file_only():
    """Python would run it uncompiled, and the cache of another file would not see it change."""
    for path in KERNEL_FILES:
        tree = ast.parse(path.read_text("utf-8"))
        inner, every = kernels_of(tree, {"inner_kernel"}), kernels_of(tree)
        assert not outside_uses(tree), path.name
        assert all(name.startswith("_") for name in inner), path.name
        kernels = [n for n in tree.body if getattr(n, "name", None) in every]
        for name in inner:
            assert any(name in names_in(node) for node in kernels if node.name != name), name


def test_that_rule_finds_what_it_looks_for():
    code = "@inner_kernel\ndef _f(): pass\n@kernel\ndef g(): _f()\ndef h(): _f()\n"
    assert outside_uses(ast.parse(code)) == {"_f"}


def test_kernels_take_no_keywords_and_raise_nothing():
    for path in KERNEL_FILES:
        tree = ast.parse(path.read_text("utf-8"))
        kernels = kernels_of(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name in kernels:
                assert not [n for n in ast.walk(node) if isinstance(n, ast.Raise | ast.Try)]
                assert ast.get_docstring(node), f"{path.name}: {node.name}"


def test_a_function_that_cannot_be_cached_still_runs(monkeypatch):
    import numba

    real = numba.njit

    def no_place(*args, **options):
        if options.pop("cache", False):
            raise RuntimeError("cannot cache function: no locator available")
        return real(*args, **options)

    monkeypatch.setattr("balance_arcade.core.kernel.numba.njit", no_place)
    monkeypatch.setattr("balance_arcade.core.kernel._uncached", [])

    def add_one(x):
        return x + 1.0

    assert kernel(add_one)(2.0) == 3.0
    assert uncached_kernels()[-1].endswith("add_one")
