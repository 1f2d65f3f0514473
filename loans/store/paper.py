"""Scanned papers: the bytes as they came, never changed."""

from sqlalchemy import insert, select

from loans.service.unit_of_work import Booked, Paper
from loans.store.base import Port, unknown
from loans.store.tables import paper


class SqlPapers(Port):
    def add(self, booked: Booked, new: Paper, content: bytes) -> None:
        self._connection.execute(
            insert(paper).values(
                id=booked.stream_id,
                entry_id=booked.entry_id,
                name=new.name,
                media_type=new.media_type,
                size=new.size,
                sha256=new.sha256,
                content=content,
            )
        )

    def get(self, paper_id: int) -> Paper:
        columns = (paper.c.id, paper.c.name, paper.c.media_type, paper.c.size, paper.c.sha256)
        query = self._known(select(*columns), paper.c.entry_id).where(paper.c.id == paper_id)
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            raise unknown("văn bản", "paper", "paper_id", paper_id)
        return Paper(**row)

    def content(self, paper_id: int) -> bytes:
        return bytes(self._connection.execute(select(paper.c.content).where(paper.c.id == paper_id)).scalar_one())
