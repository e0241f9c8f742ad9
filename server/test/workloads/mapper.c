/* mapper: page faults, first in user mode, then in the kernel.
 *
 *   mapper PAGES REPORT
 *
 * First half: touches PAGES fresh anonymous pages one by one, without huge pages:
 * PAGES faults taken in user mode. Second half: maps an unwritten file of PAGES
 * pages and write()s it page by page to another: the kernel takes PAGES faults
 * while it copies. (Not to /dev/null, which does not look at what it swallows and
 * so faults nothing. The file is a memfd with nothing in it, since around a page
 * that is cached the kernel maps its 15 neighbours in the same fault.)
 * REPORT: one JSON line with minor and major faults (getrusage) of each half.
 * copyscope must count at least PAGES page faults in user mode and at least PAGES
 * in the kernel. Two per page have been seen there (Linux 6.18): write() first
 * tries the copy with faults switched off, which is a fault for the tracepoint but
 * not for getrusage, and then takes the fault for good. Starting adds some. */
#include "workload.h"
#include <sys/mman.h>

struct faults {
  long minor, major;
};

static struct faults faults_so_far(void) {
  struct rusage used;
  if (getrusage(RUSAGE_SELF, &used) < 0) fail("getrusage");
  return (struct faults){used.ru_minflt, used.ru_majflt};
}

static void touch(size_t pages, size_t page) {
  char *memory = mmap(NULL, pages * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) fail("mmap memory");
  if (madvise(memory, pages * page, MADV_NOHUGEPAGE) < 0 && errno != EINVAL) fail("madvise");
  for (size_t i = 0; i < pages; i++) ((volatile char *)memory)[i * page] = 1;
}

static int empty_file(const char *name, size_t bytes) {
  int fd = memfd_create(name, MFD_CLOEXEC);
  if (fd < 0 || ftruncate(fd, (off_t)bytes) < 0) fail("memfd");
  return fd;
}

static void write_untouched(size_t pages, size_t page) {
  int in = empty_file("in", pages * page), out = empty_file("out", page);
  char *file = mmap(NULL, pages * page, PROT_READ, MAP_SHARED, in, 0);
  if (file == MAP_FAILED) fail("mmap file");
  for (size_t i = 0; i < pages; i++)
    if (pwrite(out, file + i * page, page, 0) != (ssize_t)page) fail("pwrite");
}

static void print_faults(FILE *report, const char *half, struct faults before, struct faults after) {
  fprintf(report, ",\"%s\":{\"minor\":%ld,\"major\":%ld}", half, after.minor - before.minor,
          after.major - before.major);
}

int main(int argc, char **argv) {
  if (argc != 3) usage("PAGES REPORT");
  size_t pages = number(argv[1], "PAGES"), page = (size_t)sysconf(_SC_PAGESIZE);

  struct faults begin = faults_so_far();
  touch(pages, page);
  struct faults middle = faults_so_far();
  write_untouched(pages, page);
  struct faults end = faults_so_far();

  FILE *report = open_report(argv[2]);
  fprintf(report, "{\"pages\":%zu", pages);
  print_faults(report, "userHalf", begin, middle);
  print_faults(report, "kernelHalf", middle, end);
  print_faults(report, "total", (struct faults){0}, end);
  fprintf(report, "}\n");
  close_report(report);
}
