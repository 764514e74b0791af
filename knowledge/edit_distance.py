"""How far two words are from each other."""


def distance(left: str, right: str) -> int:
    """Letters inserted, dropped, replaced or swapped with their neighbour (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, start=1):
        beforebefore, before, row = before, row, [i]
        for j, b in enumerate(right, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, beforebefore[j - 2] + 1)
            row.append(cost)
    return row[-1]
