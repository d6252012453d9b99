"""Addresses of the desk, and of the design system it is drawn with."""

from django.urls import include, path

from sansfaute.desk import views

urlpatterns = [
    path("", views.today, name="today"),
    path("factures/", views.invoices, name="invoices"),
    path("factures/export.csv", views.invoices_csv, name="invoices_csv"),
    path("factures/<uuid:invoice_id>/", views.invoice, name="invoice"),
    path("factures/<uuid:invoice_id>/facture.pdf", views.invoice_file, {"kind": "facturx"}, name="invoice_pdf"),
    path("factures/<uuid:invoice_id>/facture.xml", views.invoice_file, {"kind": "cii"}, name="invoice_xml"),
    path("check/", views.check, name="check"),
    path("check/file/", views.check_file, name="check_file"),
    path("anomalies/", views.exceptions, name="exceptions"),
    path("anomalies/<uuid:exception_id>/decision/", views.decide, name="decide"),
    path("brouillons/<uuid:draft_id>/", views.held_draft, name="held_draft"),
    path("lignes-ecartees/", views.rows_set_aside, name="rows"),
    path("lignes-ecartees/export.csv", views.rows_csv, name="rows_csv"),
    path("", include("sansfaute.ui.urls")),
]
