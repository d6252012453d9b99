"""Bill runs and their schedule."""

from django.conf import settings
from django.db import models

from sansfaute.lib.ids import new_id
from sansfaute.masterdata.models import Seller


class BillRun(models.Model):
    """One bill run: everything billable until a date, for a scope, to be issued on a date."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    until = models.DateField()  # included
    issue_date = models.DateField()
    # Subscription periods that ended before this day were invoiced elsewhere; null: none was.
    since = models.DateField(null=True)
    # rules.Scope as a dictionary: buyers, contracts, orders, items, kinds, segments; {} is everything.
    scope = models.JSONField(default=dict)
    # The simulation that this run must agree with; null when nothing was simulated before.
    simulation_id = models.UUIDField(null=True)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    # Where it stands: "working", "paused", "found" (all work found, its drafts on their way), "cancelled".
    state = models.CharField(max_length=10, default="working")
    last_buyer_id = models.UUIDField(null=True)  # the last whose work was found: where it goes on after a stop
    buyers_done = models.PositiveIntegerField(default=0)
    buyers_to_do = models.PositiveIntegerField(default=0)


class RunSchedule(models.Model):
    """When runs start by themselves."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    rhythm = models.JSONField()  # rules.Rhythm as a dictionary: the days on which it starts
    until = models.CharField(max_length=20)  # day_before, same_day, end_of_month or end_of_last_month
    scope = models.JSONField(default=dict)
    simulates_only = models.BooleanField(default=True)
    next_on = models.DateField()
    is_active = models.BooleanField(default=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    last_run = models.ForeignKey(BillRun, null=True, on_delete=models.PROTECT, related_name="+")
