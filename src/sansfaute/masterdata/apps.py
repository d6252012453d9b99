from django.apps import AppConfig


class MasterdataConfig(AppConfig):
    name = "sansfaute.masterdata"
    default_auto_field = "django.db.models.BigAutoField"
