"""What a map is drawn from: sorted points, their colours, rasters, tiles and regions, without a screen."""
