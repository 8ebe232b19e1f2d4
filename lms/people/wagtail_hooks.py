from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from lms.core.admin_menu import PEOPLE, REFERENCE, register_in_training_menu, register_link_in_training_menu

from . import viewsets
from .imports.permissions import can_read_imports

# Choosers first: the forms of the screens below ask for them.
hooks.register("register_admin_viewset", lambda: viewsets.PersonChooserViewSet("person_chooser"))
hooks.register("register_admin_viewset", lambda: viewsets.OrganisationChooserViewSet("organisation_chooser"))

register_in_training_menu(viewsets.OrganisationViewSet, PEOPLE)
register_in_training_menu(viewsets.PersonViewSet, PEOPLE + 10)
register_in_training_menu(viewsets.AffiliationViewSet, PEOPLE + 20)
register_in_training_menu(viewsets.InvitationViewSet, PEOPLE + 30)
register_in_training_menu(viewsets.RoleGrantViewSet, PEOPLE + 40)
register_link_in_training_menu(
    _("Imports of persons"), "import-list", icon="upload", order=PEOPLE + 25,
    is_shown=lambda request: can_read_imports(request.user),
)  # fmt: skip
register_in_training_menu(viewsets.RegionViewSet, REFERENCE)
register_in_training_menu(viewsets.ProvinceViewSet, REFERENCE + 10)


@hooks.register("register_log_actions")
def name_actions(actions: Any) -> None:
    """The acts of this app, as the journal names them."""
    for action, label in (
        ("people.person_recorded", _("Person recorded")),
        ("people.arrival", _("Arrival recorded")),
        ("people.departure", _("Departure recorded")),
        ("people.invited", _("Invitation sent")),
        ("people.invitation_withdrawn", _("Invitation withdrawn")),
        ("people.invitation_accepted", _("Invitation accepted")),
        ("people.role_granted", _("Role granted")),
        ("people.role_ended", _("Role ended")),
        ("people.import_uploaded", _("List of persons sent")),
        ("people.import_recorded", _("List of persons recorded")),
        ("people.import_dropped", _("Import of persons dropped")),
        ("people.import_file_forgotten", _("File of an import deleted")),
    ):
        actions.register_action(action, label, label)


@hooks.register("construct_settings_menu")
def hide_closed_screens(request: Any, items: list[Any]) -> None:
    """Wagtail's screens of users and groups are shut (closed_doors): no entry leads there."""
    items[:] = [item for item in items if item.name not in {"users", "groups"}]


@hooks.register("construct_reports_menu")
def hide_site_history(request: Any, items: list[Any]) -> None:
    """The journal of the whole portal names rows of every region: only national readers are led there."""
    from .permissions import reads_site_history

    if not reads_site_history(request.user):
        items[:] = [item for item in items if item.name != "site-history"]
