"""The states of a case, and the one table of transitions: who may move it where, and under what.

`names` has the states in the words of staff and citizens, `table` the transitions, `guards` what
must be so before one, `courses` which of them a kind takes (data), `moves` asks all of it at once.
"""

from forms.states.courses import Condition, Course, Step
from forms.states.guards import YES, Answer, Guard, stands_in, supplement_is_overdue
from forms.states.moves import allows, may, open_to, transition, ways_from
from forms.states.names import (
    CITIZEN_NAMES,
    FINAL,
    REOPENABLE,
    REVIEWING,
    RUNNING,
    STAFF_NAMES,
    TOLD,
    UNDECIDED,
    State,
    Text,
    citizen_name,
    staff_name,
)
from forms.states.people import (
    CITIZEN,
    HOLDER,
    NEXT,
    READ_RESTRICTED,
    Citizen,
    User,
    roles_at,
    stand_ins,
)
from forms.states.reading import COURSES, BadCourses, read_courses, roles_anywhere
from forms.states.rows import PROCEDURE, REQUEST, Reopening, Transition
from forms.states.table import TRANSITIONS

__all__ = [
    "CITIZEN",
    "CITIZEN_NAMES",
    "COURSES",
    "FINAL",
    "HOLDER",
    "NEXT",
    "PROCEDURE",
    "READ_RESTRICTED",
    "REOPENABLE",
    "REQUEST",
    "REVIEWING",
    "RUNNING",
    "STAFF_NAMES",
    "TOLD",
    "TRANSITIONS",
    "UNDECIDED",
    "YES",
    "Answer",
    "BadCourses",
    "Citizen",
    "Condition",
    "Course",
    "Guard",
    "Reopening",
    "State",
    "Step",
    "Text",
    "Transition",
    "User",
    "allows",
    "citizen_name",
    "may",
    "open_to",
    "read_courses",
    "roles_anywhere",
    "roles_at",
    "staff_name",
    "stand_ins",
    "stands_in",
    "supplement_is_overdue",
    "transition",
    "ways_from",
]
