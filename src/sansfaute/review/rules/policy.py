"""The thresholds of the house checks: what a seller chooses, with defaults that hold nothing ordinary."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal, InvalidOperation
from typing import Any

Words = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The thresholds a seller chooses; amounts in the currency of the draft. None switches a check off."""

    discount_limit: Decimal = Decimal(10)  # percent; beyond it an approver decides
    discount_limit_approver: Decimal = Decimal(30)  # percent; beyond it an administrator does
    payment_days_limit: int = 60  # days of the terms; beyond it an approver decides
    payment_days_limit_approver: int = 90
    history_min: int = 6  # issued invoices of a buyer from which on amounts are compared
    history_factor: Decimal = Decimal(4)  # so many times the usual spread around the usual amount
    history_floor: Decimal | None = Decimal(1000)  # with VAT; a smaller difference is never unusual
    first_invoice_above: Decimal | None = None  # with VAT; 0 holds every first invoice of a buyer
    near_duplicate_days: int = 10  # 0: only exact doubles are held
    unusual_vat_min: int = 3  # issued invoices of a buyer from which on a VAT never seen is told; 0: never
    hold_on_bank_changes: bool = True
    four_eyes_above: Decimal | None = None  # with VAT; above it a second person agrees
    four_eyes_rules: tuple[str, ...] = ("bank_details_changed", "buyer_blocked")
    propose_after: int = 3  # grants of one rule for one buyer, then a contract term is proposed; 0: never
    deadline_days: int = 2  # working days that the owner of an exception has

    def to_dict(self) -> dict[str, Any]:
        """For JSON: amounts as text."""
        return {one.name: _plain(getattr(self, one.name)) for one in fields(self)}


POLICY = Policy()


@dataclass(frozen=True, slots=True)
class PolicyFault:
    """A value that a threshold cannot have, with a sentence in French and English."""

    name: str
    fr: str
    en: str


def read_policy(values: Mapping[str, Any]) -> Policy:
    """The policy of these values, defaults for the others; for values that `policy_faults` found sound."""
    return Policy(**{name: _read(name, value) for name, value in values.items() if name in _NAMES})


def policy_faults(values: Mapping[str, Any], rules: frozenset[str]) -> list[PolicyFault]:
    """Everything that is wrong with these thresholds; `rules` are those that may ask for four eyes."""
    faults = [fault for name, value in values.items() if (fault := _fault(name, value, rules))]
    return faults or _orders(read_policy(values))


def _orders(policy: Policy) -> list[PolicyFault]:
    pairs = (("discount_limit", "discount_limit_approver"), ("payment_days_limit", "payment_days_limit_approver"))
    return [
        PolicyFault(
            higher,
            "La limite de l'approbateur ne peut pas être inférieure à celle du gestionnaire.",
            "The approver's limit cannot be lower than the clerk's.",
        )
        for lower, higher in pairs
        if getattr(policy, higher) < getattr(policy, lower)
    ]


def _fault(name: str, value: Any, rules: frozenset[str]) -> PolicyFault | None:
    if name not in _NAMES:
        return PolicyFault(name, f"Le seuil « {name} » n'existe pas.", f'There is no threshold "{name}".')
    if name == "four_eyes_rules":
        unknown = sorted(set(value) - rules) if isinstance(value, (list, tuple)) else [str(value)]
        if not unknown:
            return None
        names = ", ".join(unknown)
        return PolicyFault(
            name, f"Ces contrôles ne demandent pas quatre yeux : {names}.", f"No four eyes for these checks: {names}."
        )
    try:
        read = _read(name, value)
    except (ValueError, InvalidOperation):
        return PolicyFault(name, f"« {value} » n'est pas un nombre.", f'"{value}" is not a number.')
    return _out_of_bounds(name, read)


def _out_of_bounds(name: str, value: Any) -> PolicyFault | None:
    if value is None or isinstance(value, bool):
        return None
    most = _MOST.get(name, Decimal(10) ** 12)
    if (isinstance(value, Decimal) and not value.is_finite()) or not 0 <= value <= most:
        return PolicyFault(name, f"Donnez un nombre de 0 à {most}.", f"Give a number from 0 to {most}.")
    return None


_MOST: Mapping[str, Decimal] = {
    "discount_limit": Decimal(100),
    "discount_limit_approver": Decimal(100),
    "payment_days_limit": Decimal(365),
    "payment_days_limit_approver": Decimal(365),
    "history_min": Decimal(12),
    "history_factor": Decimal(100),
    "near_duplicate_days": Decimal(92),
    "unusual_vat_min": Decimal(12),
    "propose_after": Decimal(100),
    "deadline_days": Decimal(60),
}
_FLAGS, _RULES = frozenset({"hold_on_bank_changes"}), frozenset({"four_eyes_rules"})
_NUMBERS = frozenset(one.name for one in fields(Policy) if isinstance(one.default, int)) - _FLAGS
_NAMES = frozenset(one.name for one in fields(Policy))
_OPTIONAL = frozenset({"history_floor", "first_invoice_above", "four_eyes_above"})


def _read(name: str, value: Any) -> Any:
    if name in _FLAGS:
        return value if isinstance(value, bool) else str(value).casefold() in ("true", "1", "on", "oui", "yes")
    if name in _RULES:
        return tuple(str(one) for one in value)
    if value in (None, "") and name in _OPTIONAL:
        return None
    return int(str(value)) if name in _NUMBERS else Decimal(str(value).replace(",", "."))


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return f"{value:f}" if isinstance(value, Decimal) else value
