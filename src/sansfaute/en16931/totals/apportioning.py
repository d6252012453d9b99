"""Sharing a whole number of minor units: what is shared out adds up to what there was, always the same way.

Source: the method of largest remainders (Hamilton's): each part first gets its exact share rounded
down, then the units left over go to the largest remainders.
"""

from collections.abc import Sequence


def apportion(whole: int, parts: Sequence[int], numerator: int, denominator: int) -> list[int]:
    """`whole` units shared over `parts`, each close to its exact share part x numerator / denominator.

    A part gets its share rounded down or up. Among equal remainders the larger part comes first, then
    the earlier one; a part of 0 gets nothing. Should `whole` be so far from the sum of exact shares
    that this does not suffice, the largest part takes the difference. `denominator` is positive.
    """
    shares = [divmod(part * numerator, denominator) for part in parts]
    result = [share for share, _ in shares]
    order = sorted(
        (index for index, part in enumerate(parts) if part),
        key=lambda index: (-shares[index][1], -abs(parts[index]), index),
    )
    left = whole - sum(result)
    for index in order[: max(left, 0)]:
        result[index] += 1
        left -= 1
    if left:
        largest = max(order, key=lambda index: (abs(parts[index]), -index))
        result[largest] += left
    return result
