import { describe, expect, it } from "vitest";
import { IO_URING_DATA_OPERATIONS, ioUringOperation, plainOperation } from "./io-uring-opcode.ts";
import { OPERATIONS } from "./operation.ts";

describe("ioUringOperation", () => {
  it.each([
    // Numbers from include/uapi/linux/io_uring.h, spread over the whole list, so that a slip shows.
    [0, "io_uring:nop", "none"],
    [1, "io_uring:readv", "into-memory"],
    [5, "io_uring:write_fixed", "from-memory"],
    [9, "io_uring:sendmsg", "from-memory"],
    [10, "io_uring:recvmsg", "into-memory"],
    [13, "io_uring:accept", "none"],
    [22, "io_uring:read", "into-memory"],
    [23, "io_uring:write", "from-memory"],
    [26, "io_uring:send", "from-memory"],
    [27, "io_uring:recv", "into-memory"],
    [29, "io_uring:epoll_ctl", "none"],
    [30, "io_uring:splice", "between"],
    [33, "io_uring:tee", "between"],
    [40, "io_uring:msg_ring", "none"],
    [46, "io_uring:uring_cmd", "none"],
    [47, "io_uring:send_zc", "from-memory"],
    [48, "io_uring:sendmsg_zc", "from-memory"],
    [49, "io_uring:read_multishot", "into-memory"],
    [54, "io_uring:fixed_fd_install", "none"],
    [58, "io_uring:recv_zc", "into-memory"],
    [59, "io_uring:epoll_wait", "none"],
    [60, "io_uring:readv_fixed", "into-memory"],
    [61, "io_uring:writev_fixed", "from-memory"],
    [62, "io_uring:pipe", "none"],
    [64, "io_uring:uring_cmd128", "none"],
  ] as const)("names opcode %i as the kernel's header does", (opcode, name, direction) => {
    expect(ioUringOperation(opcode)).toEqual({ name, direction });
  });

  it("keeps the number of an opcode that nobody knows yet", () => {
    expect(ioUringOperation(65)).toEqual({ name: "io_uring:op_65", direction: "none" });
    expect(ioUringOperation(255)).toEqual({ name: "io_uring:op_255", direction: "none" });
  });
});

describe("plainOperation", () => {
  it("finds the system call an io_uring request behaves as", () => {
    expect(plainOperation("io_uring:read_fixed")).toBe("pread64");
    expect(plainOperation("io_uring:recv")).toBe("recvfrom");
    expect(plainOperation("io_uring:splice")).toBe("splice");
  });

  it("leaves system calls, and requests that are like none, as they are", () => {
    for (const name of ["read", "sendfile", "io_uring:send_zc", "io_uring:recv_zc", "io_uring:multishot", "nonsense"]) {
      expect(plainOperation(name)).toBe(name);
    }
  });

  it("names only operations of the operation table, and keeps the direction", () => {
    const shapes = new Map<string, string>(OPERATIONS.map(({ name, shape }) => [name, shape.kind]));
    for (const { name, direction } of IO_URING_DATA_OPERATIONS) {
      const plain = plainOperation(name);
      if (plain !== name) expect([name, shapes.get(plain)]).toEqual([name, direction]);
    }
  });
});
