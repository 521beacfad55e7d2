await marketctlMain()
