/* compat32: system calls that a table of x86-64 numbers gets wrong.
 *
 *   compat32 GETPIDS WRITES    i386 calls, made with int $0x80 from 64-bit code
 *   compat32 unknown N         N calls of number 999, which no kernel has (ENOSYS)
 *
 * By the i386 table getpid is 20 and write is 4; by the x86-64 table those are
 * writev and stat. Each write puts 32 bytes into /dev/null.
 * sys_enter gives the i386 numbers as they are; what tells them apart is TS_COMPAT
 * in the thread's status word.
 * copyscope must not count a writev or a stat here. One getpid is an ordinary
 * one, to compare with. Status 77 (skipped) where the machine has no 32-bit calls. */
#include "workload.h"
#include <signal.h>
#include <sys/mman.h>

static void unknown(unsigned long calls) {
  for (unsigned long i = 0; i < calls; i++)
    if (syscall(999) != -1 || errno != ENOSYS) give_up("number 999 is a system call here");
}

#ifdef __x86_64__
enum { I386_WRITE = 4, I386_GETPID = 20, PIECE = 32 };

/* r8 to r11 were zeroed by kernels before 4.17. */
static int call_i386(int number, long a, long b, long c) {
  long result;
  __asm__ volatile("int $0x80"
                   : "=a"(result)
                   : "a"((long)number), "b"(a), "c"(b), "d"(c)
                   : "memory", "cc", "r8", "r9", "r10", "r11");
  return (int)result;
}

static void not_emulated(int signal) {
  static const char sentence[] = "compat32: 32-bit calls are off on this kernel\n";
  (void)signal;
  _exit(write(2, sentence, sizeof sentence - 1) > 0 ? 77 : 1);
}

static void i386_calls(unsigned long getpids, unsigned long writes) {
  signal(SIGSEGV, not_emulated); /* what int $0x80 does when CONFIG_IA32_EMULATION is off */
  int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT;
  char *low = mmap(NULL, PIECE, PROT_READ | PROT_WRITE, flags, -1, 0);
  if (low == MAP_FAILED) fail("mmap below 4 GiB");
  memset(low, 1, PIECE);
  int null = open_or_fail("/dev/null", O_WRONLY), self = getpid();

  for (unsigned long i = 0; i < getpids; i++)
    if (call_i386(I386_GETPID, 0, 0, 0) != self) give_up("i386 getpid is wrong");
  for (unsigned long i = 0; i < writes; i++)
    if (call_i386(I386_WRITE, null, (long)low, PIECE) != PIECE) give_up("i386 write is short");
}
#else
static void i386_calls(unsigned long getpids, unsigned long writes) {
  (void)getpids, (void)writes;
  fprintf(stderr, "compat32: not on this architecture\n");
  exit(77);
}
#endif

int main(int argc, char **argv) {
  if (argc != 3) usage("GETPIDS WRITES | unknown N");
  if (strcmp(argv[1], "unknown") == 0) unknown(number(argv[2], "N"));
  else i386_calls(number(argv[1], "GETPIDS"), number(argv[2], "WRITES"));
}
