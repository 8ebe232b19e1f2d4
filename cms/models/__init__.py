from .learning_pages import CataloguePage, CoursePage, LessonPage
from .public_pages import HomePage, NewsPage, ResourcePage, StandardPage
from .site_settings import PortalSettings

__all__ = [
    "CataloguePage",
    "CoursePage",
    "HomePage",
    "LessonPage",
    "NewsPage",
    "PortalSettings",
    "ResourcePage",
    "StandardPage",
]
