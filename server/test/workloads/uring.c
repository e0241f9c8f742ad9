/* uring: io_uring operations, a known number of times, with known bytes.
 *
 *   uring FILE              performs the table below; prints nothing
 *   uring --table [FILE]    prints the table as JSON, one row a line
 *
 * FILE is made, or emptied. Each operation is one io_uring_enter() that submits
 * it and waits for it (a SEND_ZC for its notification, too), so that there are as
 * many io_uring_enter() as calls in the table. SEND_ZC is left out of both where
 * the kernel has none (before Linux 6.0). All other rules are those of families.c.
 *
 * copyscope must show exactly these rows. On ext4 (Linux 6.18) all writes to the
 * file and every splice run in a worker thread of the kernel (iou-wrk-PID, a thread
 * of this process), and the rest within io_uring_enter(). */
#include "ends.h"
#include "../../lab/programs/ring.h"
#include <sys/uio.h>

static struct end none, memory = {.word = "memory"}, nowhere = {.word = "unknown", .fd = -1};
static struct end file = {.word = "file"};
static struct end pipe_w = {.word = "pipe"}, pipe_r = {.word = "pipe"};
static struct end tcp_s = {.word = "tcp"}, tcp_r = {.word = "tcp"};

static struct ring ring;
static _Alignas(4096) char buffer[65536];

/* ---- one function an operation ---- */

static struct iovec *parts(size_t size) {
  static struct iovec part[2];
  part[0] = (struct iovec){buffer, size / 3};
  part[1] = (struct iovec){buffer + size / 3, size - size / 3};
  return part;
}

static struct msghdr *message(size_t size) {
  static struct msghdr message;
  message = (struct msghdr){.msg_iov = parts(size), .msg_iovlen = 2};
  return &message;
}

/* Submits what has been queued. The result, as a system call gives it. */
static ssize_t submit(unsigned completions) {
  ring_enter(&ring, completions);
  struct completion first = ring_take(&ring);
  if (first.flags & IORING_CQE_F_MORE) ring_take(&ring);
  if (first.result >= 0) return first.result;
  errno = -first.result;
  return -1;
}

static ssize_t one(unsigned char opcode, int fd, const void *address, size_t length) {
  ring_queue(&ring, opcode, fd, address, length);
  return submit(1);
}

#define CALL(name, ...) \
  static ssize_t call_##name(const struct row *row) { return __VA_ARGS__; }

CALL(nop, one(IORING_OP_NOP, -1, NULL, row->size))
CALL(read, one(IORING_OP_READ, row->from->fd, buffer, row->size))
CALL(write, one(IORING_OP_WRITE, row->to->fd, buffer, row->size))
CALL(readv, one(IORING_OP_READV, row->from->fd, parts(row->size), 2))
CALL(writev, one(IORING_OP_WRITEV, row->to->fd, parts(row->size), 2))
CALL(read_fixed, one(IORING_OP_READ_FIXED, row->from->fd, buffer, row->size))
CALL(write_fixed, one(IORING_OP_WRITE_FIXED, row->to->fd, buffer, row->size))
CALL(send, one(IORING_OP_SEND, row->to->fd, buffer, row->size))
CALL(recv, one(IORING_OP_RECV, row->from->fd, buffer, row->size))
CALL(sendmsg, one(IORING_OP_SENDMSG, row->to->fd, message(row->size), 1))
CALL(recvmsg, one(IORING_OP_RECVMSG, row->from->fd, message(row->size), 1))

static ssize_t call_send_zc(const struct row *row) {
  ring_queue(&ring, IORING_OP_SEND_ZC, row->to->fd, buffer, row->size);
  return submit(2);
}

static ssize_t call_splice(const struct row *row) {
  struct io_uring_sqe *sqe = ring_queue(&ring, IORING_OP_SPLICE, row->to->fd, NULL, row->size);
  sqe->splice_fd_in = row->from->fd;
  sqe->splice_off_in = row->from == &file ? 0 : (uint64_t)-1; /* a pipe has no offset */
  sqe->off = row->to == &file ? 0 : (uint64_t)-1;
  return submit(1);
}

/* ---- the table, in the order in which it is performed ---- */

static const struct row table[] = {
  ROW("io_uring:nop", none, none, 3, 0, call_nop, .empty = true),
  ROW("io_uring:write", memory, file, 5, 1009, call_write),
  ROW("io_uring:read", file, memory, 7, 1013, call_read),
  ROW("io_uring:writev", memory, file, 11, 1019, call_writev),
  ROW("io_uring:readv", file, memory, 13, 1021, call_readv),
  ROW("io_uring:write_fixed", memory, file, 17, 1031, call_write_fixed),
  ROW("io_uring:read_fixed", file, memory, 19, 1033, call_read_fixed),
  ROW("io_uring:read", nowhere, memory, 2, 23, call_read, .error = EBADF),

  ROW("io_uring:send", memory, tcp_s, 29, 31, call_send),
  ROW("io_uring:recv", tcp_r, memory, 31, 29, call_recv),
  ROW("io_uring:sendmsg", memory, tcp_s, 37, 41, call_sendmsg),
  ROW("io_uring:recvmsg", tcp_r, memory, 41, 37, call_recvmsg),

  ROW("io_uring:splice", file, pipe_w, 3, 2003, call_splice),
  ROW("io_uring:splice", pipe_r, file, 3, 2003, call_splice),

  /* last, because a kernel may not have them */
  ROW("io_uring:send_zc", memory, tcp_s, 5, 4001, call_send_zc),
  ROW("io_uring:recv", tcp_r, memory, 5, 4001, call_recv),
};
enum { ROWS = sizeof table / sizeof *table, SEND_ZC_ROWS = 2 };

/* ---- main ---- */

static bool kernel_has_send_zc(void) {
  struct io_uring_probe *probe = calloc(1, sizeof *probe + 256 * sizeof *probe->ops);
  if (!probe) fail("calloc");
  long asked = syscall(SYS_io_uring_register, ring.fd, IORING_REGISTER_PROBE, probe, 256);
  bool has = asked == 0 && probe->ops[IORING_OP_SEND_ZC].flags & IO_URING_OP_SUPPORTED;
  free(probe);
  return has;
}

int main(int argc, char **argv) {
  bool only_print = argc > 1 && strcmp(argv[1], "--table") == 0;
  if (argc < 2 || argc > 3 || (argc == 3 && !only_print)) usage("FILE | --table [FILE]");

  ring = ring_open(4);
  int rows = kernel_has_send_zc() ? ROWS : ROWS - SEND_ZC_ROWS;
  if (!only_print) {
    alarm(60); /* should an operation never complete, this ends it */
    file.fd = open_or_fail(argv[1], O_RDWR | O_CREAT | O_TRUNC);
    if (ftruncate(file.fd, 1 << 20) < 0) fail(argv[1]);
    pipe_pair(0, &pipe_w, &pipe_r);
    tcp_pair(&tcp_s, &tcp_r);
    struct iovec fixed = {buffer, sizeof buffer};
    if (syscall(SYS_io_uring_register, ring.fd, IORING_REGISTER_BUFFERS, &fixed, 1) < 0)
      fail("register a buffer");
  }

  for (int i = 0; i < rows; i++) {
    if (only_print) print_row(&table[i], i == 0);
    else perform(&table[i]);
  }
  if (only_print) printf("]\n");
}
