"""Gold questions, and what they show about the answers."""
