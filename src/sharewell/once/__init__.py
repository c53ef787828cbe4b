"""A form sent twice acts once: twice by an impatient finger, or again because nobody knew whether it had arrived."""
