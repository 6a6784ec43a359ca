"""Texts that cases name word for word, each stored once."""

import hashlib
import json
from typing import Any, Self

from django.core.cache import cache
from django.db import models, transaction

#: For how long a process believes that a text is in the database, in seconds. After a backup was
#: restored, the cache must be emptied as well.
KNOWN_FOR = 600


class KeptText(models.Model):
    """What citizens were shown: a notice with what they agreed to, or questions that are data.

    The key is the digest of what it says, so a text that exists is neither looked for nor written
    twice, and one that was changed afterwards shows.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    language = models.CharField(max_length=5)
    body = models.JSONField()
    kept_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.digest[:12]

    @classmethod
    def of(cls, language: str, body: Any) -> Self:
        """The text under its digest; saves nothing."""
        return cls(digest=digest_of(language, body), language=language, body=body)

    @classmethod
    def keep(cls, *texts: Self) -> None:
        """Writes the texts that are not there yet; those known to be there cost no statement."""
        known = cache.get_many([text.cache_key for text in texts])
        new = [text for text in texts if text.cache_key not in known]
        if new:
            cls.objects.bulk_create(new, ignore_conflicts=True)
            written = {text.cache_key: True for text in new}
            transaction.on_commit(lambda: cache.set_many(written, KNOWN_FOR), robust=True)

    @staticmethod
    def is_known(digest: str) -> bool:
        """Whether the text was lately seen in the database."""
        return bool(cache.get(f"kept-text-{digest}"))

    @property
    def cache_key(self) -> str:
        return f"kept-text-{self.digest}"

    @property
    def intact(self) -> bool:
        """Whether it still says what its digest says."""
        return self.digest == digest_of(self.language, self.body)


def digest_of(language: str, body: Any) -> str:
    exact = json.dumps([language, body], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(exact.encode()).hexdigest()
