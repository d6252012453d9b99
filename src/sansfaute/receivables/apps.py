from django.apps import AppConfig


class ReceivablesConfig(AppConfig):
    name = "sansfaute.receivables"
    default_auto_field = "django.db.models.BigAutoField"
