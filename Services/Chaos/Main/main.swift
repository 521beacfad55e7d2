await chaosMain()
