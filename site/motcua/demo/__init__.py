"""The demonstration: content that is believable and recognisably invented."""
