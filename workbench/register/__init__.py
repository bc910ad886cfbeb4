"""What is kept: uploads by content, and the register of studies with everything that was agreed, signed and decided."""

from workbench.register.chain import Entry
from workbench.register.change import Change
from workbench.register.data_dir import data_dir
from workbench.register.register import Register, State, open_register
from workbench.register.samples import Sample, list_samples
from workbench.register.studies import Studies, Study
from workbench.register.uploads import Uploads
from workbench.register.verify import Verification

__all__ = [
    "Change",
    "Entry",
    "Register",
    "Sample",
    "State",
    "Studies",
    "Study",
    "Uploads",
    "Verification",
    "data_dir",
    "list_samples",
    "open_register",
]
