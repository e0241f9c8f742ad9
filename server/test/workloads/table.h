/* Workloads that know what they do: a table of rows, each a number of equal calls
 * from one end to another. The same table is printed as JSON and performed. */
#ifndef TABLE_H
#define TABLE_H

#include "workload.h"
#include <sys/ioctl.h>

/* An end of a flow, named as copyscope names it, with a descriptor to reach it by. */
struct end {
  const char *word;       /* NULL: this operation has no such end */
  const char *filesystem; /* where it is known before the run */
  int fd;
};

struct row {
  const char *operation;
  struct end *from, *to;
  int calls;
  size_t size;                         /* bytes asked for, per call */
  ssize_t (*call)(const struct row *); /* one call; minus 1 and errno when it fails */

  /* Only where the plain case, "all that was asked for", does not hold: */
  int error;          /* fails so, every time */
  bool empty;         /* succeeds with 0 bytes */
  int messages;       /* returns this many messages, of `size` bytes together */
  size_t returns;     /* returns a length other than `size` ... */
  size_t lost;        /* ... or bytes that nobody gets: those never reach memory */
  int bits;           /* flags to pass */
  const char *flags;  /* the same for JSON, quoted and comma separated */
};

/* ROW("read", zero, memory, 3, 1009, call_read): the plain case, from zero to
 * memory. What does not hold for it follows: .error = EAGAIN. */
#define ROW(operation_, from_, to_, calls_, size_, ...) \
  {.operation = operation_, .from = &from_, .to = &to_, .calls = calls_, .size = size_, \
   .call = __VA_ARGS__}

/* .FLAG(MSG_PEEK): passes it and names it. */
#define FLAG(name) bits = name, .flags = "\"" #name "\""

static inline size_t bytes_of_a_call(const struct row *row) {
  return row->error || row->empty ? 0 : row->returns ? row->returns : row->size;
}

static inline ssize_t expected(const struct row *row) {
  return row->error ? -1 : row->messages ? row->messages : (ssize_t)bytes_of_a_call(row);
}

static inline void print_word(const char *name, const char *word) {
  if (word) printf("\"%s\":\"%s\",", name, word);
  else printf("\"%s\":null,", name);
}

/* `bytes` is the sum of the lengths that the calls report. `copied`, given where
 * it differs, is what reached memory. `filesystem` is that of the file end. */
static inline void print_row(const struct row *row, bool first) {
  printf("%s{\"operation\":\"%s\",", first ? "[" : ",\n ", row->operation);
  print_word("from", row->from->word);
  print_word("to", row->to->word);
  if (row->from->filesystem) print_word("filesystem", row->from->filesystem);
  if (row->to->filesystem) print_word("filesystem", row->to->filesystem);
  printf("\"calls\":%d,\"bytes\":%zu,", row->calls, row->calls * bytes_of_a_call(row));
  if (row->lost) printf("\"copied\":%zu,", row->calls * (bytes_of_a_call(row) - row->lost));
  printf("\"errors\":%d,\"flags\":[%s]}", row->error ? row->calls : 0, row->flags ? row->flags : "");
}

/* TCP has no message borders: wait until all that the row will take has arrived,
 * so that no call comes short. How many ioctl and nanosleep that takes is open. */
static inline void await_arrival(const struct row *row) {
  if (!row->from->word || strcmp(row->from->word, "tcp") != 0 || row->empty) return;
  struct timespec moment = {.tv_nsec = 1000000};
  for (int arrived = 0;; nanosleep(&moment, NULL)) {
    if (ioctl(row->from->fd, FIONREAD, &arrived) < 0) fail("FIONREAD");
    if ((size_t)arrived >= row->size * (size_t)row->calls) return;
  }
}

static inline void perform(const struct row *row) {
  await_arrival(row);
  for (int i = 0; i < row->calls; i++) {
    errno = 0;
    ssize_t got = row->call(row);
    if (got == expected(row) && errno == row->error) continue;
    fprintf(stderr, "%s: %s from %s to %s: call %d gave %zd (%s), not %zd (%s)\n",
            program_invocation_short_name, row->operation, row->from->word ? row->from->word : "-",
            row->to->word ? row->to->word : "-", i + 1, got, strerror(errno), expected(row),
            strerror(row->error));
    exit(1);
  }
}

#endif
