await storytellerMain()
