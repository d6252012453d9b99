"""import, person: bring data and people in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sansfaute.lib import clock
from sansfaute.lib.errors import Trouble
from sansfaute.project.commands.app import Json, Seller, app, console, lines, out, progress, say_json
from sansfaute.project.commands.run import refuse_missing
from sansfaute.project.installation import installation

if TYPE_CHECKING:
    from sansfaute.intake.models import SourceFile

_READABLE = {".csv", ".tsv", ".txt", ".xlsx", ".ods"}


@app.command("import")
def import_(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders; a seller.toml names the seller.")],
    seller: Seller = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and judge everything, write nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Read exports into intake: rows that can be used go on, the others are set aside with a reason."""
    for path in paths:
        refuse_missing(path)
    files = list(_files(paths))
    if not files:
        raise Trouble("There is nothing to import.", f"Readable: seller.toml and {', '.join(sorted(_READABLE))}.")
    with installation():
        result = import_files(files, seller, dry_run=dry_run)
    if as_json:
        say_json(result)
    else:
        _show(result)
    if result["refused"]:
        raise typer.Exit(1)


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(
                one for one in path.iterdir() if one.suffix.lower() in _READABLE or one.name == "seller.toml"
            )
        else:
            yield path


def import_files(files: Sequence[Path], seller_siren: str = "", *, dry_run: bool = False) -> dict[str, Any]:
    """Import files in the order that their kinds need; gives back what became of each row."""
    from django.db import transaction  # Django is ready only by now

    from sansfaute.journal import actions as journal

    at = clock.now()
    with transaction.atomic() if dry_run else _nothing(), journal.inline_steps() if dry_run else _nothing() as steps:
        seller = _seller(files, seller_siren, at)
        received, refused = _receive(files, seller.id, at)
        for source in received:
            _parse_and_follow(source, steps)
        result = _result(seller, received, refused, dry_run)
        if dry_run:
            transaction.set_rollback(True)
    return result


class _nothing:  # noqa: N801  # a context manager that does nothing, read as a word
    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        return None


def _seller(files: Sequence[Path], siren: str, at: Any) -> Any:
    """Agree on the seller in seller.toml, else find the one named, else the only one there is."""
    from sansfaute.masterdata import actions as masterdata
    from sansfaute.masterdata import queries, rules

    for path in files:
        if path.suffix.lower() == ".toml":
            try:
                return masterdata.agree_seller(values=rules.read_seller(path.read_text("utf-8")), at=at)
            except ValueError as failure:
                raise Trouble(
                    f"{path.name} cannot be read: {failure}", "examples/ondine/seller.toml shows one."
                ) from failure
    return only_seller(queries.sellers(), siren)


def only_seller(sellers: Any, siren: str) -> Any:
    """The seller of that SIREN, or the only one.

    Raises Trouble when there is none, or several and none was named.
    """
    found = list(sellers.filter(siren=siren.replace(" ", "")) if siren else sellers[:2])
    if len(found) == 1:
        return found[0]
    if not found:
        raise Trouble(
            f"There is no seller{f' with the SIREN {siren}' if siren else ' yet'}.",
            "Import a seller.toml first (examples/ondine/seller.toml shows one).",
        )
    raise Trouble("There are several sellers.", "Name one with --seller and its SIREN.")


def _receive(files: Sequence[Path], seller_id: Any, at: Any) -> tuple[list[SourceFile], list[dict[str, Any]]]:
    from sansfaute.intake import actions

    received, refused = [], []
    for path in files:
        if path.suffix.lower() == ".toml":
            continue
        try:
            received.append(actions.receive_file(seller_id=seller_id, name=path.name, content=path.read_bytes(), at=at))
        except actions.FileRefused as refusal:
            refused.append({"file": path.name, "why": str(refusal)})
            console.print(f"[red]✗[/] {path.name}: {refusal}", highlight=False)
    order = ["items", "buyers", "contracts", "usage", "orders"]  # what each kind needs comes before it
    return sorted(received, key=lambda one: order.index(one.kind)), refused


def _parse_and_follow(source: SourceFile, steps: Any) -> None:
    """Parse one file, then let its steps run before the next file, which may need its records."""
    from sansfaute.intake import actions

    with progress() as bar:
        task = bar.add_task(f"{source.name} ({source.kind})", total=None)
        actions.parse_rows(source_file_id=source.id, at=clock.now())
        source.refresh_from_db()
        bar.update(task, total=source.row_count, completed=source.row_count)
    if steps is not None:
        steps.run()
    else:
        drain()


def drain() -> None:
    """Run, in this process, every job that is due; return when none is left."""
    from sansfaute.journal import actions as journal
    from sansfaute.journal import queries
    from sansfaute.lib.locks import alone
    from sansfaute.project.home import home
    from sansfaute.project.worker import DEAD_AFTER, work

    with alone(home() / "workers.lock") as nobody_works:
        if nobody_works:  # whatever is "doing" was left by a process that is no more
            journal.give_back_jobs(without_heartbeat=DEAD_AFTER * 0, at=clock.now())
    while queries.due_jobs(clock.now()).exists():
        work(home(), until_idle=True)


def _result(
    seller: Any, received: Sequence[SourceFile], refused: list[dict[str, Any]], dry_run: bool
) -> dict[str, Any]:
    from sansfaute.intake import queries
    from sansfaute.masterdata import queries as masterdata

    counts = queries.row_counts_by_file(seller.id)
    return {
        "seller": {"siren": seller.siren, "name": seller.name},
        "dry_run": dry_run,
        "files": [
            {"file": one.name, "kind": one.kind, "recognised": one.recognised, **counts[one.id]} for one in received
        ],
        "refused": refused,
        "rows": queries.row_counts(seller.id),
        "set_aside_reasons": queries.reason_counts(seller.id),
        "findings": masterdata.finding_counts(seller.id),
        "merge_proposals": masterdata.merge_proposals(seller.id).count(),
    }


def _show(result: dict[str, Any]) -> None:
    for one in result["files"]:
        out.print(f"[bold]{one['file']}[/] → {one['kind']}", highlight=False)
        lines((label, text) for label, text in recognised_lines(one["recognised"]))
        lines([("rows read", str(one["read"])), ("usable", str(one["usable"])), ("set aside", str(one["set_aside"]))])
    lines((f"set aside: {code}", str(count)) for code, count in result["set_aside_reasons"].items())


def recognised_lines(recognised: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What a reader recognised, as short lines: encoding, separator, header, columns."""
    for name, value in recognised.items():
        if isinstance(value, (str, int)):
            yield name.replace("_", " "), str(value)
        elif isinstance(value, dict) and isinstance(value.get("value"), (str, int)):
            yield name.replace("_", " "), str(value["value"])


@app.command()
def person(
    username: str,
    email: Annotated[str, typer.Option(help="The address the person signs in with.")],
    role: Annotated[str, typer.Option(help="clerk, approver, accountant, support or admin.")] = "admin",
    seller: Seller = "",
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)] = "",
) -> None:
    """Invite a person and give a role for a seller; somebody known already gets the role alone."""
    with installation():
        from django.db import transaction

        from sansfaute.masterdata import queries
        from sansfaute.people import actions
        from sansfaute.people import queries as people

        own, at = only_seller(queries.sellers(), seller), clock.now()
        with transaction.atomic():  # nobody is invited without the role that was asked for
            known = people.person_named(username)
            invited = known or actions.invite_person(username=username, email=email, password=password, at=at)
            actions.grant_role(person=invited, seller_id=own.id, role=role, at=at)
        console.print(f"{username} may sign in and is {role} for {own.name}.")
