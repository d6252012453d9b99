"""Write missing migrations, room by room in the order of travel (one file each when fresh)."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sansfaute.project.settings")

import django

from sansfaute.project.databases import database
from sansfaute.project.home import home

with database(home()):
    django.setup()
    from django.core.management import call_command

    from sansfaute.project.settings import ROOMS

    for room in ROOMS:
        if os.path.isdir(os.path.join(os.path.dirname(__file__), "..", "src", "sansfaute", room, "migrations")):
            call_command("makemigrations", room, *sys.argv[1:])
