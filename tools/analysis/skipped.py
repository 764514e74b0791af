"""Says what a review did not look at: few files by name, many by reason and folder with their numbers."""

from collections import Counter, defaultdict
from collections.abc import Mapping

NAMED = 20  # files; more are counted
MOST_FOLDERS = 5


def not_looked_at(skipped: Mapping[str, str], named: int = NAMED) -> list[str]:
    """A line for each file, or for each reason where there are too many files.

    Args:
        skipped: For each path the reason.
        named: How many files are named one by one.
    """
    if len(skipped) <= named:
        return [f"Not looked at: {path}: {why}" for path, why in skipped.items()]
    return [
        f"Not looked at: {count:,} file{'s' * (count != 1)} ({folders}): {why}"
        for why, count, folders in by_reason(skipped)
    ]


def by_reason(skipped: Mapping[str, str]) -> list[tuple[str, int, str]]:
    """Each reason with the number of its files and their folders, the most frequent first."""
    paths: defaultdict[str, list[str]] = defaultdict(list)
    for path, why in skipped.items():
        paths[why].append(path)
    ordered = sorted(paths.items(), key=lambda item: (-len(item[1]), item[0]))
    return [(why, len(some), folders_of(some)) for why, some in ordered]


def folders_of(paths: list[str]) -> str:
    """The folders of paths with how many stand in each: "app/ 40, docs/ 3"."""
    counts = Counter(f"{path.rpartition('/')[0]}/".lstrip("/") or "the top" for path in paths)
    told = [f"{folder} {count:,}" for folder, count in counts.most_common(MOST_FOLDERS)]
    more = len(counts) - len(told)
    return ", ".join([*told, *([f"{more} more folders"] if more else [])])
