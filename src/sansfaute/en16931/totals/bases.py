"""Which net bases give the sums with VAT of several rates: steps 2 to 4 of `vat_included`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sansfaute.en16931.totals.arithmetic import nearest_unit
from sansfaute.en16931.values import Percentage


@dataclass(frozen=True, slots=True)
class Category:
    """What is sold at one rate: `whole` minor units with VAT, `rate` as a fraction (1/5 for 20 %)."""

    rate: Fraction
    whole: int

    @classmethod
    def of(cls, rate: Percentage, whole: int) -> "Category":
        return cls(Fraction(rate) / 100, whole)

    def exact_base(self) -> Fraction:
        """The whole without its VAT, before rounding."""
        return self.whole / (1 + self.rate)

    def with_vat(self, base: int) -> int:
        """`base` plus its VAT, rounded half away from zero (BR-CO-17)."""
        return base + nearest_unit(base * self.rate)

    def candidates(self) -> Iterator[int]:
        """Bases to choose from, the nearest to the exact one first (a tie away from zero).

        Only the nearest can give the whole, since half a unit beside it is more than half a unit of the whole.
        """
        nearest = nearest_unit(self.exact_base())
        yield nearest
        missed = self.with_vat(nearest) - self.whole
        if missed > 0:
            yield nearest - 1
        elif missed < 0:
            yield nearest + 1
        elif self.rate and self.whole:
            yield from (base for base in (nearest - 1, nearest + 1) if abs(self.with_vat(base) - self.whole) == 1)


@dataclass(frozen=True, slots=True)
class _Choice:
    """A base for each category so far; how many were moved without need, and how far all are from exact."""

    bases: tuple[int, ...] = ()
    moved: int = 0
    deviation: Fraction = Fraction(0)

    def and_then(self, category: Category, base: int, first: int) -> "_Choice":
        moved = base != first and category.with_vat(first) == category.whole
        return _Choice((*self.bases, base), self.moved + moved, self.deviation + abs(base - category.exact_base()))


def choose_bases(categories: Sequence[Category]) -> tuple[tuple[int, ...], int]:
    """A base for each category, and how many units their whole with VAT is above the one asked for.

    Of all choices among the candidates: the difference nearest to zero, then the fewest categories
    moved from an exact base, then the least deviation from the exact bases, then the first.
    """
    choices: dict[int, _Choice] = {0: _Choice()}
    for category in categories:
        choices = _extended(choices, category)
    above, best = min(choices.items(), key=lambda one: (abs(one[0]), one[1].moved, one[1].deviation))
    return best.bases, above


def _extended(choices: dict[int, _Choice], category: Category) -> dict[int, _Choice]:
    """For each difference that can be reached with one category more, the best choice that reaches it."""
    extended: dict[int, _Choice] = {}
    candidates = list(category.candidates())
    for above, choice in choices.items():
        for base in candidates:
            new = choice.and_then(category, base, candidates[0])
            at = above + category.with_vat(base) - category.whole
            if at not in extended or (new.moved, new.deviation) < (extended[at].moved, extended[at].deviation):
                extended[at] = new
    return extended
