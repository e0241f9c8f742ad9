/* families: every call that moves data, a known number of times, with known bytes.
 *
 *   families DIR             performs the table below; prints nothing
 *   families --table [DIR]   prints the table as JSON, one row a line
 *   families --idle          does nothing: what remains is the loader's
 *
 * Every call's result is checked, and the first that differs ends the program.
 * All numbers are primes (or a power of two where the kernel insists), so that a
 * row counted under another's name shows. Two files are made in DIR and removed.
 * With DIR, the table leaves out the O_DIRECT rows where its filesystem refuses.
 *
 * copyscope must show exactly the sum of the rows for each (operation, from, to),
 * apart from the calls of the loader before main: `read` and `pread64` of the C
 * library, and exactly as many in `families --idle`. */
#include "ends.h"
#include <linux/errqueue.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/uio.h>

/* ---- the ends ---- */

static struct end memory = {.word = "memory"}, nowhere = {.word = "unknown", .fd = -1};
static struct end zero = {.word = "zero"}, null = {.word = "null"}, urandom = {.word = "chardev"};
static struct end data = {.word = "file"}, output = {.word = "file"}, direct = {.word = "file"};
static struct end shared = {.word = "file", .filesystem = "tmpfs"};
static struct end kernel_version = {.word = "file", .filesystem = "proc"};
static struct end counter = {.word = "eventfd"};
static struct end pipe_w = {.word = "pipe"}, pipe_r = {.word = "pipe"};
static struct end second_w = {.word = "pipe"}, second_r = {.word = "pipe"};
static struct end empty_w = {.word = "pipe"}, empty_r = {.word = "pipe"};
static struct end tcp_s = {.word = "tcp"}, tcp_r = {.word = "tcp"};
static struct end zc_s = {.word = "tcp"}, zc_r = {.word = "tcp"};
static struct end udp_s = {.word = "udp"}, udp_r = {.word = "udp"};
static struct end stream_s = {.word = "unix"}, stream_r = {.word = "unix"};
static struct end dgram_s = {.word = "unix"}, dgram_r = {.word = "unix"};
static struct end netlink_s = {.word = "netlink"}, netlink_r = {.word = "netlink"};

/* ---- one function a system call ---- */

static _Alignas(4096) char here[65536], there[65536];

/* `size` bytes in three unequal parts. */
static struct iovec *parts(size_t size) {
  static struct iovec part[3];
  size_t half = size / 2, third = size / 3;
  part[0] = (struct iovec){here, half};
  part[1] = (struct iovec){here + half, third};
  part[2] = (struct iovec){here + half + third, size - half - third};
  return part;
}

static struct msghdr *message(size_t size) {
  static struct msghdr message;
  message = (struct msghdr){.msg_iov = parts(size), .msg_iovlen = 3};
  return &message;
}

/* Five messages of different sizes: MESSAGES_SIZE bytes together. */
enum { MESSAGES = 5, MESSAGES_SIZE = 31 + 37 + 41 + 43 + 47 };
static struct mmsghdr *messages(void) {
  static const size_t size[MESSAGES] = {31, 37, 41, 43, 47};
  static struct mmsghdr list[MESSAGES];
  static struct iovec part[MESSAGES];
  for (int i = 0; i < MESSAGES; i++) {
    part[i] = (struct iovec){here, size[i]};
    list[i] = (struct mmsghdr){.msg_hdr = {.msg_iov = &part[i], .msg_iovlen = 1}};
  }
  return list;
}

#define CALL(name, ...) \
  static ssize_t call_##name(const struct row *row) { return __VA_ARGS__; }

