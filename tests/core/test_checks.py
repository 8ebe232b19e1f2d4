"""A viewset over our records that forgets its scope stops the start."""

from __future__ import annotations

from django.contrib.auth.models import Group
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from lms.core.checks import admin_screens_are_scoped, check_viewset, is_ours
from lms.core.scoping import ScopedChooserViewSet, ScopedModelViewSet, ScopedSnippetViewSet
from lms.people.models import Person, Region


def ids(viewset) -> list[str]:
    return [message.id for message in check_viewset(viewset)]


def test_what_is_registered_is_in_order():
    assert admin_screens_are_scoped(None) == []


def test_wagtails_own_bases_are_refused():
    assert ids(ModelViewSet("p", model=Person, form_fields=["email"])) == ["takwin.E001"]
    assert ids(ChooserViewSet("p", model=Person)) == ["takwin.E001"]
    assert ids(ChooserViewSet("p", model="people.Person")) == ["takwin.E001"]
    assert ids(SnippetViewSet(model=Region)) == ["takwin.E001"]


def test_the_scoped_bases_pass():
    assert ids(ScopedModelViewSet("p", model=Person, form_fields=["email"])) == []
    assert ids(ScopedChooserViewSet("p", model="people.Person")) == []
    assert ids(ScopedSnippetViewSet(model=Person)) == []


def test_a_model_without_a_scope_needs_a_reason():
    assert ids(ScopedModelViewSet("r", model=Region, form_fields=["code"])) == ["takwin.E002"]
    assert ids(ScopedModelViewSet("r", model=Region, form_fields=["code"], unscoped_because="No people.")) == []


def test_a_reason_does_not_lift_a_scope():
    assert ids(ScopedModelViewSet("p", model=Person, unscoped_because="Because.")) == ["takwin.E003"]


def test_models_of_libraries_are_not_ours():
    assert is_ours(Person)
    assert not is_ours(Group)
    assert ids(ModelViewSet("g", model=Group, form_fields=["name"])) == []
