from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "sansfaute.documents"
    default_auto_field = "django.db.models.BigAutoField"
