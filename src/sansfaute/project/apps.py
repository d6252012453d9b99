from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "sansfaute.project"

    def ready(self) -> None:
        """Hand the journey to the journal, which imports nothing of it."""
        from sansfaute.journal import actions  # models are loaded only once Django is ready

        try:
            from sansfaute.journey import JOURNEY
        except ImportError:  # TEMPORARY while rooms are being written
            JOURNEY = {}

        actions.set_journey(JOURNEY)
