"""Reports as data: each is a DataFrame in the library, and JSON or CSV at the rim. pandas lives here."""
