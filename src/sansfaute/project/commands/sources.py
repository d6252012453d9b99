"""import, person: bring data and people in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from sansfaute.lib import clock
from sansfaute.lib.errors import Trouble
from sansfaute.project.commands.app import Json, Seller, app, console, lines, out, progress, say_json
from sansfaute.project.commands.run import refuse_missing
from sansfaute.project.installation import installation

if TYPE_CHECKING:
    from sansfaute.intake.models import SourceFile

_READABLE = {".csv", ".tsv", ".txt", ".fec", ".xlsx", ".xls", ".ods", ".vcf", ".xml", ".json", ".pdf", ".zip"}
_ORDER = ("items", "buyers", "invoices", "contracts", "usage", "orders")
"""What each kind needs comes before it."""


@app.command("import")
def import_(
    paths: Annotated[list[Path], typer.Argument(help="Files, folders or .zip; a seller.toml names the seller.")],
    seller: Seller = "",
    choose: Annotated[
        list[str] | None,
        typer.Option("--choose", help="How to read what is in doubt: kind=buyers, key=siren, decimal_mark=, …"),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and judge everything, write nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Read exports, ledgers, address books and past invoices: rows that can be used go on, others say why not."""
    choices = _choices(choose or ())
    for path in paths:
        refuse_missing(path)
    files = list(_files(paths))
    if not files:
        raise Trouble("There is nothing to import.", f"Readable: seller.toml and {', '.join(sorted(_READABLE))}.")
    with installation():
        result = import_files(files, seller, dry_run=dry_run, choices=choices)
    if as_json:
        say_json(result)
    else:
        _show(result)
    if result["refused"]:
        raise typer.Exit(1)


def _choices(said: Sequence[str]) -> dict[str, Any]:
    """What was chosen, as name=value; a column is given as column.name=2, counted from 1. Raises Trouble."""
    from sansfaute.intake import rules

    chosen: dict[str, Any] = {}
    for one in said:
        name, _, value = one.partition("=")
        if name.startswith("column."):
            place = int(value) - 1 if value.isdigit() else value
            chosen.setdefault("columns", {})[name.removeprefix("column.")] = place
        else:
            chosen[name] = value
    try:
        return rules.read_choices(chosen).data()
    except rules.ChoiceUnknown as failure:
        raise Trouble(
            f"--choose: {failure}.",
            "Name kind, key, header_row, decimal_mark, date_order, encoding, separator, sheet or column.name.",
        ) from failure


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    """The files named, and those of the folders named, however deep; links inside a folder are not followed."""
    for path in paths:
        if not path.is_dir():
            if not path.is_file():
                raise Trouble(f"{path} is not a file.", "Name a file, a folder or a .zip.")
            yield path
            continue
        for one in sorted(path.rglob("*")):
            hidden = any(part.startswith(".") for part in one.relative_to(path).parts)
            wanted = one.suffix.lower() in _READABLE or one.name == "seller.toml"
            if wanted and not hidden and not one.is_symlink() and one.is_file():
                yield one


def import_files(
    files: Sequence[Path], seller_siren: str = "", *, dry_run: bool = False, choices: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Import files in the order that their kinds need; gives back what became of each row."""
    from django.db import transaction  # Django is ready only by now

    from sansfaute.journal import actions as journal

    at = clock.now()
    with transaction.atomic() if dry_run else _nothing(), journal.inline_steps() if dry_run else _nothing() as steps:
        seller = _seller(files, seller_siren, at)
        received, refused = _receive(files, seller.id, choices, at)
        for one in _ORDER:
            _parse_and_follow([source for source in received if source.kind == one], steps)
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


def _receive(
    files: Sequence[Path], seller_id: Any, choices: Mapping[str, Any] | None, at: Any
) -> tuple[list[SourceFile], list[dict[str, Any]]]:
    """Receive every file; those kept, each once and past invoices oldest first, and those refused."""
    from sansfaute.intake import actions

    given = [path for path in files if path.suffix.lower() != ".toml"]
    received: dict[Any, SourceFile] = {}
    refused = []
    with progress() as bar:
        for path in bar.track(given, description="reading files"):
            found = actions.receive_files(seller_id=seller_id, files=[(path.name, path)], choices=choices, at=at)
            received |= {one.pk: one for one in found.files}
            refused += found.refused
    for refusal in refused:
        console.print(f"[red]✗[/] {escape(str(refusal))}", highlight=False)
    said = [{"file": one.name, "code": one.code, "why": str(one), "mend": one.remedy} for one in refused]
    return sorted(received.values(), key=lambda one: str(one.recognised.get("issue_date", ""))), said


def _parse_and_follow(sources: Sequence[SourceFile], steps: Any) -> None:
    """Parse the files of one kind, then let their steps run before the next kind, which may need their records."""
    from sansfaute.intake import actions

    if not sources:
        return
    with progress() as bar:
        task = bar.add_task(_described(sources), total=sum(one.recognised.get("row_count", 0) for one in sources))
        before = 0
        for source in sources:
            read = actions.parse_rows(
                source_file_id=source.id,
                accept=True,
                at=clock.now(),
                tell=lambda done, before=before: bar.update(task, completed=before + done),  # type: ignore[misc]  # its own value
            )
            before += read.row_count
            bar.update(task, completed=before)
    if steps is not None:
        steps.run()
    else:
        drain()


def _described(sources: Sequence[SourceFile]) -> str:
    names = sources[0].name if len(sources) == 1 else f"{len(sources)} files"
    return f"{names} ({sources[0].kind})"


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

    for one in received:
        one.refresh_from_db()
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
        "duplicates": masterdata.duplicate_counts(seller.id),
    }


def _show(result: dict[str, Any]) -> None:
    for one in result["files"]:
        out.print(f"[bold]{escape(one['file'])}[/] → {one['kind']}", highlight=False)
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
