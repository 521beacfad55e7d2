import CrowdsourcingAdapters

crowdsourcingMain()
