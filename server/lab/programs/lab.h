/* What every transfer of the lab shares: its arguments, its two ends, a buffer
 * that will not fault, and an end that is the end of the data.
 *
 * Nothing in here is called between two chunks except `write_all`, which makes
 * one write() unless the kernel takes only part of the bytes. So what copyscope
 * sees per chunk is what the program's own loop says. */
#ifndef LAB_H
#define LAB_H

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

struct transfer {
  int in;          /* FILE, open for reading, at its beginning */
  int out;         /* DEST: a connected socket, or a new and empty file */
  bool to_socket;
  size_t chunk;
  off_t size;      /* of FILE when it was opened: what there is to move */
};

enum destination { TO_SOCKET = 1, TO_PATH = 2, TO_ANY = TO_SOCKET | TO_PATH };

static inline _Noreturn void give_up(const char *sentence) {
  fprintf(stderr, "%s: %s\n", program_invocation_short_name, sentence);
  exit(1);
}

/* Names what could not be done and says why, from errno. */
static inline _Noreturn void fail(const char *what) {
  fprintf(stderr, "%s: %s: %s\n", program_invocation_short_name, what, strerror(errno));
  exit(1);
}

static inline unsigned long number(const char *text, const char *name, unsigned long max) {
  char *end;
  errno = 0;
  unsigned long value = strtoul(text, &end, 10);
  if (errno || end == text || *end || *text == '-' || value == 0 || value > max) {
    fprintf(stderr, "%s: %s must be a number from 1 to %lu, not '%s'\n",
            program_invocation_short_name, name, max, text);
    exit(1);
  }
  return value;
}

static inline int connect_loopback(const char *port) {
  struct sockaddr_in sink = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)number(port, "PORT", 65535)),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) fail("socket");
  if (connect(fd, (struct sockaddr *)&sink, sizeof sink) < 0) fail("connect to 127.0.0.1");
  return fd;
}

/* Reads FILE, DEST and CHUNK from the command line and opens both ends.
 * `flags` are added to both opens (O_DIRECT, for one). */
static inline struct transfer open_transfer(int argc, char **argv, enum destination allowed,
                                            int flags) {
  if (argc != 4) {
    fprintf(stderr, "usage: %s FILE %s CHUNK\n", program_invocation_short_name,
            allowed == TO_SOCKET ? "tcp:PORT" : allowed == TO_PATH ? "PATH" : "tcp:PORT|PATH");
    exit(1);
  }
  struct transfer t = {.to_socket = strncmp(argv[2], "tcp:", 4) == 0,
                       .chunk = number(argv[3], "CHUNK", 1UL << 30)};
  if (t.to_socket && !(allowed & TO_SOCKET)) give_up("DEST must be a path, not a socket");
  if (!t.to_socket && !(allowed & TO_PATH)) give_up("DEST must be tcp:PORT, not a path");

  t.in = open(argv[1], O_RDONLY | O_CLOEXEC | flags);
  if (t.in < 0) fail(argv[1]);
  struct stat file;
  if (fstat(t.in, &file) < 0) fail(argv[1]);
  if (!S_ISREG(file.st_mode)) give_up("FILE must be a regular file");
  t.size = file.st_size;

  signal(SIGPIPE, SIG_IGN); /* a sink that went away is an error to report, not a death */
  if (t.to_socket) {
    t.out = connect_loopback(argv[2] + 4);
  } else {
    t.out = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | flags, 0644);
    if (t.out < 0) fail(argv[2]);
  }
  return t;
}

/* How much to move next, when `done` bytes have been moved. */
static inline size_t next_chunk(const struct transfer *t, off_t done) {
  off_t left = t->size - done;
  return left < (off_t)t->chunk ? (size_t)left : t->chunk;
}

/* Page aligned, and every page touched, so that the loop takes no page fault. */
static inline char *touched_buffer(size_t bytes) {
  void *buffer;
  errno = posix_memalign(&buffer, (size_t)sysconf(_SC_PAGESIZE), bytes);
  if (errno) fail("buffer");
  return memset(buffer, 1, bytes);
}

static inline void write_all(int fd, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t n = write(fd, bytes, count);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail("write DEST");
    bytes += n;
    count -= (size_t)n;
  }
}

/* Bytes given to a socket have only been queued. The transfer is over when the
 * sink has taken them all and closed its side, which read() shows as 0. */
static inline void finish_transfer(const struct transfer *t) {
  if (t->to_socket) {
    if (shutdown(t->out, SHUT_WR) < 0) fail("shutdown");
    char unexpected;
    ssize_t n;
    while ((n = read(t->out, &unexpected, 1)) != 0)
      if (n < 0 && errno != EINTR) fail("wait for the sink");
  }
  if (close(t->out) < 0) fail("close DEST");
  close(t->in);
}

#endif
