"""The mirror's picture and its sound: scene to surface, cue to loudspeaker, a sign of life to systemd."""
