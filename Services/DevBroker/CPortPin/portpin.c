#define _GNU_SOURCE
#include "portpin.h"

#include <dlfcn.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>

typedef int (*bind_function)(int, const struct sockaddr *, socklen_t);

static atomic_int next_port;

void portpin_set(int base_port) { atomic_store(&next_port, base_port); }

static bind_function system_bind(void) {
    static _Atomic(bind_function) found;
    bind_function function = atomic_load(&found);
    if (!function) {
        function = (bind_function)dlsym(RTLD_NEXT, "bind");
        atomic_store(&found, function);
    }
    return function;
}

static int is_unpinned_loopback(const struct sockaddr *address, socklen_t length, struct sockaddr_in *copy) {
    if (!address || length < sizeof *copy || address->sa_family != AF_INET) return 0;
    memcpy(copy, address, sizeof *copy);
    return copy->sin_addr.s_addr == htonl(INADDR_LOOPBACK);
}

/* librdkafka's mock cluster offers no way to choose its ports. A symbol of the executable comes before libc's, so
 * its calls land here. Without TCP_NODELAY small answers wait 40 ms for an acknowledgement. */
__attribute__((visibility("default"))) int bind(int fd, const struct sockaddr *address, socklen_t length) {
    struct sockaddr_in in;
    if (!is_unpinned_loopback(address, length, &in)) return system_bind()(fd, address, length);
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (in.sin_port == 0 && atomic_load(&next_port)) {
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        in.sin_port = htons((unsigned short)atomic_fetch_add(&next_port, 1));
    }
    return system_bind()(fd, (const struct sockaddr *)&in, sizeof in);
}
