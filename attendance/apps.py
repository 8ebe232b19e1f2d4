from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AttendanceConfig(AppConfig):
    name = "attendance"
    verbose_name = _("Sessions and attendance")

    def ready(self) -> None:
        from . import person_merging, personal_data

        personal_data.register()
        person_merging.register()
