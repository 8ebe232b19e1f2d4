from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "lms.people"
    label = "people"
    verbose_name = _("People")

    def ready(self) -> None:
        from . import person_merging
        from .privacy import erasers, inactivity, own_parts
        from .receivers import connect

        connect()
        for module in (own_parts, erasers, inactivity, person_merging):
            module.register()
