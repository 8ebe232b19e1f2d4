"""The portal's other pages: home, library, news, and plain pages such as the legal notice."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index

from .. import page_contexts
from ..blocks import RICH_TEXT_FEATURES
from ..page_access import RarelyRestricted


class HomePage(RarelyRestricted, Page):
    """The first page in each language."""

    eyebrow = models.CharField(_("line above the title"), max_length=80, blank=True)
    lead = models.CharField(_("lead"), max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("eyebrow"), FieldPanel("lead")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.CataloguePage", "cms.ResourcePage", "cms.NewsPage", "cms.StandardPage"]
    template = "pages/home.html"

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), **page_contexts.home_context(self, request)}


class TextPage(RarelyRestricted, Page):
    """What plain pages share: an introduction and a text."""

    introduction = models.CharField(_("introduction"), max_length=300, blank=True)
    body = RichTextField(_("text"), features=RICH_TEXT_FEATURES, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    search_fields = [*Page.search_fields, index.SearchField("introduction"), index.SearchField("body")]

    class Meta:
        abstract = True


class StandardPage(TextPage):
    """A plain page: help, legal notice, privacy, accessibility, how we count."""

    template = "pages/text.html"

    class Meta:
        verbose_name = _("plain page")
        verbose_name_plural = _("plain pages")


class NewsPage(TextPage):
    """A dated announcement."""

    template = "pages/text.html"
    published_on = models.DateField(_("date"))

    content_panels = [
        *Page.content_panels,
        FieldPanel("published_on"),
        *TextPage.content_panels[len(Page.content_panels) :],
    ]

    class Meta:
        verbose_name = _("news page")
        verbose_name_plural = _("news pages")


class ResourcePage(TextPage):
    """An item of the library: a guide, a circular, a form, with its source and its date of validity."""

    template = "pages/text.html"
    source = models.CharField(_("source"), max_length=200)
    valid_on = models.DateField(_("checked on"), null=True, blank=True)
    document = models.ForeignKey(
        "wagtaildocs.Document",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("document"),
    )

    content_panels = [
        *TextPage.content_panels,
        FieldPanel("source"),
        FieldPanel("valid_on"),
        FieldPanel("document"),
    ]

    class Meta:
        verbose_name = _("library page")
        verbose_name_plural = _("library pages")
