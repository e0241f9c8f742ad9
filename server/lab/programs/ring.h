/* The least of io_uring that a program needs, without liburing: map the rings,
 * queue an entry, enter the kernel, take a completion.
 * Source: man 7 io_uring, "Usage"; the layout is struct io_uring_params.
 *
 * Include it after a header that has fail(). */
#ifndef RING_H
#define RING_H

#include <errno.h>
#include <linux/io_uring.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Headers from before Linux 6.0 have neither. Only the first can be asked for. */
#ifndef IORING_CQE_F_NOTIF
#define IORING_CQE_F_NOTIF (1U << 3)
#define IORING_OP_SEND_ZC 47
#endif

struct ring {
  int fd;
  unsigned queued;                /* entries prepared, not yet submitted */
  unsigned mask_sq, *tail_sq;     /* submissions: we move the tail, the kernel the head */
  struct io_uring_sqe *sqes;
  unsigned mask_cq, *tail_cq, *head_cq; /* completions: the other way round */
  struct io_uring_cqe *cqes;
};

static inline struct ring ring_open(unsigned entries) {
  struct io_uring_params params = {0};
  struct ring ring = {.fd = (int)syscall(SYS_io_uring_setup, entries, &params)};
  if (ring.fd < 0) fail("io_uring_setup");
  if (!(params.features & IORING_FEAT_SINGLE_MMAP)) {
    errno = ENOSYS; /* before Linux 5.4 */
    fail("io_uring in one mapping");
  }

  size_t submissions = params.sq_off.array + params.sq_entries * sizeof(unsigned);
  size_t completions = params.cq_off.cqes + params.cq_entries * sizeof(struct io_uring_cqe);
  size_t both = submissions > completions ? submissions : completions;
  char *rings = mmap(NULL, both, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring.fd,
                     IORING_OFF_SQ_RING);
  ring.sqes = mmap(NULL, params.sq_entries * sizeof(struct io_uring_sqe), PROT_READ | PROT_WRITE,
                   MAP_SHARED | MAP_POPULATE, ring.fd, IORING_OFF_SQES);
  if (rings == MAP_FAILED || ring.sqes == MAP_FAILED) fail("map the rings");

  ring.mask_sq = *(unsigned *)(rings + params.sq_off.ring_mask);
  ring.tail_sq = (unsigned *)(rings + params.sq_off.tail);
  ring.mask_cq = *(unsigned *)(rings + params.cq_off.ring_mask);
  ring.tail_cq = (unsigned *)(rings + params.cq_off.tail);
  ring.head_cq = (unsigned *)(rings + params.cq_off.head);
  ring.cqes = (struct io_uring_cqe *)(rings + params.cq_off.cqes);

  /* The kernel reads entry numbers from an array of its own. Slot i holds entry i, always. */
  unsigned *array = (unsigned *)(rings + params.sq_off.array);
  for (unsigned i = 0; i < params.sq_entries; i++) array[i] = i;
  return ring;
}

/* A cleared entry to fill in. It is submitted by the next ring_enter(). */
static inline struct io_uring_sqe *ring_queue(struct ring *ring, unsigned char opcode, int fd,
                                              const void *address, size_t length) {
  struct io_uring_sqe *sqe = &ring->sqes[(*ring->tail_sq + ring->queued++) & ring->mask_sq];
  memset(sqe, 0, sizeof *sqe);
  sqe->opcode = opcode;
  sqe->fd = fd;
  sqe->addr = (unsigned long)address;
  sqe->len = (unsigned)length;
  return sqe;
}

/* One io_uring_enter(): submits all that is queued and waits for `completions`.
 * A signal may cut the wait short; ring_take() enters again if it must. */
static inline void ring_enter(struct ring *ring, unsigned completions) {
  __atomic_store_n(ring->tail_sq, *ring->tail_sq + ring->queued, __ATOMIC_RELEASE);
  do {
    long n = syscall(SYS_io_uring_enter, ring->fd, ring->queued, completions,
                     IORING_ENTER_GETEVENTS, NULL, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail("io_uring_enter");
    ring->queued -= (unsigned)n;
  } while (ring->queued > 0);
}

struct completion {
  unsigned long user_data;
  int result;     /* as a system call returns it, or minus an errno */
  unsigned flags; /* IORING_CQE_F_... */
};

/* The next completion. No system call when it is already there. */
static inline struct completion ring_take(struct ring *ring) {
  unsigned head = *ring->head_cq;
  while (head == __atomic_load_n(ring->tail_cq, __ATOMIC_ACQUIRE)) ring_enter(ring, 1);
  struct io_uring_cqe *cqe = &ring->cqes[head & ring->mask_cq];
  struct completion done = {cqe->user_data, cqe->res, cqe->flags};
  __atomic_store_n(ring->head_cq, head + 1, __ATOMIC_RELEASE);
  return done;
}

#endif
