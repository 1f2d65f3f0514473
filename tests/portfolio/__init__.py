"""A whole portfolio of invented loans as the bank's exports would show it, at any size, with faults planted and listed.

``write(folder, shape)`` writes the files and gives a ``Written``: their paths, the true totals, and the manifest: a
``Planted(code, contract_no, row)`` for every fault. Every identity is invented: contracts begin with 99,
CCCD with 000099 (of no province), customers with 00; names say "Giả Định".

What the reader itself finds has the reader's code; the rest are for whoever checks the loans.

Repaired by the reader (``Repair.code``), accepted then:
    zeros_restored      the customer number lost its leading zeros
    unicode_composed    the customer's name is decomposed Unicode (NFD)
    serial_day          the loan day is an Excel serial number
    number_format       the amount disbursed has dots for thousands and a comma for decimals
Read by the reader without remark, accepted:
    compact_day         the loan day is written yyyymmdd
Found by the reader (``Finding.code``):
    duplicate_line      the line stands twice, but for the savings: one loan
    duplicate_doubt     the contract stands twice, with other balances
    split_broken        total ≠ in term + overdue + frozen (layouts 10 and 31; GQVL states no total)
For the checks of a load (contradictions of a loan, or what is not known of it):
    paid_in_full_with_balance      closed, or repaid all that was disbursed, with a balance (10, 31)
    term_zero                      a term of 0 months
    disbursed_before_approval      first disbursed before the day of the loan (10, 31)
    outstanding_above_disbursed    a balance above all that was disbursed
    maturity_before_signing        due before the day of the loan
    rate_not_of_regime             a rate that no rule of its regime gives (10, 31)
    regime_not_held                lent before 2015-09-01
    instalment_rule_unknown        lent directly (ĐVUT 99) and signed from 2026-03-01 (10, 31)
    commune_unknown                a commune of no code and no name
    commune_divided                an old commune whose people were divided in 2025
    funding_unknown                a funding source or an investor that nobody knows
    overdue_without_day            an overdue balance without the day on which it moved (10, 31)
    instalments_do_not_add_up      the instalments unpaid do not come to the balance
    history_does_not_add_up        disbursed less repaid in the entries is not the balance
    should_be_overdue              its last due day and the session after it have passed, the balance is still in term
"""

from tests.portfolio.places import World, world
from tests.portfolio.shape import CODES, DAY, Planted, Shape, Written
from tests.portfolio.write import write

__all__ = ["CODES", "DAY", "Planted", "Shape", "World", "Written", "world", "write"]
