"""Look into the register: what was agreed, signed and decided, and whether it stands as it was recorded."""
