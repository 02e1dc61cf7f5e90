"""How the gazetteer is made: from the files of those who publish places to the files LILY reads.

`recognise` tells what a file is; `code_point`, `onspd`, `names` and the rest each read one kind;
`postcodes` writes the bundle of all postcodes, `settlements` that of all place names, `coast` the
outline of the map. Only the `lily gazetteer` command comes here; pages never do.
"""
