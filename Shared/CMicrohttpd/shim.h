#pragma once
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

/// What a daemon is started with; MHD takes variadic options, which Swift cannot pass.
struct cmicrohttpd_options {
  int listener;
  unsigned connections_max;
  size_t header_bytes_max;
  void *context;
  MHD_AccessHandlerCallback handle;
  void *(*target)(void *context, const char *target, struct MHD_Connection *connection);
  MHD_RequestCompletedCallback completed;
  MHD_NotifyConnectionCallback notify;
};

/// Targets and arguments are decoded by the server itself, so MHD is to leave them alone.
static inline size_t cmicrohttpd_keep(void *context, struct MHD_Connection *connection, char *text) {
  (void)context;
  (void)connection;
  return strlen(text);
}

static inline void cmicrohttpd_ignore_log(void *context, const char *format, va_list arguments) {
  (void)context;
  (void)format;
  (void)arguments;
}

static inline struct MHD_Daemon *cmicrohttpd_start(const struct cmicrohttpd_options *options) {
  struct MHD_OptionItem items[] = {
      {MHD_OPTION_LISTEN_SOCKET, options->listener, NULL},
      {MHD_OPTION_CONNECTION_LIMIT, options->connections_max, NULL},
      {MHD_OPTION_CONNECTION_MEMORY_LIMIT, (intptr_t)options->header_bytes_max, NULL},
      {MHD_OPTION_CONNECTION_TIMEOUT, 0, NULL},
      // Strictness 1 would refuse a missing Host itself, with a page of HTML; FramingRules answers that.
      {MHD_OPTION_STRICT_FOR_CLIENT, 0, NULL},
      {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)options->target, options->context},
      {MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t)cmicrohttpd_keep, NULL},
      {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)options->completed, options->context},
      {MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)options->notify, options->context},
      {MHD_OPTION_EXTERNAL_LOGGER, (intptr_t)cmicrohttpd_ignore_log, NULL},
      {MHD_OPTION_END, 0, NULL}};
  return MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO | MHD_USE_ERROR_LOG, 0, NULL, NULL, options->handle,
                          options->context, MHD_OPTION_ARRAY, items, MHD_OPTION_END);
}

/// Announces no length and no chunks, and closes: for HEAD on a streamed answer, after which MHD would else send an empty chunk.
static inline void cmicrohttpd_omit_framing(struct MHD_Response *response) {
  (void)MHD_set_response_options(response, MHD_RF_HTTP_1_0_SERVER, MHD_RO_END);
}

static inline int cmicrohttpd_epoll(struct MHD_Daemon *daemon) {
  const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
  return info ? info->epoll_fd : -1;
}

static inline int cmicrohttpd_socket(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return info ? info->connect_fd : -1;
}

/// Of request line, headers and the empty line behind them; 0 before they have arrived.
static inline size_t cmicrohttpd_head_size(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
  return info ? info->header_size : 0;
}

static inline void *cmicrohttpd_socket_context(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  return info ? info->socket_context : NULL;
}

/// Writes the client's numeric address; `size` of INET6_ADDRSTRLEN is always enough.
static inline void cmicrohttpd_peer(struct MHD_Connection *connection, char *text, socklen_t size) {
  text[0] = 0;
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  if (!info) return;
  const struct sockaddr *address = info->client_addr;
  if (address->sa_family == AF_INET) inet_ntop(AF_INET, &((const struct sockaddr_in *)address)->sin_addr, text, size);
  if (address->sa_family == AF_INET6) inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)address)->sin6_addr, text, size);
}

/// A listening, non-blocking socket, or -1 with errno; EINVAL for an address that is not numeric. No SO_REUSEPORT:
/// with it a forgotten process would share the port unseen.
static inline int cmicrohttpd_listen(const char *address, uint16_t port) {
  char service[6];
  snprintf(service, sizeof service, "%u", (unsigned)port);
  struct addrinfo hints;
  memset(&hints, 0, sizeof hints);
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
  hints.ai_socktype = SOCK_STREAM;
  struct addrinfo *found = NULL;
  if (getaddrinfo(address, service, &hints, &found) != 0) {
    errno = EINVAL;
    return -1;
  }
  int one = 1;
  int listener = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  int failed = listener < 0 || setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) != 0 ||
               bind(listener, found->ai_addr, found->ai_addrlen) != 0 || listen(listener, 1024) != 0;
  int reason = errno;
  freeaddrinfo(found);
  if (failed && listener >= 0) close(listener);
  errno = reason;
  return failed ? -1 : listener;
}

static inline uint16_t cmicrohttpd_port(int listener) {
  struct sockaddr_storage address;
  socklen_t size = sizeof address;
  if (getsockname(listener, (struct sockaddr *)&address, &size) != 0) return 0;
  if (address.ss_family == AF_INET6) return ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
  return ntohs(((struct sockaddr_in *)&address)->sin_port);
}

/// An epoll instance that watches two descriptors for input; -1 when the system has none left.
static inline int cmicrohttpd_watch(int first, int second) {
  int watcher = epoll_create1(EPOLL_CLOEXEC);
  if (watcher < 0) return -1;
  struct epoll_event event;
  memset(&event, 0, sizeof event);
  event.events = EPOLLIN;
  event.data.fd = first;
  int failed = epoll_ctl(watcher, EPOLL_CTL_ADD, first, &event) != 0;
  event.data.fd = second;
  failed |= epoll_ctl(watcher, EPOLL_CTL_ADD, second, &event) != 0;
  if (failed) {
    close(watcher);
    return -1;
  }
  return watcher;
}

static inline void cmicrohttpd_wait(int watcher, int timeout_ms) {
  struct epoll_event events[2];
  (void)epoll_wait(watcher, events, 2, timeout_ms);
}

static inline int cmicrohttpd_eventfd(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

static inline void cmicrohttpd_wake(int event) {
  uint64_t one = 1;
  (void)!write(event, &one, sizeof one);
}

static inline void cmicrohttpd_clear(int event) {
  uint64_t count;
  (void)!read(event, &count, sizeof count);
}

static inline int cmicrohttpd_errno(void) { return errno; }
