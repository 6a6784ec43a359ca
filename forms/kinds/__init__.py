"""The registry of kinds: what can be asked, by stable code.

`OFFERED` are those that a form page offers; a request about the data of a case has no page of its
own, it is begun where the case is followed.
"""

from forms.kinds.base import Kind
from forms.kinds.data_request import DataRequestKind
from forms.kinds.offered import OFFERED

KINDS: dict[str, Kind] = {**OFFERED, DataRequestKind.code: DataRequestKind()}

__all__ = ["KINDS", "OFFERED", "Kind"]
