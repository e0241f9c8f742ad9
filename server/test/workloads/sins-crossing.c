/* sins-crossing: crosses into the kernel, or switches, more often than the job takes, and as often as it takes.
 *
 *   sins-crossing NAME IN OUT
 *
 * IN is not used, OUT is a file to be made. NAME is one of the table at the end; the process calls itself
 * by it, and everything it needs others for is done by children called "other". */
#include "sins.h"
#include "../../lab/programs/ring.h"
#include <poll.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/uio.h>

static struct end sender, receiver;

static void write_file(size_t piece, size_t total) {
  int out = open_or_fail(file_out, O_WRONLY | O_CREAT | O_TRUNC);
  for (size_t done = 0; done < total; done += piece) write_all(out, buffer, piece);
}

static void tiny_writes(void) { write_file(100, 2000000); }
static void big_writes(void) { write_file(65536, 65536 * 32); }

/* A client that asks so many times, and takes the whole answer before it asks again. */
static void client(int requests, size_t answer) {
  tcp_pair(&sender, &receiver);
  switch_on(receiver.fd, IPPROTO_TCP, TCP_NODELAY);
  if (other_process()) {
    close(receiver.fd);
    for (int i = 0; i < requests; i++) {
      write_all(sender.fd, "question", 8);
      read_all(sender.fd, buffer, answer);
    }
    _exit(0);
  }
  close(sender.fd);
}

static void pieces(void) {
  client(1000, 300);
  for (int i = 0; i < 1000; i++) {
    read_all(receiver.fd, buffer, 8);
    for (int piece = 0; piece < 3; piece++) write_all(receiver.fd, buffer, 100);
  }
}

static void joined(void) {
  client(1000, 300);
  for (int i = 0; i < 1000; i++) {
    struct iovec parts[3] = {{buffer, 100}, {buffer, 100}, {buffer, 100}};
    read_all(receiver.fd, buffer, 8);
    if (writev(receiver.fd, parts, 3) != 300) fail("writev");
  }
}

/* 64 KiB lie there before the first is read. */
static void read_fields(size_t field) {
  tcp_pair(&sender, &receiver);
  for (int round = 0; round < 4; round++) {
    write_all(sender.fd, buffer, 65536);
    for (size_t done = 0; done < 65536; done += field) read_all(receiver.fd, buffer, field);
  }
}

static void fields(void) { read_fields(16); }
static void whole(void) { read_fields(16384); }

static void spinner(void) {
  tcp_pair(&sender, &receiver);
  for (int i = 0; i < 20000; i++)
    if (recv(receiver.fd, buffer, 8, MSG_DONTWAIT) >= 0 || errno != EAGAIN) fail("recv");
}

static void poller(void) {
  client(2000, 8);
  struct pollfd ready = {.fd = receiver.fd, .events = POLLIN};
  for (int i = 0; i < 2000; i++) {
    if (poll(&ready, 1, -1) != 1 || recv(receiver.fd, buffer, 8, MSG_DONTWAIT) != 8) fail("recv");
    write_all(receiver.fd, buffer, 8);
  }
}

/* 64 descriptors that are always ready. */
static void wait_for(int room, int calls, int timeout, bool ready) {
  int epoll = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event events[64] = {{.events = EPOLLIN}};
  for (int i = 0; i < 64; i++)
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, eventfd(ready, EFD_CLOEXEC), events) < 0) fail("epoll_ctl");
  for (int i = 0; i < calls; i++)
    if (epoll_wait(epoll, events, room, timeout) < 0) fail("epoll_wait");
}

static void one_event(void) { wait_for(1, 4999, -1, true); }
static void many_events(void) { wait_for(128, 4999, -1, true); }
static void no_event(void) { wait_for(64, 4999, 0, false); }

static void submit(int requests, int batch) {
  struct ring ring = ring_open(64);
  for (int done = 0; done < requests; done += batch) {
    for (int i = 0; i < batch; i++) ring_queue(&ring, IORING_OP_NOP, -1, NULL, 0);
    ring_enter(&ring, (unsigned)batch);
    for (int i = 0; i < batch; i++) ring_take(&ring);
  }
}

static void one_request(void) { submit(3000, 1); }
static void many_requests(void) { submit(32000, 32); }

/* New memory, 64 MiB of it, page by page; or the same MiB again and again. */
static void fresh_memory(void) {
  char *memory = mmap(NULL, 64 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) fail("mmap");
  madvise(memory, 64 << 20, MADV_NOHUGEPAGE);
  for (size_t at = 0; at < 64 << 20; at += 4096) memory[at] = 1;
}

static void old_memory(void) {
  for (int i = 0; i < 64; i++) memset(buffer, i, sizeof buffer);
}

/* A file in memory: its pages are small, so that each fault maps few of them. On a disk's filesystem one may map all. */
static void map_file(int flags) {
  int in = memfd_create("mapped", MFD_CLOEXEC);
  if (in < 0) fail("memfd_create");
  for (int i = 0; i < 128; i++) write_all(in, buffer, 65536);
  for (int round = 0; round < 100; round++) {
    volatile char *file = mmap(NULL, 8 << 20, PROT_READ, MAP_SHARED | flags, in, 0);
    if (file == MAP_FAILED) fail("mmap");
    for (size_t at = 0; at < 8 << 20; at += 65536) (void)file[at];
    munmap((void *)file, 8 << 20);
  }
}

static void maps_by_fault(void) { map_file(0); }
static void maps_at_once(void) { map_file(MAP_POPULATE); }

static void *burns(void *milliseconds) {
  busy_for_cpu_ns(*(uint64_t *)milliseconds * 1000000);
  return milliseconds;
}

static void burn(int threads, uint64_t milliseconds) {
  pthread_t thread[8];
  for (int i = 0; i < threads; i++)
    if (pthread_create(&thread[i], NULL, burns, &milliseconds)) fail("pthread_create");
  for (int i = 0; i < threads; i++) pthread_join(thread[i], NULL);
}

static void crowd(void) { pinned_to_one_cpu(); burn(4, 250); }
static void loner(void) { burn(1, 100); }

/* Twelve processes on one CPU: each is put off it a few times only. */
static void queue(void) {
  pinned_to_one_cpu();
  for (int i = 0; i < 12; i++)
    if (other_process()) {
      busy_for_cpu_ns(28000000);
      _exit(0);
    }
  while (wait(NULL) > 0) {}
}

static const struct deed deeds[] = {
  {"tiny-writes", tiny_writes},   {"big-writes", big_writes},       {"pieces", pieces},
  {"joined", joined},             {"fields", fields},               {"whole", whole},
  {"spinner", spinner},           {"poller", poller},               {"one-event", one_event},
  {"many-events", many_events},   {"no-event", no_event},           {"one-request", one_request},
  {"many-requests", many_requests}, {"fresh-memory", fresh_memory}, {"old-memory", old_memory},
  {"maps-by-fault", maps_by_fault}, {"maps-at-once", maps_at_once}, {"crowd", crowd},
  {"loner", loner},               {"queue", queue},
};

int main(int argc, char **argv) { return do_one(argc, argv, deeds, sizeof deeds / sizeof *deeds); }
