"""Who may do what."""

import pytest

from sansfaute.people import rules


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (
            "clerk",
            {"see invoices", "see exceptions", "see rows", "import files", "see records", "mend records"}
            | {"correct invoices", "edit drafts", "run billing", "see contracts", "manage contracts"},
        ),
        (
            "approver",
            {"see invoices", "see exceptions", "decide exceptions", "see rows", "see records", "confirm bank details"}
            | {"edit drafts", "block customers", "run billing", "see contracts"},
        ),
        (
            "accountant",
            {"see invoices", "see exceptions", "see records", "confirm bank details"}
            | {"block customers", "set thresholds", "see contracts", "correct invoices", "plan series of numbers"},
        ),
        ("support", {"see invoices", "see records", "see contracts"}),
        ("admin", set(rules.ACTS)),
        ("owner", set()),
        ("", set()),
    ],
)
def test_each_role(role: str, allowed: set[str]) -> None:
    assert {act for act in rules.ACTS if rules.may([role], act)} == allowed


def test_roles_add_up() -> None:
    assert rules.may(["support", "approver"], "decide exceptions")
    assert not rules.may([], "see invoices")


def test_an_act_that_does_not_exist_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="not an act"):
        rules.may(["admin"], "see everything")
    with pytest.raises(ValueError, match="not an act"):
        rules.roles_that_may("see everything")


def test_only_two_roles_decide() -> None:
    assert rules.roles_that_may("decide exceptions") == {"approver", "admin"}


def test_the_table_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        rules.MAY["clerk"] = frozenset()  # type: ignore[index]  # that it refuses is what is tested
