from django.apps import AppConfig


class AdoptionConfig(AppConfig):
    name = "sansfaute.adoption"
    default_auto_field = "django.db.models.BigAutoField"
