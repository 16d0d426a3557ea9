"""Building an atlas: from folders and faces, batch by batch, to what is kept of them."""
