from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IndicatorsConfig(AppConfig):
    name = "lms.indicators"
    label = "indicators"
    verbose_name = _("Indicators")

    def ready(self) -> None:
        from lms.people.structures.trainings import register_training_source

        from . import personal_data
        from .receivers import connect
        from .selectors import trained_modules

        connect()
        register_training_source(trained_modules)
        personal_data.register()
