/* sins-moving: moves data in ways that a finding should speak of, and in ways it should not.
 *
 *   sins-moving NAME IN OUT
 *
 * IN is a file of 8 MiB or more on a disk, OUT one to be made. NAME is one of the table at the end; the process
 * calls itself by it, and everything it needs others for is done by children called "other". */
#include "sins.h"
#include <sys/sendfile.h>

enum { CHUNK = 65536, TOTAL = 8 << 20 };

static struct end sender, receiver;

static void to_other(void) {
  tcp_pair(&sender, &receiver);
  drained(receiver.fd, sender.fd);
}

static void relay(void) {
  to_other();
  int in = open_or_fail(file_in, O_RDONLY);
  for (int done = 0; done < TOTAL; done += CHUNK) {
    read_all(in, buffer, CHUNK);
    write_all(sender.fd, buffer, CHUNK);
  }
}

static void sends_file(void) {
  to_other();
  int in = open_or_fail(file_in, O_RDONLY);
  off_t at = 0;
  while (at < TOTAL)
    if (sendfile(sender.fd, in, &at, CHUNK) <= 0) fail("sendfile");
}

/* Somebody who sends TOTAL bytes. */
static int source(void) {
  struct end from, to;
  tcp_pair(&from, &to);
  if (other_process()) {
    close(to.fd);
    for (int done = 0; done < TOTAL; done += CHUNK) write_all(from.fd, buffer, CHUNK);
    _exit(0);
  }
  close(from.fd);
  return to.fd;
}

static void proxy(void) {
  int in = source();
  to_other();
  for (ssize_t n; (n = read(in, buffer, CHUNK)) > 0;) write_all(sender.fd, buffer, (size_t)n);
}

static void splicer(void) {
  int in = source(), pipe_ends[2];
  to_other();
  if (pipe2(pipe_ends, O_CLOEXEC) < 0) fail("pipe");
  for (ssize_t n; (n = splice(in, NULL, pipe_ends[1], NULL, CHUNK, 0)) > 0;)
    while (n > 0) {
      ssize_t moved = splice(pipe_ends[0], NULL, sender.fd, NULL, (size_t)n, 0);
      if (moved <= 0) fail("splice");
      n -= moved;
    }
}

static void copier(void) {
  int in = open_or_fail(file_in, O_RDONLY), out = open_or_fail(file_out, O_WRONLY | O_CREAT | O_TRUNC);
  for (int done = 0; done < TOTAL; done += CHUNK) {
    read_all(in, buffer, CHUNK);
    write_all(out, buffer, CHUNK);
  }
}

static void ranger(void) {
  int in = open_or_fail(file_in, O_RDONLY), out = open_or_fail(file_out, O_WRONLY | O_CREAT | O_TRUNC);
  for (int done = 0; done < TOTAL;) {
    ssize_t n = copy_file_range(in, NULL, out, NULL, (size_t)(TOTAL - done), 0);
    if (n <= 0) fail("copy_file_range");
    done += (int)n;
  }
}

/* Sends `count` times `bytes`, and fetches the completions of those that had the flag. */
static void send_zerocopy(int count, size_t bytes, int flag) {
  to_other();
  if (flag) switch_on(sender.fd, SOL_SOCKET, SO_ZEROCOPY);
  unsigned sent = 0, completed = 0;
  while (sent < (unsigned)count || (flag && completed < sent)) {
    if (sent < (unsigned)count && sent - completed < 16) {
      if (send(sender.fd, buffer, bytes, flag) != (ssize_t)bytes) fail("send");
      sent++;
      if (!flag) completed++;
      continue;
    }
    char control[128];
    struct msghdr message = {.msg_control = control, .msg_controllen = sizeof control};
    if (recvmsg(sender.fd, &message, MSG_ERRQUEUE) < 0) {
      if (errno != EAGAIN) fail("completion");
      usleep(100);
      continue;
    }
    uint32_t *range = (uint32_t *)(control + 16 + 8); /* struct sock_extended_err: ee_info, ee_data */
    completed += range[1] - range[0] + 1;
  }
}

static void zc_small(void) { send_zerocopy(2003, 4096, MSG_ZEROCOPY); }
static void zc_large(void) { send_zerocopy(211, CHUNK, MSG_ZEROCOPY); }
static void zc_none(void) { send_zerocopy(211, CHUNK, 0); }

static void direct(size_t block, int blocks) {
  int in = open_or_fail(file_in, O_RDONLY | O_DIRECT);
  for (int i = 0; i < blocks; i++) read_all(in, buffer, block);
}

static void direct_tiny(void) { direct(4096, 1500); }
static void direct_large(void) { direct(1 << 20, 8); }

/* IN is read from the disk, or from the page cache, in large pieces. */
static void stream(bool cold) {
  int in = open_or_fail(file_in, O_RDONLY);
  if (cold && posix_fadvise(in, 0, 0, POSIX_FADV_DONTNEED) != 0) fail("posix_fadvise");
  while (read(in, buffer, 1 << 18) > 0) {}
}

static void stream_cold(void) { stream(true); }
static void stream_hot(void) { stream(false); }

static const struct deed deeds[] = {
  {"relay", relay},         {"sends-file", sends_file},   {"proxy", proxy},
  {"splicer", splicer},     {"copier", copier},           {"ranger", ranger},
  {"zc-small", zc_small},   {"zc-large", zc_large},       {"zc-none", zc_none},
  {"direct-tiny", direct_tiny}, {"direct-large", direct_large},
  {"stream-cold", stream_cold}, {"stream-hot", stream_hot},
};

int main(int argc, char **argv) { return do_one(argc, argv, deeds, sizeof deeds / sizeof *deeds); }
