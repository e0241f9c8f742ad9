/* calibrate: what a system call, a copied byte, a switch and a page fault cost here.
 *
 *   calibrate REPETITIONS
 *
 * Each is measured REPETITIONS times, all in turn, so that a disturbance of a
 * second falls on all alike. Prints one line a measurement: its name and the
 * nanoseconds of CPU time (not wall time, which other programs lengthen) that one
 * of them took. Files are memfds: no disk is involved, the page cache is.
 *
 * Every page and every cache is touched once before anything is measured. */
#include "lab.h"
#include <netinet/tcp.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <time.h>

enum { CALLS = 20000, ROUNDS = 2000, CHUNK = 65536, SMALL_FILE = 2 * CHUNK };

static size_t page, large_file;
static char *buffer;
static int small_fd, large_fd, one_byte_fd, nowhere;
static double call_ns, small_ns; /* of this repetition, to be taken off what is made of calls */

static double cpu_ns(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return 1e9 * (double)t.tv_sec + (double)t.tv_nsec;
}

static double thread_ns(void) { return cpu_ns(CLOCK_THREAD_CPUTIME_ID); }

static void say(const char *name, double nanoseconds) { printf("%s %.6f\n", name, nanoseconds); }

static int memory_file(size_t bytes) {
  int fd = memfd_create("copyscope-calibrate", MFD_CLOEXEC);
  if (fd < 0) fail("memfd_create");
  for (size_t done = 0; done < bytes; done += CHUNK)
    if (write(fd, buffer, CHUNK) != CHUNK) fail("fill a file in memory");
  return fd;
}

static void read_through(int fd, size_t bytes) {
  for (size_t at = 0; at < bytes; at += CHUNK)
    if (pread(fd, buffer, CHUNK, (off_t)at) != CHUNK) fail("read a file in memory");
}

static void measure_calls(void) {
  double begun = thread_ns();
  for (int i = 0; i < CALLS; i++) syscall(SYS_getppid);
  call_ns = (thread_ns() - begun) / CALLS;
  say("systemCall", call_ns);

  char byte;
  begun = thread_ns();
  for (int i = 0; i < CALLS; i++)
    if (pread(one_byte_fd, &byte, 1, 0) != 1) fail("read one byte");
  small_ns = (thread_ns() - begun) / CALLS;
  say("smallRead", small_ns);
}

enum { SENDS = 2000, BATCH = 50 };

static int sender, receiver;

static void connect_to_self(void) {
  struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof here;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
  sender = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener < 0 || sender < 0 || bind(listener, (struct sockaddr *)&here, size) < 0 || listen(listener, 1) < 0 ||
      getsockname(listener, (struct sockaddr *)&here, &size) < 0 || connect(sender, (struct sockaddr *)&here, size) < 0)
    fail("connect to 127.0.0.1");
  receiver = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
  if (receiver < 0) fail("accept");
  setsockopt(sender, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  close(listener);
}

/* Each one-byte send is a packet of its own, delivered within the call; taking it off is not counted. */
static void measure_sends(void) {
  double took = 0;
  for (int done = 0; done < SENDS; done += BATCH) {
    double begun = thread_ns();
    for (int i = 0; i < BATCH; i++)
      if (send(sender, buffer, 1, 0) != 1) fail("send one byte");
    took += thread_ns() - begun;
    for (ssize_t left = BATCH; left > 0;) {
      ssize_t n = recv(receiver, buffer, BATCH, 0);
      if (n <= 0) fail("receive");
      left -= n;
    }
  }
  say("smallSend", took / SENDS);
}

/* A read of 64 KiB is one small read and the copying of the bytes. */
static void measure_copy(const char *name, int fd, size_t file, size_t bytes) {
  read_through(fd, file); /* the file's end is what the cache holds when the measuring begins at its head */
  double begun = thread_ns();
  for (size_t done = 0; done < bytes; done += file) read_through(fd, file);
  double chunks = (double)bytes / CHUNK;
  say(name, (thread_ns() - begun - chunks * small_ns) / (double)bytes);
}

/* Pages go to /dev/null by reference: what is left is the finding and handing over of each page. */
static void measure_handing_over(void) {
  off_t at = 0;
  double begun = thread_ns();
  while (at < (off_t)large_file)
    if (sendfile(nowhere, large_fd, &at, CHUNK) <= 0) fail("sendfile to /dev/null");
  say("handOver", (thread_ns() - begun - (double)large_file / CHUNK * call_ns) / (double)large_file);
}

static int ping[2], pong[2];

static void *answer(void *unused) {
  char ball;
  for (int i = 0; i < ROUNDS; i++)
    if (read(ping[0], &ball, 1) != 1 || write(pong[1], &ball, 1) != 1) fail("pipe");
  return unused;
}

