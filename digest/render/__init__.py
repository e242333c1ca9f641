"""Text that several targets share; all escaping is in the renderers, at the last moment. Pure."""
