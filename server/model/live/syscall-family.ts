/**
 * Why a program crosses into the kernel, in a handful of words: the families of system calls, and page faults.
 * A call that is in no list is `other`; a new call is a word in one of these lists.
 */
export const TRANSITION_CAUSES = [
  "data",
  "wait",
  "files",
  "network",
  "memory",
  "processes",
  "io_uring",
  "other",
  "page-faults",
] as const;

export type TransitionCause = (typeof TRANSITION_CAUSES)[number];

type Family = Exclude<TransitionCause, "page-faults" | "other">;

const FAMILIES: { readonly [family in Family]: string } = {
  /** Moves bytes. */
  data: `read write pread64 pwrite64 readv writev preadv pwritev preadv2 pwritev2 sendto recvfrom sendmsg recvmsg
    sendmmsg recvmmsg send recv sendfile sendfile64 splice tee vmsplice copy_file_range process_vm_readv process_vm_writev`,
  /** Waits for something to happen, or wakes who waits. */
  wait: `poll ppoll ppoll_time64 select pselect6 _newselect epoll_wait epoll_pwait epoll_pwait2 epoll_ctl epoll_ctl_old
    epoll_create epoll_create1 eventfd eventfd2 futex futex_wait futex_wake futex_waitv futex_requeue futex_time64 nanosleep
    clock_nanosleep pause sched_yield timerfd_create timerfd_settime timerfd_gettime io_getevents io_pgetevents semop
    semtimedop signalfd signalfd4 rt_sigtimedwait rt_sigsuspend restart_syscall`,
  /** Opens, closes, names, describes and syncs files. */
  files: `open openat openat2 creat close close_range stat fstat lstat newfstatat fstatat64 statx stat64 fstat64 lstat64
    access faccessat faccessat2 lseek _llseek fcntl fcntl64 ioctl dup dup2 dup3 getdents getdents64 readlink readlinkat
    rename renameat renameat2 unlink unlinkat link linkat symlink symlinkat mkdir mkdirat rmdir chdir fchdir getcwd chmod
    fchmod fchmodat chown fchown lchown fchownat truncate ftruncate fallocate fsync fdatasync sync syncfs sync_file_range
    flock umask utimensat statfs fstatfs getxattr lgetxattr fgetxattr listxattr fadvise64 readahead pipe pipe2
    inotify_init inotify_init1 inotify_add_watch inotify_rm_watch mount umount2`,
  network: `socket socketpair bind listen accept accept4 connect shutdown getsockname getpeername setsockopt getsockopt`,
  memory: `mmap mmap2 munmap mprotect brk mremap madvise msync mincore mlock mlock2 munlock mlockall munlockall
    memfd_create membarrier shmget shmat shmdt shmctl userfaultfd process_madvise set_mempolicy mbind get_mempolicy`,
  /** Processes, threads, signals and who one is. */
  processes: `clone clone3 fork vfork execve execveat exit exit_group wait4 waitid waitpid kill tkill tgkill rt_sigaction
    rt_sigprocmask rt_sigreturn sigreturn rt_sigpending rt_sigqueueinfo sigaltstack set_tid_address set_robust_list
    get_robust_list rseq arch_prctl prctl getpid getppid gettid getpgrp getpgid setpgid getsid setsid getuid geteuid
    getgid getegid setuid setgid setreuid setregid setresuid setresgid getresuid getresgid getgroups setgroups
    sched_setaffinity sched_getaffinity sched_setscheduler sched_getscheduler sched_getparam sched_setparam getrlimit
    setrlimit prlimit64 getrusage getpriority setpriority pidfd_open pidfd_send_signal pidfd_getfd ptrace capget capset
    seccomp unshare setns`,
  io_uring: `io_uring_setup io_uring_enter io_uring_register`,
};

const FAMILY_OF: ReadonlyMap<string, Family> = new Map(
  Object.entries(FAMILIES).flatMap(([family, names]) =>
    names.split(/\s+/).map((name): [string, Family] => [name, family as Family]),
  ),
);

/** The family of a system call by the name a frame has for it; `i386:read` belongs where `read` does. */
export function syscallFamily(name: string): Family | "other" {
  return FAMILY_OF.get(name) ?? FAMILY_OF.get(name.slice(name.indexOf(":") + 1)) ?? "other";
}

/** The place of each call's family in TRANSITION_CAUSES; filled as calls are met, which are a few hundred at most. */
const CAUSE_INDEX = new Map<string, number>();
/** Numbers that nobody knows come from programs, without end: they are not kept. */
const MOST_KEPT = 1_000;

/** The index in TRANSITION_CAUSES of what a system call is for. */
export function causeIndexOfCall(name: string): number {
  const known = CAUSE_INDEX.get(name);
  if (known !== undefined) return known;
  const index = TRANSITION_CAUSES.indexOf(syscallFamily(name));
  if (CAUSE_INDEX.size < MOST_KEPT) CAUSE_INDEX.set(name, index);
  return index;
}

export const PAGE_FAULT_INDEX = TRANSITION_CAUSES.indexOf("page-faults");
