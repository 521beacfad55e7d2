import CatalogAdapters

catalogMain()
