import PostingAdapters

postingMain()