CALL(read, read(row->from->fd, here, row->size))
CALL(pread64, pread(row->from->fd, here, row->size, 0))
CALL(readv, readv(row->from->fd, parts(row->size), 3))
CALL(preadv, preadv(row->from->fd, parts(row->size), 3, 0))
CALL(preadv2, syscall(SYS_preadv2, row->from->fd, parts(row->size), 3, 0L, 0L, 0))
CALL(write, write(row->to->fd, here, row->size))
CALL(pwrite64, pwrite(row->to->fd, here, row->size, 0))
CALL(writev, writev(row->to->fd, parts(row->size), 3))
CALL(pwritev, pwritev(row->to->fd, parts(row->size), 3, 0))
CALL(pwritev2, syscall(SYS_pwritev2, row->to->fd, parts(row->size), 3, 0L, 0L, 0))
CALL(recvfrom, recvfrom(row->from->fd, here, row->size, row->bits, NULL, NULL))
CALL(recvmsg, recvmsg(row->from->fd, message(row->size), row->bits))
CALL(recvmmsg, recvmmsg(row->from->fd, messages(), MESSAGES, 0, NULL))
CALL(sendto, sendto(row->to->fd, here, row->size, row->bits, NULL, 0))
CALL(sendmsg, sendmsg(row->to->fd, message(row->size), row->bits))
CALL(sendmmsg, sendmmsg(row->to->fd, messages(), MESSAGES, 0))
CALL(sendfile, sendfile(row->to->fd, row->from->fd, NULL, row->size))
CALL(splice, splice(row->from->fd, NULL, row->to->fd, NULL, row->size, 0))
CALL(tee, tee(row->from->fd, row->to->fd, row->size, 0))
CALL(copy_file_range, copy_file_range(row->from->fd, NULL, row->to->fd, NULL, row->size, 0))
CALL(vmsplice_in, vmsplice(row->to->fd, &(struct iovec){here, row->size}, 1, 0))
CALL(vmsplice_out, vmsplice(row->from->fd, &(struct iovec){here, row->size}, 1, 0))
CALL(process_vm_readv, process_vm_readv(getpid(), &(struct iovec){here, row->size}, 1,
                                        &(struct iovec){there, row->size}, 1, 0))
CALL(process_vm_writev, process_vm_writev(getpid(), &(struct iovec){here, row->size}, 1,
                                          &(struct iovec){there, row->size}, 1, 0))
CALL(eventfd_write, write(row->to->fd, &(uint64_t){1}, row->size))

/* The completion of MSG_ZEROCOPY comes when the data has been copied or sent. */
static ssize_t call_error_queue(const struct row *row) {
  struct pollfd error_queue = {.fd = row->from->fd};
  if (poll(&error_queue, 1, -1) < 0) return -1;
  char control[128];
  struct msghdr completion = {.msg_control = control, .msg_controllen = sizeof control};
  return recvmsg(row->from->fd, &completion, row->bits);
}

/* ---- the table, in the order in which it is performed ---- */

#define ZEROCOPY_ON bits = MSG_ZEROCOPY, .flags = "\"MSG_ZEROCOPY\",\"SO_ZEROCOPY\""
#define DIRECT flags = "\"O_DIRECT\""

