/* unmeasured: calls that move data and whose bytes no return value tells, beside some that copyscope can measure.
 *
 *   unmeasured FILE
 *
 * FILE is made and written through libaio's system calls: 7 io_submit of one request each, 4,096 bytes a request.
 * 11 messages go through a POSIX queue and come back (mq_timedsend, mq_timedreceive), 13 through a System V queue
 * (msgsnd, msgrcv). 17 writes put 4,096 bytes each into FILE: what is measured of all this.
 * One receive of each kind fails first (EAGAIN, ENOMSG): 7 + 2 x 11 + 2 x 13 = 55 calls move something. */
#include "workload.h"
#include <linux/aio_abi.h>
#include <mqueue.h>
#include <sys/ipc.h>
#include <sys/msg.h>

enum { REQUESTS = 7, POSIX = 11, SYSTEM_V = 13, WRITES = 17, PIECE = 4096 };

static char piece[PIECE] __attribute__((aligned(PIECE)));

static void through_libaio(int file) {
  aio_context_t context = 0;
  if (syscall(SYS_io_setup, 4, &context)) fail("io_setup");
  for (int i = 0; i < REQUESTS; i++) {
    struct iocb request = {.aio_fildes = (unsigned)file, .aio_lio_opcode = IOCB_CMD_PWRITE,
                           .aio_buf = (unsigned long)piece, .aio_nbytes = PIECE, .aio_offset = i * PIECE};
    struct iocb *requests[] = {&request};
    if (syscall(SYS_io_submit, context, 1, requests) != 1) fail("io_submit");
    struct io_event event;
    if (syscall(SYS_io_getevents, context, 1, 1, &event, NULL) != 1) fail("io_getevents");
    if (event.res != PIECE) give_up("io_submit wrote less");
  }
  syscall(SYS_io_destroy, context);
}

static void through_posix_queue(void) {
  char name[64], text[128];
  snprintf(name, sizeof name, "/copyscope-test-%d", getpid());
  struct mq_attr attributes = {.mq_maxmsg = 2, .mq_msgsize = sizeof text};
  mqd_t queue = mq_open(name, O_CREAT | O_EXCL | O_RDWR | O_NONBLOCK, 0600, &attributes);
  if (queue == (mqd_t)-1) fail("mq_open");
  mq_unlink(name);
  if (mq_receive(queue, text, sizeof text, NULL) != -1) give_up("a new queue has a message");
  for (int i = 0; i < POSIX; i++) {
    if (mq_send(queue, piece, 100, 0)) fail("mq_send");
    if (mq_receive(queue, text, sizeof text, NULL) != 100) fail("mq_receive");
  }
  mq_close(queue);
}

static void through_system_v_queue(void) {
  struct { long type; char text[100]; } message = {.type = 1};
  int queue = msgget(IPC_PRIVATE, IPC_CREAT | 0600);
  if (queue < 0) fail("msgget");
  if (msgrcv(queue, &message, sizeof message.text, 0, IPC_NOWAIT) != -1) give_up("a new queue has a message");
  for (int i = 0; i < SYSTEM_V; i++) {
    if (msgsnd(queue, &message, sizeof message.text, 0)) fail("msgsnd");
    if (msgrcv(queue, &message, sizeof message.text, 0, 0) != sizeof message.text) fail("msgrcv");
  }
  msgctl(queue, IPC_RMID, NULL);
}

int main(int argc, char **argv) {
  if (argc != 2) usage("FILE");
  int file = open(argv[1], O_CREAT | O_TRUNC | O_WRONLY, 0600);
  if (file < 0) fail(argv[1]);
  through_libaio(file);
  through_posix_queue();
  through_system_v_queue();
  for (int i = 0; i < WRITES; i++)
    if (write(file, piece, PIECE) != PIECE) fail("write");
  return 0;
}
