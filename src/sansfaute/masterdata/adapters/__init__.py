"""What masterdata asks of the outside: registries, matching in a process of its own, the setter of its certificate."""
