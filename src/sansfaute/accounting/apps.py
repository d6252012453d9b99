from django.apps import AppConfig


class AccountingConfig(AppConfig):
    name = "sansfaute.accounting"
    default_auto_field = "django.db.models.BigAutoField"
