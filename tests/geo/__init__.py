"""Places: postcodes, names, distances, the making of the data, and the online geocoder."""
