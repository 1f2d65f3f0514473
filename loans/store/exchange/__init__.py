"""Everything out in open formats, and back: one file a table, a schema that says what is in it (decision 0017).

``dump`` writes a folder that anybody can read without this program; ``restore`` makes an equal database of it.
"""

from loans.store.exchange.dump import Dumped, dump
from loans.store.exchange.restore import Restored, restore

__all__ = ["Dumped", "Restored", "dump", "restore"]
