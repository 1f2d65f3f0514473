"""Papers: what enters and leaves as a file (XLSX, CSV, PDF), in the forms that the offices use.

A paper is made of plain records that a use case gave; nothing is computed here but the paper's own sums.
"""
