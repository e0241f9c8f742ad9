/* sink: the far end of a transfer over TCP, made so that it costs little.
 *
 * Listens on 127.0.0.1, on a port of the kernel's choice, which it prints. Takes
 * COUNT connections, one after another, each to its end, and prints the bytes
 * each brought. recv(MSG_TRUNC) without a buffer lets TCP drop what arrived
 * without copying it; where that is refused a buffer is used.
 * Source: man 7 tcp, "MSG_TRUNC".
 *
 *   sink [COUNT] [--verify FILE]
 *
 * With --verify it receives into a buffer and compares with FILE, byte by byte:
 * status 1 at the first connection that differs.
 *
 * copyscope shows `recvfrom` tcp → memory, `discard`: 0 copies. */
#include "lab.h"
#include <sys/mman.h>

#define PIECE (1 << 20)

static ssize_t receive(int fd, void *buffer, int flags) {
  ssize_t n;
  do n = recv(fd, buffer, PIECE, flags);
  while (n < 0 && errno == EINTR);
  return n;
}

static off_t discard(int fd) {
  static char *buffer; /* none, as long as TCP drops the bytes for us */
  off_t total = 0;
  for (;;) {
    ssize_t n = receive(fd, buffer, buffer ? 0 : MSG_TRUNC);
    if (n < 0 && errno == EFAULT && !buffer) {
      buffer = touched_buffer(PIECE);
      continue;
    }
    if (n < 0) fail("recv");
    if (n == 0) return total;
    total += n;
  }
}

struct original {
  const char *bytes;
  off_t size;
};

static struct original map_original(const char *path) {
  struct stat file;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0 || fstat(fd, &file) < 0) fail(path);
  struct original original = {.size = file.st_size};
  if (file.st_size > 0) {
    original.bytes = mmap(NULL, (size_t)file.st_size, PROT_READ, MAP_SHARED, fd, 0);
    if (original.bytes == MAP_FAILED) fail(path);
  }
  close(fd);
  return original;
}

static off_t compare(int fd, const struct original *original, char *buffer) {
  off_t total = 0;
  for (ssize_t n; (n = receive(fd, buffer, 0)) != 0; total += n) {
    if (n < 0) fail("recv");
    if (total + n > original->size) give_up("more bytes arrived than FILE has");
    for (ssize_t i = 0; i < n; i++) {
      if (buffer[i] == original->bytes[total + i]) continue;
      fprintf(stderr, "%s: byte %lld differs from FILE\n", program_invocation_short_name,
              (long long)(total + i));
      exit(1);
    }
  }
  if (total < original->size) give_up("fewer bytes arrived than FILE has");
  return total;
}

static int listen_loopback(void) {
  struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof here;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) fail("socket");
  if (bind(fd, (struct sockaddr *)&here, size) < 0) fail("bind 127.0.0.1");
  if (listen(fd, 16) < 0) fail("listen");
  if (getsockname(fd, (struct sockaddr *)&here, &size) < 0) fail("getsockname");
  printf("%u\n", ntohs(here.sin_port));
  fflush(stdout);
  return fd;
}

int main(int argc, char **argv) {
  const char *verify = NULL;
  unsigned long count = 1;
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], "--verify") == 0 && i + 1 < argc) verify = argv[++i];
    else count = number(argv[i], "COUNT", 1UL << 30);
  }
  struct original original = {0};
  char *buffer = NULL;
  if (verify) {
    original = map_original(verify);
    buffer = touched_buffer(PIECE);
  }

  int listener = listen_loopback();
  while (count > 0) {
    int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0 && (errno == EINTR || errno == ECONNABORTED)) continue;
    if (fd < 0) fail("accept");
    off_t total = verify ? compare(fd, &original, buffer) : discard(fd);
    printf("%lld\n", (long long)total);
    fflush(stdout);
    close(fd);
    count--;
  }
}
