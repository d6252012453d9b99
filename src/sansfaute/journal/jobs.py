"""The journal's own periodic job."""

from sansfaute.journal import actions
from sansfaute.lib import clock
from sansfaute.lib.jobs import periodic


@periodic("journal.seal_facts", cron="*/5 * * * *", harmless_twice=True)
def seal_facts(timestamp: int) -> None:
    """Seal the facts of the last minutes in a block."""
    actions.seal_facts(at=clock.now())
