/* zerocopy: read(), and send(MSG_ZEROCOPY) from the program's own pages.
 *
 * Per chunk: one read(), one send(MSG_ZEROCOPY). A page that has been sent so
 * still belongs to the socket until its completion comes back on the error
 * queue, so there is a ring of 8 buffers. When the next one to fill is still
 * out: one poll() and one recvmsg(MSG_ERRQUEUE), which may complete several
 * sends at once. At the end the rest is waited for in the same way.
 * Source: Documentation/networking/msg_zerocopy.rst
 *
 *   zerocopy FILE tcp:PORT CHUNK
 *
 * copyscope shows `read` file → memory `copy`, `sendto` memory → tcp `deferred`
 * (over a network card: no copy; on loopback the kernel copies after all), and
 * `recvmsg` of 0 bytes. 4 mode transitions a chunk and up to 4 for completions. */
#include "lab.h"
#include <linux/errqueue.h>
#include <poll.h>

#define BUFFERS 8

/* The kernel numbers the MSG_ZEROCOPY sends of a socket from 0 on, by calls. */
static struct buffer {
  char *bytes;
  uint32_t first_send; /* number of the first send made from this filling */
  uint32_t sends;      /* how many there were: 1, or more after short sends */
  uint32_t out;        /* how many of them have not completed */
} buffers[BUFFERS];

static uint32_t sends_made, sends_completed;

static void complete(uint32_t send_number) {
  for (int i = 0; i < BUFFERS; i++)
    if (send_number - buffers[i].first_send < buffers[i].sends) buffers[i].out--;
  sends_completed++;
}

/* Waits for one message on the error queue. It completes sends ee_info to ee_data. */
static void reap(int fd) {
  struct pollfd error_queue = {.fd = fd}; /* POLLERR needs no asking for */
  if (poll(&error_queue, 1, -1) < 0 && errno != EINTR) fail("poll for completions");

  union { char bytes[128]; struct cmsghdr align; } control;
  struct msghdr message = {.msg_control = &control, .msg_controllen = sizeof control};
  if (recvmsg(fd, &message, MSG_ERRQUEUE) < 0) {
    if (errno == EINTR) return;
    int broken = 0;
    socklen_t size = sizeof broken;
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &broken, &size);
    if (errno == EAGAIN && !broken && !(error_queue.revents & POLLHUP)) return;
    if (broken) errno = broken;
    fail("completion of MSG_ZEROCOPY");
  }
  for (struct cmsghdr *part = CMSG_FIRSTHDR(&message); part; part = CMSG_NXTHDR(&message, part)) {
    struct sock_extended_err done;
    memcpy(&done, CMSG_DATA(part), sizeof done);
    if (done.ee_origin != SO_EE_ORIGIN_ZEROCOPY) continue;
    for (uint32_t send = done.ee_info; send != done.ee_data + 1; send++) complete(send);
  }
}

static void send_zerocopy(int fd, struct buffer *buffer, size_t count) {
  buffer->first_send = sends_made;
  buffer->sends = 0;
  for (size_t sent = 0; sent < count;) {
    ssize_t n = send(fd, buffer->bytes + sent, count - sent, MSG_ZEROCOPY);
    if (n >= 0) {
      sent += (size_t)n;
      buffer->sends++;
      buffer->out++;
      sends_made++;
    } else if (errno == ENOBUFS && sends_made != sends_completed) {
      reap(fd); /* too many pages out for optmem_max or RLIMIT_MEMLOCK */
    } else if (errno != EINTR) {
      fail("send with MSG_ZEROCOPY");
    }
  }
}

int main(int argc, char **argv) {
  struct transfer t = open_transfer(argc, argv, TO_SOCKET, 0);
  for (int i = 0; i < BUFFERS; i++) buffers[i].bytes = touched_buffer(t.chunk);
  int on = 1;
  if (setsockopt(t.out, SOL_SOCKET, SO_ZEROCOPY, &on, sizeof on) < 0)
    fail(errno == ENOPROTOOPT || errno == EOPNOTSUPP ? "SO_ZEROCOPY is not to be had here"
                                                     : "SO_ZEROCOPY");

  for (unsigned turn = 0;; turn++) {
    struct buffer *buffer = &buffers[turn % BUFFERS];
    while (buffer->out > 0) reap(t.out);
    ssize_t n;
    do n = read(t.in, buffer->bytes, t.chunk);
    while (n < 0 && errno == EINTR);
    if (n < 0) fail("read FILE");
    if (n == 0) break;
    send_zerocopy(t.out, buffer, (size_t)n);
  }
  while (sends_made != sends_completed) reap(t.out);
  finish_transfer(&t);
}
