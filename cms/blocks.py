"""The pieces a lesson is made of. Each is one idea for the reader, each has its own template."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

RICH_TEXT_FEATURES = ["h2", "h3", "bold", "ol", "ul", "link", "document-link"]


class ParagraphBlock(blocks.RichTextBlock):
    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "cms/blocks/paragraph.html"


class KeyMessageBlock(blocks.StructBlock):
    """What must stay when everything else is forgotten."""

    text = blocks.TextBlock(label=_("Message"), max_length=400)

    class Meta:
        icon = "pick"
        label = _("Key message")
        template = "cms/blocks/key_message.html"


class ImageBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Image"))
    alternative = blocks.CharBlock(
        label=_("Text alternative"), required=False, max_length=250,
        help_text=_("What the image tells. Empty when it only decorates."),
    )  # fmt: skip
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=250)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "cms/blocks/image.html"


class CaseStudyBlock(blocks.StructBlock):
    """A fictional situation to work on. Nothing in it may identify a child."""

    title = blocks.CharBlock(label=_("Title"), max_length=160)
    situation = blocks.RichTextBlock(label=_("Situation"), features=["bold", "ol", "ul"])
    questions = blocks.ListBlock(blocks.CharBlock(label=_("Question")), label=_("Questions"))
    guidance = blocks.RichTextBlock(label=_("Guidance"), features=["bold", "ol", "ul"], required=False)
    is_fictional = blocks.BooleanBlock(
        label=_("Fictional case: nothing in it identifies a child"), required=True, default=False
    )

    class Meta:
        icon = "group"
        label = _("Case study")
        template = "cms/blocks/case_study.html"


class DocumentBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("Document"))
    description = blocks.CharBlock(label=_("Description"), required=False, max_length=250)

    class Meta:
        icon = "doc-full"
        label = _("Document")
        template = "cms/blocks/document.html"


class VideoBlock(blocks.StructBlock):
    """A video file of our own with its transcript: who cannot load or hear it reads the same."""

    video = DocumentChooserBlock(label=_("Video file"), help_text=_("MP4, 5 MB at most."))
    title = blocks.CharBlock(label=_("Title"), max_length=160)
    transcript = blocks.RichTextBlock(label=_("Transcript"), features=["bold", "ol", "ul"])

    class Meta:
        icon = "media"
        label = _("Video with transcript")
        template = "cms/blocks/video.html"


class LessonBody(blocks.StreamBlock):
    paragraph = ParagraphBlock(features=RICH_TEXT_FEATURES)
    key_message = KeyMessageBlock()
    image = ImageBlock()
    case_study = CaseStudyBlock()
    document = DocumentBlock()
    video = VideoBlock()