static void one_pipe_round(char *ball) {
  if (write(ping[1], ball, 1) != 1 || read(ping[0], ball, 1) != 1) fail("pipe");
}

/* Two threads on one CPU hand each other a byte. Of the CPU time of both, what the same calls take without another
 * thread is taken off, and the rest is shared among the switches that the kernel counted. */
static void measure_switch(void) {
  char ball = 'o';
  one_pipe_round(&ball);
  double begun = thread_ns();
  for (int i = 0; i < ROUNDS; i++) one_pipe_round(&ball);
  double calls = 2 * (thread_ns() - begun);

  struct rusage before, after;
  pthread_t other;
  errno = pthread_create(&other, NULL, answer, NULL);
  if (errno) fail("pthread_create");
  getrusage(RUSAGE_SELF, &before);
  begun = cpu_ns(CLOCK_PROCESS_CPUTIME_ID);
  for (int i = 0; i < ROUNDS; i++)
    if (write(ping[1], &ball, 1) != 1 || read(pong[0], &ball, 1) != 1) fail("pipe");
  double took = cpu_ns(CLOCK_PROCESS_CPUTIME_ID) - begun;
  getrusage(RUSAGE_SELF, &after);
  pthread_join(other, NULL);
  long switches = after.ru_nvcsw - before.ru_nvcsw + after.ru_nivcsw - before.ru_nivcsw;
  if (switches < ROUNDS) give_up("two threads on one CPU did not take turns");
  say("voluntarySwitch", (took - calls) / (double)switches);
}

enum { MAPPED = 16 << 20 };

static volatile char *mapped(int fd, int flags) {
  flags |= fd < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED;
  void *map = mmap(NULL, MAPPED, PROT_READ | (fd < 0 ? PROT_WRITE : 0), flags, fd, 0);
  if (map == MAP_FAILED) fail("mmap");
  return map;
}

/* As many faults as the kernel counted: it may map several pages at one. Returns their number. */
static long measure_faults(const char *name, int fd) {
  volatile char *map = mapped(fd, 0);
  if (fd < 0) madvise((void *)map, MAPPED, MADV_NOHUGEPAGE);
  struct rusage before, after;
  getrusage(RUSAGE_THREAD, &before);
  double begun = thread_ns();
  for (size_t at = 0; at < MAPPED; at += page) {
    if (fd < 0) map[at] = 1; /* a write: reading new memory maps the one page of zeros */
    else (void)map[at];
  }
  double took = thread_ns() - begun;
  getrusage(RUSAGE_THREAD, &after);
  long faults = after.ru_minflt - before.ru_minflt;
  if (faults < 16) give_up("touching new pages made no page faults");
  say(name, took / (double)faults);
  munmap((void *)map, MAPPED);
  return faults;
}

/* The same pages mapped in one go, for each fault that this makes unnecessary. */
static void measure_populating(long faults) {
  double begun = thread_ns();
  volatile char *map = mapped(large_fd, MAP_POPULATE);
  say("populatedFault", (thread_ns() - begun) / (double)faults);
  munmap((void *)map, MAPPED);
}

/* Larger than the last cache, so that each pass has to go to memory. */
static size_t beyond_cache(void) {
  long cache = sysconf(_SC_LEVEL3_CACHE_SIZE);
  size_t bytes = cache > 0 ? 2 * (size_t)cache : 0;
  size_t least = 64 << 20, most = 256 << 20;
  bytes = bytes < least ? least : bytes > most ? most : bytes;
  return bytes / CHUNK * CHUNK;
}

static void stay_on_this_cpu(void) {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(sched_getcpu(), &one);
  if (sched_setaffinity(0, sizeof one, &one) < 0) fail("stay on one CPU");
}

int main(int argc, char **argv) {
  if (argc != 2) give_up("usage: calibrate REPETITIONS");
  unsigned long repetitions = number(argv[1], "REPETITIONS", 1000);
  page = (size_t)sysconf(_SC_PAGESIZE);
  large_file = beyond_cache();
  stay_on_this_cpu();
  buffer = touched_buffer(CHUNK);
  one_byte_fd = memory_file(CHUNK);
  small_fd = memory_file(SMALL_FILE);
  large_fd = memory_file(large_file);
  connect_to_self();
  nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (nowhere < 0) fail("/dev/null");
  if (pipe2(ping, O_CLOEXEC) < 0 || pipe2(pong, O_CLOEXEC) < 0) fail("pipe");
  for (unsigned long i = 0; i < repetitions; i++) {
    measure_calls();
    measure_sends();
    measure_copy("copyInCache", small_fd, SMALL_FILE, 16 << 20);
    measure_copy("copyOutOfCache", large_fd, large_file, large_file);
    measure_handing_over();
    measure_switch();
    measure_faults("anonymousFault", -1);
    measure_populating(measure_faults("fileFault", large_fd));
  }
}
