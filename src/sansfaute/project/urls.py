"""Every address of the site: doors first, then the rooms' own pages."""

from django.urls import include, path

urlpatterns = [
    path("compte/", include("allauth.urls")),
    path("", include("sansfaute.desk.urls")),
]
