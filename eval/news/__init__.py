"""Questions over articles that are not part of the project, and how they are answered."""
