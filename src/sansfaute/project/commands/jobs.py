"""jobs: what failed and why; try again."""

from typing import Annotated

import typer

from sansfaute.lib import clock
from sansfaute.lib.errors import Trouble
from sansfaute.project.commands.app import Json, app, console, out, say_json
from sansfaute.project.installation import installation

jobs_app = typer.Typer(help="Jobs that failed, with their reason; try them again.", invoke_without_command=True)
app.add_typer(jobs_app, name="jobs")


@jobs_app.callback()
def failed(context: typer.Context, as_json: Json = False) -> None:
    """List failed jobs with their reason."""
    if context.invoked_subcommand:
        return
    with installation():
        from sansfaute.journal import queries
        from sansfaute.project.summary import failed_jobs

        found = failed_jobs()
        waiting = queries.unfinished_work().count()
    if as_json:
        say_json({"failed": found, "unfinished": waiting})
        return
    for job in found:
        out.print(f"{job['id']:>8}  {job['task']:<32} {job['reason']}", highlight=False)
    console.print(f"{len(found)} failed, {waiting} waiting or in hand.")


@jobs_app.command()
def retry(
    job_id: Annotated[int, typer.Argument(help="The job's number; 0 for all failed jobs.")] = 0,
) -> None:
    """Put a failed job, or all of them, back in the queue."""
    with installation():
        from sansfaute.journal import actions, queries

        ids = [job_id] if job_id else list(queries.failed_jobs().values_list("id", flat=True))
        missing = [one for one in ids if not actions.retry_job(job_id=one, at=clock.now())]
    if missing:
        raise Trouble(f"There is no failed job {missing[0]}.", "`sansfaute jobs` lists them.")
    console.print(f"{len(ids)} jobs are back in the queue.")
