import OrdersAdapters

ordersMain()