static const struct row table[] = {
  /* devices that make or swallow */
  ROW("read", zero, memory, 3, 1009, call_read),
  ROW("readv", zero, memory, 13, 499, call_readv),
  ROW("read", urandom, memory, 5, 251, call_read),
  ROW("read", null, memory, 7, 4099, call_read, .empty = true),
  ROW("write", memory, null, 11, 1013, call_write),
  ROW("writev", memory, null, 17, 503, call_writev),

  /* files */
  ROW("write", memory, output, 19, 211, call_write),
  ROW("pwrite64", memory, output, 23, 223, call_pwrite64),
  ROW("writev", memory, output, 29, 227, call_writev),
  ROW("pwritev", memory, output, 31, 229, call_pwritev),
  ROW("pwritev2", memory, output, 37, 233, call_pwritev2),
  ROW("read", data, memory, 41, 239, call_read),
  ROW("pread64", data, memory, 43, 241, call_pread64),
  ROW("readv", data, memory, 47, 251, call_readv),
  ROW("preadv", data, memory, 53, 257, call_preadv),
  ROW("preadv2", data, memory, 59, 263, call_preadv2),
  ROW("pwrite64", memory, direct, 3, 8192, call_pwrite64, .DIRECT),
  ROW("pread64", direct, memory, 5, 4096, call_pread64, .DIRECT),
  ROW("pwrite64", memory, shared, 3, 1019, call_pwrite64),
  ROW("pread64", shared, memory, 5, 1021, call_pread64),
  ROW("pread64", kernel_version, memory, 7, 11, call_pread64),
  ROW("copy_file_range", data, output, 5, 3001, call_copy_file_range),

  /* an event counter: 8 bytes, always */
  ROW("write", memory, counter, 67, 8, call_eventfd_write),
  ROW("read", counter, memory, 61, 8, call_read),

  /* pipes */
  ROW("write", memory, pipe_w, 7, 107, call_write),
  ROW("read", pipe_r, memory, 107, 7, call_read),
  ROW("writev", memory, pipe_w, 5, 109, call_writev),
  ROW("readv", pipe_r, memory, 109, 5, call_readv),
  ROW("vmsplice", memory, pipe_w, 11, 127, call_vmsplice_in),
  ROW("tee", pipe_r, second_w, 3, 131, call_tee),
  ROW("vmsplice", pipe_r, memory, 127, 11, call_vmsplice_out),
  ROW("splice", second_r, null, 3, 131, call_splice),
  ROW("read", empty_r, memory, 7, 17, call_read, .error = EAGAIN),
  ROW("read", nowhere, memory, 5, 19, call_read, .error = EBADF),

  /* without a buffer of ours */
  ROW("sendfile", data, output, 3, 2003, call_sendfile),
  ROW("sendfile", data, stream_s, 7, 137, call_sendfile),
  ROW("read", stream_r, memory, 137, 7, call_read),
  ROW("sendfile", data, pipe_w, 2, 2011, call_sendfile),
  ROW("splice", pipe_r, output, 2, 2011, call_splice),
  ROW("sendfile", data, tcp_s, 5, 1031, call_sendfile),
  ROW("recvfrom", tcp_r, memory, 1031, 5, call_recvfrom),
  ROW("splice", data, pipe_w, 3, 2017, call_splice),
  ROW("splice", pipe_r, tcp_s, 3, 2017, call_splice),
  ROW("splice", tcp_r, pipe_w, 3, 2017, call_splice),
  ROW("splice", pipe_r, second_w, 3, 2017, call_splice),
  ROW("splice", second_r, output, 3, 2017, call_splice),

  /* TCP over loopback */
  ROW("write", memory, tcp_s, 13, 139, call_write),
  ROW("read", tcp_r, memory, 139, 13, call_read),
  ROW("writev", memory, tcp_s, 11, 149, call_writev),
  ROW("readv", tcp_r, memory, 149, 11, call_readv),
  ROW("sendto", memory, tcp_s, 7, 151, call_sendto),
  ROW("recvfrom", tcp_r, memory, 3, 157, call_recvfrom, .FLAG(MSG_PEEK)),
  ROW("recvfrom", tcp_r, memory, 151, 7, call_recvfrom, .lost = 7, .FLAG(MSG_TRUNC)),
  ROW("sendmsg", memory, tcp_s, 17, 163, call_sendmsg),
  ROW("recvmsg", tcp_r, memory, 163, 17, call_recvmsg),
  ROW("sendto", memory, tcp_s, 5, 4001, call_sendto, .FLAG(MSG_ZEROCOPY)),
  ROW("recvmsg", tcp_r, memory, 5, 4001, call_recvmsg),
  ROW("sendto", memory, zc_s, 3, 8209, call_sendto, .ZEROCOPY_ON),
  ROW("sendmsg", memory, zc_s, 2, 8219, call_sendmsg, .ZEROCOPY_ON),
  ROW("recvfrom", zc_r, memory, 3, 8209, call_recvfrom),
  ROW("recvmsg", zc_r, memory, 2, 8219, call_recvmsg),
  ROW("recvmsg", zc_s, memory, 1, 0, call_error_queue, .empty = true, .FLAG(MSG_ERRQUEUE)),

  /* UDP over loopback */
  ROW("write", memory, udp_s, 3, 167, call_write),
  ROW("read", udp_r, memory, 3, 167, call_read),
  ROW("sendto", memory, udp_s, 5, 173, call_sendto),
  ROW("recvfrom", udp_r, memory, 2, 173, call_recvfrom, .FLAG(MSG_PEEK)),
  ROW("recvfrom", udp_r, memory, 5, 173, call_recvfrom),
  ROW("sendto", memory, udp_s, 7, 211, call_sendto),
  ROW("recvfrom", udp_r, memory, 7, 53, call_recvfrom, .returns = 211, .lost = 211 - 53,
      .FLAG(MSG_TRUNC)),
  ROW("sendmsg", memory, udp_s, 11, 179, call_sendmsg),
  ROW("recvmsg", udp_r, memory, 11, 179, call_recvmsg),
  ROW("sendmmsg", memory, udp_s, 3, MESSAGES_SIZE, call_sendmmsg, .messages = MESSAGES),
  ROW("recvmmsg", udp_r, memory, 3, MESSAGES_SIZE, call_recvmmsg, .messages = MESSAGES),

  /* unix and netlink; no more than 10 datagrams may wait in a unix socket */
  ROW("write", memory, stream_s, 13, 181, call_write),
  ROW("readv", stream_r, memory, 181, 13, call_readv),
  ROW("sendmsg", memory, stream_s, 17, 191, call_sendmsg),
  ROW("recvmsg", stream_r, memory, 191, 17, call_recvmsg),
  ROW("sendto", memory, dgram_s, 7, 193, call_sendto),
  ROW("recvfrom", dgram_r, memory, 7, 193, call_recvfrom),
  ROW("sendto", memory, netlink_s, 5, 197, call_sendto),
  ROW("recvfrom", netlink_r, memory, 5, 197, call_recvfrom),

  /* from process to process: here, to itself */
  ROW("process_vm_readv", memory, memory, 3, 5003, call_process_vm_readv),
  ROW("process_vm_writev", memory, memory, 5, 5009, call_process_vm_writev),
};
enum { ROWS = sizeof table / sizeof *table };

