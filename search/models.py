"""`Entry`: one row for each public thing and language, the only thing that the public searches."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Site
from wagtail.search import index

from search import text

WORDS_AT_MOST = 30_000  # PostgreSQL refuses to index a text of more than 1 MB


class TitleWords(index.SearchField):
    """Puts the title's words, not its letters, where an engine keeps titles."""

    def get_value(self, obj: Any) -> str:
        return str(obj.title_words)


class Entry(index.Indexed, models.Model):
    """What a page, a register entry or a document says; written by `search.index` alone.

    Engines hold ASCII words only: folded and with accents spelled out, each also tied to its
    neighbour, and the values that results are narrowed by. So every engine finds the same, and
    each test of a query, even for a phrase, is whether words are there.
    """

    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    object_pk = models.CharField(max_length=50)  # modelsearch needs the name object_id itself
    locale = models.ForeignKey(Locale, models.CASCADE, related_name="+")
    office = models.ForeignKey(Site, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=30)
    title = models.CharField(max_length=300)
    summary = models.TextField()
    body = models.TextField()
    search_fold = models.TextField()
    url = models.CharField(max_length=500)
    date = models.DateField(null=True)

    search_fields = [
        TitleWords("title", boost=2),
        index.SearchField("all_words"),
        index.FilterField("kind"),
        index.FilterField("office"),
        index.FilterField("locale"),
    ]
    search_auto_update = False  # search.index writes the engines too, within the transaction
    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_pk", "locale"],
                name="one_entry_per_thing_and_locale",
            )
        ]
        verbose_name = _("mục tìm kiếm")
        verbose_name_plural = _("mục tìm kiếm")

    def __str__(self) -> str:
        return self.title

    @classmethod
    def get_indexed_objects(cls) -> "models.QuerySet[Entry]":
        return cls._default_manager.select_related("locale")

    @property
    def title_words(self) -> str:
        title = findable(text.tokens(self.title), text.spelled_words(self.title))
        return compact([*self.marks, *title])

    @property
    def all_words(self) -> str:
        spelled = text.spelled_words(f"{self.title} {self.summary} {self.body}")
        return compact([*self.marks, *findable(self.search_fold.split(), spelled)])

    @property
    def marks(self) -> list[str]:
        """The words that stand for what results are narrowed by."""
        return [
            mark("kind", self.kind),
            mark("locale", self.locale.language_code),
            mark("office", self.office_id or ""),
        ]


def findable(folded: list[str], spelled: list[str]) -> list[str]:
    """The words of a text and the ties between them, without accents and with."""
    accented = [word for word in spelled + text.phrase(spelled) if not word.isalpha()]
    return folded + text.phrase(folded) + accented


def compact(parts: list[str]) -> str:
    """Each word once, since only its presence counts; a book-long text ends somewhere."""
    return " ".join(list(dict.fromkeys(parts))[:WORDS_AT_MOST])


def mark(name: str, value: object) -> str:
    """A word no text has by chance, that stands for a value in an index of words."""
    plain = "".join(char for char in str(value) if char.isalnum())
    return f"{name}0is0{plain}"
