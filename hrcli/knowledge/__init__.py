"""What the field knows: data beside its reader."""
