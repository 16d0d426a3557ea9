"""The atlas: a dataset's pictures with their places in a model's latent space, and what people do there.

``atlas``, ``columns`` and ``exploration`` are what all else speaks of. ``building`` makes an atlas and
``storage`` keeps it; ``filtering``, ``drawing`` and ``exporting`` serve what people do with it; ``layouts``,
``evidence``, ``similar`` and ``whereabouts`` say what its places mean.
"""
