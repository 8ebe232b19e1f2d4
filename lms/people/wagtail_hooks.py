from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from lms.core.admin_menu import PEOPLE, REFERENCE, register_in_training_menu, register_link_in_training_menu

from . import viewsets
from .accounts.permissions import opens_accounts
from .imports.permissions import can_read_imports
from .merging.permissions import can_review_duplicates
from .permissions import can_answer_data_requests

# Choosers first: the forms of the screens below ask for them.
hooks.register("register_admin_viewset", lambda: viewsets.PersonChooserViewSet("person_chooser"))
hooks.register("register_admin_viewset", lambda: viewsets.OrganisationChooserViewSet("organisation_chooser"))

register_in_training_menu(viewsets.OrganisationViewSet, PEOPLE)
register_in_training_menu(viewsets.PersonViewSet, PEOPLE + 10)
register_link_in_training_menu(
    _("Possible duplicates"), "duplicate-list", icon="copy", order=PEOPLE + 15,
    is_shown=lambda request: can_review_duplicates(request.user),
)  # fmt: skip
register_in_training_menu(viewsets.AffiliationViewSet, PEOPLE + 20)
register_in_training_menu(viewsets.InvitationViewSet, PEOPLE + 30)
register_in_training_menu(viewsets.RoleGrantViewSet, PEOPLE + 40)
register_link_in_training_menu(
    _("Accounts"),
    "account-list",
    icon="key",
    order=PEOPLE + 50,
    is_shown=lambda request: opens_accounts(request.user),
)
register_link_in_training_menu(
    _("Requests about personal data"), "data-request-list", icon="lock", order=PEOPLE + 60,
    is_shown=lambda request: can_answer_data_requests(request.user),
)  # fmt: skip
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
        ("people.duplicates_searched", _("Duplicates searched")),
        ("people.arrival", _("Arrival recorded")),
        ("people.departure", _("Departure recorded")),
        ("people.transfer", _("Move to another organisation recorded")),
        ("people.profession_changed", _("Change of profession recorded")),
        ("people.main_changed", _("Change of main organisation recorded")),
        ("people.affiliation_corrected", _("Affiliation corrected")),
        ("people.organisation_created", _("Organisation added")),
        ("people.organisation_changed", _("Organisation changed")),
        ("people.organisation_closed", _("Organisation closed")),
        ("people.organisation_reopened", _("Closing of an organisation taken back")),
        ("people.management_changed", _("Managing association changed")),
        ("people.invited", _("Invitation sent")),
        ("people.invitation_withdrawn", _("Invitation withdrawn")),
        ("people.invitation_accepted", _("Invitation accepted")),
        ("people.card_issued", _("Card printed")),
        ("people.recovery_card_issued", _("Card for a new password printed")),
        ("people.card_used", _("Card used")),
        ("people.sign_in_phone_changed", _("Phone for signing in changed")),
        ("people.second_factors_removed", _("Second factors removed")),
        ("people.role_granted", _("Role granted")),
        ("people.role_ended", _("Role ended")),
        ("people.account_closed", _("Account closed")),
        ("people.account_reopened", _("Account opened again")),
        ("people.data_corrected", _("Own data corrected")),
        ("people.data_exported", _("Own data exported")),
        ("people.data_requested", _("Request about own data")),
        ("people.data_request_closed", _("Request about own data closed")),
        ("people.pseudonymised", _("Person erased")),
        ("people.inactivity_announced", _("Closing of an unused account announced")),
        ("people.merged", _("Two records merged")),
        ("people.merge_undone", _("Merge undone")),
        ("people.duplicate_different", _("Noted as not the same person")),
        ("people.duplicate_later", _("Possible duplicate set aside for later")),
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
