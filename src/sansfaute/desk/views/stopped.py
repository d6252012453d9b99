"""Work in the background that was given up: a person has it tried again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sansfaute.desk.views.page import open_books, sent
from sansfaute.journal import actions as journal_actions
from sansfaute.journal import queries as journal
from sansfaute.lib import clock
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import MEND_RECORDS


@require_POST
@open_to_those_who_may(MEND_RECORDS)
def retry_work(request: HttpRequest) -> HttpResponse:
    """Put a job of these books that was given up back in the queue; one that runs again is left alone."""
    books = open_books(request, MEND_RECORDS)
    given, back = sent(request.POST, "job"), sent(request.POST, "back")
    number = int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else 0
    job = journal.failed_job(books.seller.pk, number)
    if job is not None and journal_actions.retry_job(job_id=job.id, at=clock.now()):
        messages.success(request, _("It is tried again. This page shows how far it comes."))
    else:
        messages.info(request, _("Nothing waits to be tried again."))
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return HttpResponseRedirect(back if safe else reverse("data_overview") + books.address_ending)
