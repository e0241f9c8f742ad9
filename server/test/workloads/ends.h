/* Both sides of a conversation, within one process. */
#ifndef ENDS_H
#define ENDS_H

#include "table.h"
#include <arpa/inet.h>
#include <linux/netlink.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#ifndef SO_ZEROCOPY
#define SO_ZEROCOPY 60
#endif

static inline void switch_on(int fd, int level, int option) {
  int on = 1;
  if (setsockopt(fd, level, option, &on, sizeof on) < 0) fail("setsockopt");
}

static inline int bound_loopback(int type, struct sockaddr_in *address) {
  *address = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof *address;
  int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);
  if (fd < 0 || bind(fd, (struct sockaddr *)address, size) < 0) fail("bind to 127.0.0.1");
  if (getsockname(fd, (struct sockaddr *)address, &size) < 0) fail("getsockname");
  return fd;
}

/* TCP_NODELAY: every send leaves as it is, none waits for company. */
static inline void tcp_pair(struct end *sender, struct end *receiver) {
  struct sockaddr_in address;
  int listener = bound_loopback(SOCK_STREAM, &address);
  if (listen(listener, 1) < 0) fail("listen");
  sender->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (sender->fd < 0) fail("socket");
  if (connect(sender->fd, (struct sockaddr *)&address, sizeof address) < 0) fail("connect");
  receiver->fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
  if (receiver->fd < 0) fail("accept");
  switch_on(sender->fd, IPPROTO_TCP, TCP_NODELAY);
  close(listener);
}

static inline void udp_pair(struct end *sender, struct end *receiver) {
  struct sockaddr_in from, to;
  sender->fd = bound_loopback(SOCK_DGRAM, &from);
  receiver->fd = bound_loopback(SOCK_DGRAM, &to);
  if (connect(sender->fd, (struct sockaddr *)&to, sizeof to) < 0) fail("connect");
  if (connect(receiver->fd, (struct sockaddr *)&from, sizeof from) < 0) fail("connect");
}

static inline void unix_pair(int type, struct end *sender, struct end *receiver) {
  int pair[2];
  if (socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, pair) < 0) fail("socketpair");
  sender->fd = pair[0];
  receiver->fd = pair[1];
}

/* NETLINK_USERSOCK is the one family in which programs may talk to each other. */
static inline void netlink_pair(struct end *sender, struct end *receiver) {
  struct sockaddr_nl here = {.nl_family = AF_NETLINK};
  socklen_t size = sizeof here;
  sender->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_USERSOCK);
  receiver->fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_USERSOCK);
  if (sender->fd < 0 || receiver->fd < 0) fail("netlink socket");
  if (bind(receiver->fd, (struct sockaddr *)&here, size) < 0) fail("bind netlink");
  if (getsockname(receiver->fd, (struct sockaddr *)&here, &size) < 0) fail("getsockname");
  if (connect(sender->fd, (struct sockaddr *)&here, size) < 0) fail("connect netlink");
}

static inline void pipe_pair(int flags, struct end *writer, struct end *reader) {
  int pair[2];
  if (pipe2(pair, O_CLOEXEC | flags) < 0) fail("pipe");
  reader->fd = pair[0];
  writer->fd = pair[1];
}

#endif
