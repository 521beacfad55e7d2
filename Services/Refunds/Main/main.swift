import RefundsAdapters

refundsMain()
