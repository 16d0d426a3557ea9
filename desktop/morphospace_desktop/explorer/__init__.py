"""The workspace *Explore*: a latent space as a landscape, its galleries, and what is made there."""
