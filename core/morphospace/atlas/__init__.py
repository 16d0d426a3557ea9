"""The atlas: a dataset's pictures with their places in a model's latent space, and what people do there."""
