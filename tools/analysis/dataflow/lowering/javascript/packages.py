"""What a module is called: by the path of its file, and by what an import says."""

from pathlib import PurePosixPath

ENDINGS = (".d.ts", ".js", ".ts", ".jsx", ".tsx", ".mjs", ".cjs", ".mts", ".cts", ".json")
ALIASES = ("@/", "~/", "#/")  # how bundlers are told to name the top of the sources


def names_of(path: str) -> tuple[str, ...]:
    """The dotted names of a file, the fullest first; a folder's `index` is the folder, too.

    What stands deeper is also known by the ends of its path, for imports from a configured root.
    """
    full = _dotted(_without_ending(path))
    whole = [full] + ([full.removesuffix(".index")] if full.endswith(".index") else [])
    ends: list[str] = []
    for name in whole:
        steps = name.split(".")
        ends.extend(".".join(steps[at:]) for at in range(1, len(steps) - 1))
    return tuple(dict.fromkeys([*whole, *ends]))


def target_of(path: str, named: str) -> str:
    """What an import in the file at `path` means by a name."""
    if named.startswith((".", "/")):
        steps: list[str] = [] if named.startswith("/") else list(PurePosixPath(path).parent.parts)
        for step in _without_ending(named).split("/"):
            if step == "..":
                del steps[-1:]
            elif step not in {"", "."}:
                steps.append(step)
        return _dotted("/".join(steps))
    for alias in ALIASES:
        if named.startswith(alias):
            return _dotted(_without_ending(named.removeprefix(alias)))
    return named.removeprefix("node:")


def is_inside(named: str) -> bool:
    """Whether an import means a file of the same tree."""
    return named.startswith((".", "/", *ALIASES))


def _without_ending(path: str) -> str:
    return next((path.removesuffix(ending) for ending in ENDINGS if path.endswith(ending)), path)


def _dotted(path: str) -> str:
    return path.strip("/").replace("/", ".")
