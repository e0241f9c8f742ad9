/* uring-send-zc: io_uring READ and SEND_ZC, linked, one submission for both.
 *
 * Per chunk: one io_uring_enter() that submits a READ and, linked to it, a
 * SEND_ZC, and waits. SEND_ZC completes twice: with its result, and later with a
 * notification that the socket has let go of the pages. Until then the buffer
 * must not be filled again, so there is a ring of 8. Notifications are read from
 * memory; only when the next buffer is still out, one more io_uring_enter()
 * waits for it. A short READ is handled as in uring-send.c.
 * Source: man 2 io_uring_enter, IORING_OP_SEND_ZC
 *
 *   uring-send-zc FILE tcp:PORT CHUNK           needs Linux 6.0
 *
 * copyscope shows `io_uring:read` file → memory `copy` and `io_uring:send_zc`
 * memory → tcp `deferred` (over a network card: no copy; on loopback the kernel
 * copies after all). About 2 mode transitions a chunk. */
#include "lab.h"
#include "ring.h"

#define BUFFERS 8
enum { READ, SEND };

static struct buffer {
  char *bytes;
  bool out;          /* the socket may still read it */
  bool answered[2];  /* READ and SEND have come back ... */
  int result[2];     /* ... with this */
} buffers[BUFFERS];

static void take_completion(struct ring *ring) {
  struct completion completion = ring_take(ring);
  struct buffer *buffer = &buffers[completion.user_data / 2];
  int which = completion.user_data % 2;
  if (!(completion.flags & IORING_CQE_F_NOTIF)) {
    buffer->answered[which] = true;
    buffer->result[which] = completion.result;
  }
  if (which == SEND && !(completion.flags & IORING_CQE_F_MORE)) buffer->out = false;
}

static void submit_pair(struct ring *ring, const struct transfer *t, unsigned index, off_t from,
                        size_t bytes) {
  struct buffer *buffer = &buffers[index];
  struct io_uring_sqe *read = ring_queue(ring, IORING_OP_READ, t->in, buffer->bytes, bytes);
  read->off = (uint64_t)from;
  read->flags = IOSQE_IO_LINK;
  read->user_data = index * 2 + READ;
  struct io_uring_sqe *send = ring_queue(ring, IORING_OP_SEND_ZC, t->out, buffer->bytes, bytes);
  send->msg_flags = MSG_WAITALL;
  send->user_data = index * 2 + SEND;
  buffer->answered[READ] = buffer->answered[SEND] = false;
  buffer->out = true;
  ring_enter(ring, 2);
}

int main(int argc, char **argv) {
  struct transfer t = open_transfer(argc, argv, TO_SOCKET, 0);
  for (int i = 0; i < BUFFERS; i++) buffers[i].bytes = touched_buffer(t.chunk);
  struct ring ring = ring_open(2 * BUFFERS);
  size_t chunk = t.chunk;

  off_t done = 0;
  for (unsigned turn = 0; done < t.size; turn++) {
    struct buffer *buffer = &buffers[turn % BUFFERS];
    while (buffer->out) take_completion(&ring);
    size_t want = next_chunk(&t, done);
    if (want > chunk) want = chunk;
    submit_pair(&ring, &t, turn % BUFFERS, done, want);
    while (!buffer->answered[READ] || !buffer->answered[SEND]) take_completion(&ring);

    chunk = t.chunk;
    int *result = buffer->result;
    if (result[READ] == 0) give_up("FILE became shorter");
    if (result[READ] > 0 && result[SEND] == -ECANCELED) {
      chunk = (size_t)result[READ];
    } else if (result[READ] > 0 && result[SEND] > 0) {
      done += result[SEND];
    } else if (result[READ] != -EINTR && result[SEND] != -EINTR) {
      errno = result[READ] < 0 ? -result[READ] : -result[SEND];
      fail(result[READ] < 0 ? "READ" : errno == EINVAL ? "SEND_ZC (needs Linux 6.0)" : "SEND_ZC");
    }
  }
  for (int i = 0; i < BUFFERS; i++)
    while (buffers[i].out) take_completion(&ring);
  finish_transfer(&t);
}
