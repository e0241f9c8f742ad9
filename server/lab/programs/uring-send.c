/* uring-send: io_uring READ and SEND, linked, one submission for both.
 *
 * Per chunk: one io_uring_enter() that submits a READ and, linked to it, a SEND,
 * and waits for both. The link makes the kernel start the SEND when the READ is
 * done. A READ that comes short breaks the link (the SEND ends ECANCELED);
 * the pair is then submitted again for as many bytes as there were.
 *
 *   uring-send FILE tcp:PORT CHUNK
 *
 * copyscope shows `io_uring:read` file → memory and `io_uring:send` memory →
 * tcp, both `copy`: 2 copies per output byte like read-write, but 2 mode
 * transitions a chunk. */
#include "lab.h"
#include "ring.h"

int main(int argc, char **argv) {
  struct transfer t = open_transfer(argc, argv, TO_SOCKET, 0);
  char *buffer = touched_buffer(t.chunk);
  struct ring ring = ring_open(2);
  enum { READ, SEND };
  size_t chunk = t.chunk;

  for (off_t done = 0; done < t.size;) {
    size_t want = next_chunk(&t, done);
    if (want > chunk) want = chunk;
    struct io_uring_sqe *read = ring_queue(&ring, IORING_OP_READ, t.in, buffer, want);
    read->off = (uint64_t)done;
    read->flags = IOSQE_IO_LINK;
    read->user_data = READ;
    struct io_uring_sqe *send = ring_queue(&ring, IORING_OP_SEND, t.out, buffer, want);
    send->msg_flags = MSG_WAITALL; /* the kernel goes on by itself after a short send */
    send->user_data = SEND;
    ring_enter(&ring, 2);

    int result[2];
    for (int i = 0; i < 2; i++) {
      struct completion completion = ring_take(&ring);
      result[completion.user_data] = completion.result;
    }
    chunk = t.chunk;
    if (result[READ] == 0) give_up("FILE became shorter");
    if (result[READ] > 0 && result[SEND] == -ECANCELED) {
      chunk = (size_t)result[READ];
    } else if (result[READ] > 0 && result[SEND] > 0) {
      done += result[SEND];
    } else if (result[READ] != -EINTR && result[SEND] != -EINTR) {
      errno = result[READ] < 0 ? -result[READ] : -result[SEND];
      fail(result[READ] < 0 ? "READ" : "SEND");
    }
  }
  finish_transfer(&t);
}
