"""What depends on the model that is nominated, and on whether a set of criteria is there for it."""

from forms.kinds import sources
from forms.kinds.traits import unless, when

FAMILY = when("model_kind", "gia_dinh")
CLAN = when("model_kind", "dong_ho")
UNIT = when("model_kind", "don_vi")
CITIZEN = when("model_kind", "cong_dan")
GROUP = when("model_kind", "dong_ho", "cong_dong")
SCORED = unless("criteria_set", sources.UNSCORED, "", None)
