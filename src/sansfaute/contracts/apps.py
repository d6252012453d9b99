from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "sansfaute.contracts"
    default_auto_field = "django.db.models.BigAutoField"
