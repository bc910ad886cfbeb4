"""What is kept: uploads by content, and studies."""

from workbench.register.data_dir import data_dir
from workbench.register.samples import Sample, list_samples
from workbench.register.studies import Studies, Study
from workbench.register.uploads import Uploads

__all__ = ["Sample", "Studies", "Study", "Uploads", "data_dir", "list_samples"]
