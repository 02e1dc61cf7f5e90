"""How the directory is kept true: owners, changes that wait, versions, freshness, the desk."""
