"""Excel files: what sellers fill in is read as they see it, templates and marked copies are written.

Pure functions over bytes. ``WorkbookError`` is the only thing they raise for what is in a file.
"""

from .marking import mark
from .reading import read
from .sheets import Sheet, Workbook, WorkbookError
from .writing import Column, Table, write
