"""What says who somebody is: the one list of personal fields. They enter the proof only as salted digests.

Columns as table.column; keys of an entry's body at any depth, with everything below them. Free text counts as
personal: whoever writes a reason may write a name. What has been hashed stays as it was hashed: moving a column or a
key into or out of this list asks for a new version of the proof (docs/decisions/0012-proof.md).
"""

PERSONAL_COLUMNS = frozenset(
    {
        "entry.actor",
        "entry.origin",
        "entry.reason",
        "stream.key",
        "account.username",
        "allocation_line.reason",
        "borrower.customer_no",
        "borrower.identity_no",
        "borrower.name",
        "group_fact.leader",
        "mapping.name",
        "paper.content",
        "paper.name",
        "paper.sha256",
        "scenario.name",
    }
)

PERSONAL_KEYS = frozenset(
    {
        "address",
        "collateral",
        "customer_no",
        "identity_no",
        "leader",
        "member",
        "name",
        "note",
        "number",  # of an evidence paper, which is often an identity number
        "opinion",
        "phone",
        "reason",
        "reasons",
        "sha256",
        "username",
    }
)
