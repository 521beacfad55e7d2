#pragma once

/* From now on, sockets that this process binds to 127.0.0.1 with no port of their own get base_port, base_port + 1 and
 * so on (0: the system chooses again). All of them get TCP_NODELAY, which accepted connections inherit. */
void portpin_set(int base_port);
