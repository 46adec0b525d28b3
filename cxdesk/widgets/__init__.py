"""Parts that know the desk's words but no screen: list, header, line of keys, views; and the threads that feed them."""
