// Tests follow with the migrator.
