from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "sansfaute.project"

    def ready(self) -> None:
        """Hand the journey to the journal, which imports nothing of it."""
        from sansfaute.journal import actions  # models are loaded only once Django is ready
        from sansfaute.journey import JOURNEY

        actions.set_journey(JOURNEY)