/* ---- main ---- */

static const char *in_directory(const char *directory, const char *name) {
  static char path[4096];
  snprintf(path, sizeof path, "%s/%s", directory, name);
  return path;
}

/* A file with room but no content: pages of zeros when it is read. No write needed. */
static int make_file(const char *directory, const char *name) {
  int fd = open_or_fail(in_directory(directory, name), O_RDWR | O_CREAT | O_TRUNC);
  if (ftruncate(fd, 1 << 20) < 0) fail(name);
  return fd;
}

/* Leaves direct.fd at -1 where the filesystem refuses O_DIRECT. */
static void open_files(const char *directory) {
  data.fd = make_file(directory, "families.data");
  output.fd = make_file(directory, "families.output");
  const char *output_path = in_directory(directory, "families.output");
  direct.fd = open(output_path, O_RDWR | O_DIRECT | O_CLOEXEC);
  unlink(output_path);
  unlink(in_directory(directory, "families.data"));
}

static void open_the_rest(void) {
  zero.fd = open_or_fail("/dev/zero", O_RDONLY);
  null.fd = open_or_fail("/dev/null", O_RDWR);
  urandom.fd = open_or_fail("/dev/urandom", O_RDONLY);
  kernel_version.fd = open_or_fail("/proc/version", O_RDONLY);
  shared.fd = memfd_create("families", MFD_CLOEXEC);
  if (shared.fd < 0 || ftruncate(shared.fd, 1 << 20) < 0) fail("memfd");
  counter.fd = eventfd(0, EFD_CLOEXEC | EFD_SEMAPHORE); /* a read takes 1, not all */
  if (counter.fd < 0) fail("eventfd");
  pipe_pair(0, &pipe_w, &pipe_r);
  pipe_pair(0, &second_w, &second_r);
  pipe_pair(O_NONBLOCK, &empty_w, &empty_r);
  tcp_pair(&tcp_s, &tcp_r);
  tcp_pair(&zc_s, &zc_r);
  switch_on(zc_s.fd, SOL_SOCKET, SO_ZEROCOPY);
  udp_pair(&udp_s, &udp_r);
  unix_pair(SOCK_STREAM, &stream_s, &stream_r);
  unix_pair(SOCK_DGRAM, &dgram_s, &dgram_r);
  netlink_pair(&netlink_s, &netlink_r);
}

static bool refused(const struct row *row) {
  return direct.fd < 0 && (row->from == &direct || row->to == &direct);
}

static void print_table(void) {
  for (int i = 0; i < ROWS; i++)
    if (!refused(&table[i])) print_row(&table[i], i == 0);
  printf("]\n");
}

int main(int argc, char **argv) {
  if (argc == 2 && strcmp(argv[1], "--idle") == 0) return 0;
  bool only_print = argc > 1 && strcmp(argv[1], "--table") == 0;
  const char *directory = argc > 1 && !only_print ? argv[1] : argc == 3 ? argv[2] : NULL;
  if (argc < 2 || argc > 3 || (argc == 3 && !only_print)) usage("DIR | --table [DIR] | --idle");

  if (directory) open_files(directory);
  if (only_print) {
    print_table();
    return 0;
  }
  alarm(60); /* should a call wait for ever, this ends it */
  open_the_rest();
  for (int i = 0; i < ROWS; i++)
    if (!refused(&table[i])) perform(&table[i]);
}
