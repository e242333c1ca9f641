"""Text that several targets share; all escaping is in the renderers, at the last moment. Pure but for `chart`.

A digest as `markdown`, `html`, `text` and for a `terminal`, a `page` of ours for a terminal, a `chart` of a week's
topics, drawn by matplotlib with the machine's fonts. All of them begin with `clean`, say the same `phrases` and lead
to the same `links`; `late` is what came after the first delivery.
"""
