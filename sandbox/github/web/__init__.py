"""Pages for people: what `html_url` of each resource opens."""
