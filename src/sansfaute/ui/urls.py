"""Addresses of the design system."""

from django.urls import path
from django.views.i18n import set_language

from sansfaute.ui import views

urlpatterns = [
    path("ui/", views.living_page, name="living_page"),
    path("apparence/", views.choose_theme, name="choose_theme"),
    path("langue/", set_language, name="set_language"),
]
