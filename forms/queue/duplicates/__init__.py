"""Two cases side by side: are they one?"""
