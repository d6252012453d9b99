"""People, and the role each has for each seller."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from sansfaute.lib.ids import new_id


class Person(AbstractUser):
    """Somebody who signs in."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)


class Role(models.Model):
    """What a person may do for one seller; see `rules.MAY`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller_id = models.UUIDField(db_index=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(max_length=20)  # clerk, approver, accountant, support, admin

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seller_id", "person", "role"], name="a_role_is_given_once")]
