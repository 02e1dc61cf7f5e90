"""Places, offline: from what somebody typed to a point on the map, and how sure we are of it.

`places.resolve` reads a postcode, a part of one, or the name of a town or village, against data
that LILY ships (`data/`, made by `lily gazetteer import`); `postcodes`, `outcodes`, `areas` and
`distance` are what it stands on, and what addresses and catchments use. `geocoder` asks an online
map service instead, only where the operator switched it on. `making` builds the data.
"""
