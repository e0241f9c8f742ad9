import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CopyRow, EndpointPattern, Flow } from "./copy-model/copy-row.ts";
import { COPY_ROWS, mechanismOf } from "./copy-model.ts";
import { ENDPOINT_KINDS, ENDPOINT_TRAITS, type Endpoint, type EndpointKind, type EndpointTrait } from "./endpoint.ts";
import { FILESYSTEM_NAMES } from "./filesystem-name.ts";
import { ioUringOperation } from "./io-uring-opcode.ts";
import { OPERATIONS } from "./operation.ts";

const MEMORY = endpoint("memory");

function endpoint(kind: EndpointKind, ...traits: readonly EndpointTrait[]): Endpoint {
  return { kind, filesystem: null, traits };
}

function file(filesystem: string, ...traits: readonly EndpointTrait[]): Endpoint {
  return { kind: "file", filesystem, traits };
}

/** `mechanism copies`, as in `copy 1` or `unknown null`. */
function moved(operation: string, from: Endpoint, to: Endpoint, ...flags: readonly string[]): string {
  const { mechanism, copiesPerByte } = mechanismOf({ operation, from, to, flags });
  return `${mechanism} ${copiesPerByte}`;
}

function reading(operation: string, from: Endpoint, ...flags: readonly string[]): string {
  return moved(operation, from, MEMORY, ...flags);
}

function writing(operation: string, to: Endpoint, ...flags: readonly string[]): string {
  return moved(operation, MEMORY, to, ...flags);
}

const pipe = endpoint("pipe");
const tcp = endpoint("tcp");
const udp = endpoint("udp");
const unix = endpoint("unix");

describe("reading and writing files", () => {
  it("copies between the page cache and the caller, on every filesystem that has one", () => {
    for (const filesystem of ["ext4", "xfs", "btrfs", "f2fs", "vfat", "squashfs", "nfs", "overlay", "tmpfs", "ramfs"]) {
      expect([filesystem, reading("read", file(filesystem))]).toEqual([filesystem, "copy 1"]);
    }
    expect(writing("pwritev2", file("ext4"))).toBe("copy 1");
    expect(reading("preadv", file("hugetlbfs"))).toBe("copy 1");
  });

  it("copies text out of procfs, sysfs and their like", () => {
    expect(reading("read", file("proc"))).toBe("copy 1");
    expect(reading("pread64", file("sysfs"))).toBe("copy 1");
    expect(writing("write", file("cgroup2"))).toBe("copy 1");
  });

  it("does not know for filesystems whose options decide, nor for those nobody has read", () => {
    for (const filesystem of ["fuse", "cifs", "ceph", "9p", "zfs", "0x1badcafe"]) {
      expect([filesystem, reading("read", file(filesystem))]).toEqual([filesystem, "unknown null"]);
    }
    expect(reading("read", { kind: "file", filesystem: null, traits: [] })).toBe("unknown null");
  });

  it("copies nothing with O_DIRECT where the filesystem grants it", () => {
    for (const filesystem of ["ext4", "xfs", "f2fs"]) {
      expect([filesystem, reading("pread64", file(filesystem, "direct"))]).toEqual([filesystem, "direct 0"]);
      expect([filesystem, writing("pwrite64", file(filesystem, "direct"))]).toEqual([filesystem, "direct 0"]);
    }
  });

  it("copies all the same with O_DIRECT on tmpfs", () => {
    expect(reading("read", file("tmpfs", "direct"))).toBe("copy 1");
  });

  it("does not know what O_DIRECT comes to on btrfs, which depends on the version, and elsewhere", () => {
    expect(mechanismOf({ operation: "write", from: MEMORY, to: file("btrfs", "direct"), flags: [] }).row.id).toBe(
      "btrfs-direct",
    );
    for (const filesystem of ["btrfs", "overlay", "nfs", "vfat", "fuse"]) {
      expect([filesystem, writing("write", file(filesystem, "direct"))]).toEqual([filesystem, "unknown null"]);
    }
  });

  it("copies through a block device's cache, and not with O_DIRECT", () => {
    expect(reading("read", endpoint("block"))).toBe("copy 1");
    expect(writing("pwrite64", endpoint("block", "direct"))).toBe("direct 0");
  });

  it("copies once from process to process with process_vm_readv and process_vm_writev", () => {
    expect(moved("process_vm_readv", MEMORY, MEMORY)).toBe("copy 1");
    expect(moved("process_vm_writev", MEMORY, MEMORY)).toBe("copy 1");
  });
});

describe("reading and writing pipes, terminals and devices", () => {
  it("copies into a pipe and out of it, even in O_DIRECT's packet mode", () => {
    expect(writing("write", pipe)).toBe("copy 1");
    expect(reading("readv", pipe)).toBe("copy 1");
    expect(writing("write", endpoint("pipe", "direct"))).toBe("copy 1");
  });

  it("throws away what is written to /dev/null and /dev/zero, and fills what is read from /dev/zero", () => {
    expect(writing("write", endpoint("null"))).toBe("discard 0");
    expect(writing("writev", endpoint("zero"))).toBe("discard 0");
    expect(reading("read", endpoint("zero"))).toBe("fill 0");
    expect(reading("read", endpoint("null"))).toBe("discard 0");
  });

  it("copies to and from terminals, eventfds, timerfds and their like", () => {
    expect(writing("write", endpoint("tty"))).toBe("copy 1");
    expect(reading("read", endpoint("eventfd"))).toBe("copy 1");
    expect(reading("read", endpoint("anon"))).toBe("copy 1");
  });

  it("does not know what a character device's driver does", () => {
    expect(reading("read", endpoint("chardev"))).toBe("unknown null");
  });
});

describe("sending and receiving", () => {
  it("copies into socket buffers and out of them", () => {
    for (const kind of ["tcp", "udp", "unix", "netlink", "other-socket"] as const) {
      expect([kind, writing("sendmsg", endpoint(kind))]).toEqual([kind, "copy 1"]);
      expect([kind, reading("recvfrom", endpoint(kind))]).toEqual([kind, "copy 1"]);
      expect([kind, writing("write", endpoint(kind))]).toEqual([kind, "copy 1"]);
      expect([kind, reading("recvmmsg", endpoint(kind))]).toEqual([kind, "copy 1"]);
    }
  });

  it("copies what is peeked at, although it will be received again", () => {
    expect(reading("recvfrom", tcp, "MSG_PEEK")).toBe("copy 1");
    expect(reading("recvmsg", unix, "MSG_PEEK")).toBe("copy 1");
  });

  it("drops what TCP is told to truncate, and copies what other protocols are", () => {
    expect(reading("recvfrom", tcp, "MSG_TRUNC")).toBe("discard 0");
    expect(reading("recvfrom", tcp, "MSG_TRUNC", "MSG_PEEK")).toBe("discard 0");
    expect(reading("recvfrom", udp, "MSG_TRUNC")).toBe("copy 1");
    expect(reading("recvmsg", endpoint("netlink"), "MSG_TRUNC", "MSG_PEEK")).toBe("copy 1");
    expect(reading("recvmsg", endpoint("other-socket"), "MSG_TRUNC")).toBe("unknown null");
  });

  it("copies what comes out of the error queue, whatever the other flags", () => {
    expect(reading("recvmsg", tcp, "MSG_ERRQUEUE", "MSG_TRUNC")).toBe("copy 1");
    expect(reading("recvmsg", endpoint("tcp", "zerocopy"), "MSG_ERRQUEUE")).toBe("copy 1");
  });

  it("does not know how much of a receive stayed in device memory", () => {
    expect(reading("recvmsg", tcp, "MSG_SOCK_DEVMEM")).toBe("unknown null");
  });

  it("defers the copy of a zero-copy send, and knows that loopback makes it", () => {
    expect(writing("sendto", endpoint("tcp", "zerocopy"), "MSG_ZEROCOPY")).toBe("deferred null");
    expect(writing("sendmsg", endpoint("udp", "zerocopy"), "MSG_ZEROCOPY")).toBe("deferred null");
    expect(writing("sendto", endpoint("other-socket", "zerocopy"), "MSG_ZEROCOPY")).toBe("deferred null");
    expect(writing("sendto", endpoint("tcp", "zerocopy", "loopback"), "MSG_ZEROCOPY")).toBe("deferred 1");
    expect(writing("sendmmsg", endpoint("udp", "loopback", "zerocopy"), "MSG_ZEROCOPY")).toBe("deferred 1");
  });

  it("copies when MSG_ZEROCOPY is ignored: without SO_ZEROCOPY, and on unix sockets", () => {
    expect(writing("sendto", tcp, "MSG_ZEROCOPY")).toBe("copy 1");
    expect(writing("sendto", endpoint("tcp", "loopback"), "MSG_ZEROCOPY")).toBe("copy 1");
    expect(writing("sendmsg", unix, "MSG_ZEROCOPY")).toBe("copy 1");
  });

  it("copies without the flag, whatever the socket's options", () => {
    expect(writing("sendto", endpoint("tcp", "zerocopy", "loopback"))).toBe("copy 1");
  });

  it("copies to and from a socket with kernel TLS, and does not know what it drops", () => {
    expect(writing("write", endpoint("tcp", "ktls"))).toBe("copy 1");
    expect(reading("recvfrom", endpoint("tcp", "ktls"))).toBe("copy 1");
    expect(reading("recvfrom", endpoint("tcp", "ktls"), "MSG_TRUNC")).toBe("unknown null");
  });
});

describe("splicing into pipes", () => {
  it("passes pages of the page cache on", () => {
    for (const from of [file("ext4"), file("tmpfs"), file("nfs"), file("overlay"), endpoint("block")]) {
      expect(moved("splice", from, pipe)).toBe("reference 0");
      expect(moved("sendfile", from, pipe)).toBe("reference 0");
    }
  });

  it("passes on fresh pages that the device filled, where the file is open for direct I/O", () => {
    expect(moved("splice", file("xfs", "direct"), pipe)).toBe("reference 0");
    expect(moved("sendfile", endpoint("block", "direct"), pipe)).toBe("reference 0");
  });

  it("copies where there is no page to pass on", () => {
    for (const from of [file("proc"), file("sysfs"), endpoint("tty"), file("tmpfs", "direct")]) {
      expect(moved("splice", from, pipe)).toBe("kernel-copy 1");
    }
    expect(moved("splice", udp, pipe)).toBe("kernel-copy 1");
    expect(moved("splice", endpoint("netlink"), pipe)).toBe("kernel-copy 1");
  });

  it("passes on what a TCP socket received, and does not know how much of a unix socket's", () => {
    expect(moved("splice", tcp, pipe)).toBe("reference 0");
    expect(moved("splice", unix, pipe)).toBe("unknown null");
    expect(moved("splice", endpoint("other-socket"), pipe)).toBe("unknown null");
    expect(moved("splice", endpoint("tcp", "ktls"), pipe)).toBe("unknown null");
  });

  it("fills pages from /dev/zero", () => {
    expect(moved("sendfile", endpoint("zero"), pipe)).toBe("fill 0");
  });

  it("does not know what drivers, and files whose caching is optional, have to pass on", () => {
    for (const from of [endpoint("chardev"), file("fuse"), file("gfs2"), file("btrfs", "direct"), file("tracefs")]) {
      expect(moved("splice", from, pipe)).toBe("unknown null");
    }
  });

  it("passes references from pipe to pipe, and doubles them with tee", () => {
    expect(moved("splice", pipe, pipe)).toBe("reference 0");
    expect(moved("tee", pipe, pipe)).toBe("reference 0");
  });

  it("passes the caller's pages on with vmsplice, but copies in the other direction", () => {
    expect(moved("vmsplice", MEMORY, pipe)).toBe("reference 0");
    expect(moved("vmsplice", pipe, MEMORY)).toBe("copy 1");
  });
});

describe("sendfile and splice into sockets", () => {
  it("lets packets refer to the file's pages", () => {
    for (const to of [tcp, udp, unix]) {
      expect(moved("sendfile", file("ext4"), to)).toBe("reference 0");
      expect(moved("sendfile", file("ext4", "direct"), to)).toBe("reference 0");
      expect(moved("splice", pipe, to)).toBe("reference 0");
    }
  });

  it("copies into protocols that take no pages", () => {
    for (const to of [endpoint("netlink"), endpoint("other-socket")]) {
      expect(moved("sendfile", file("ext4"), to)).toBe("kernel-copy 1");
      expect(moved("splice", pipe, to)).toBe("kernel-copy 1");
    }
  });

  it("copies once from what has no pages, and fills from /dev/zero", () => {
    expect(moved("sendfile", file("sysfs"), tcp)).toBe("kernel-copy 1");
    expect(moved("sendfile", file("tmpfs", "direct"), tcp)).toBe("kernel-copy 1");
    expect(moved("sendfile", endpoint("zero"), tcp)).toBe("fill 0");
  });

  it("does not know what kernel TLS does, which may be the NIC's work", () => {
    expect(moved("sendfile", file("ext4"), endpoint("tcp", "ktls"))).toBe("unknown null");
    expect(moved("splice", pipe, endpoint("tcp", "ktls"))).toBe("unknown null");
  });
});

describe("sendfile, splice and copy_file_range into files", () => {
  it("copies within the kernel into a file's page cache", () => {
    expect(moved("sendfile", file("ext4"), file("ext4"))).toBe("kernel-copy 1");
    expect(moved("sendfile", file("xfs", "direct"), file("tmpfs"))).toBe("kernel-copy 1");
    expect(moved("sendfile", endpoint("zero"), file("ext4"))).toBe("kernel-copy 1");
    expect(moved("splice", pipe, file("btrfs"))).toBe("kernel-copy 1");
    expect(moved("splice", pipe, endpoint("block"))).toBe("kernel-copy 1");
    expect(moved("splice", pipe, endpoint("tty"))).toBe("kernel-copy 1");
  });

  it("hands pages to the device where the target is open for direct I/O", () => {
    expect(moved("sendfile", file("ext4"), file("ext4", "direct"))).toBe("direct 0");
    expect(moved("splice", pipe, endpoint("block", "direct"))).toBe("direct 0");
    expect(moved("splice", pipe, file("tmpfs", "direct"))).toBe("kernel-copy 1");
    expect(moved("splice", pipe, file("btrfs", "direct"))).toBe("unknown null");
  });

  it("throws away what goes to /dev/null, after a copy where the source has no pages", () => {
    expect(moved("sendfile", file("ext4"), endpoint("null"))).toBe("discard 0");
    expect(moved("splice", pipe, endpoint("null"))).toBe("discard 0");
    expect(moved("sendfile", file("proc"), endpoint("null"))).toBe("kernel-copy 1");
  });

  it("does not say one copy where there are two", () => {
    expect(moved("sendfile", file("proc"), file("ext4"))).toBe("unknown null");
    expect(
      mechanismOf({ operation: "sendfile", from: file("proc"), to: file("ext4"), flags: [] }).row.because,
    ).toContain("twice");
  });

  it("copies with copy_file_range where the filesystem has no better way, and does not know where it has", () => {
    expect(moved("copy_file_range", file("ext4"), file("ext4"))).toBe("kernel-copy 1");
    expect(moved("copy_file_range", file("tmpfs"), file("tmpfs"))).toBe("kernel-copy 1");
    for (const filesystem of ["btrfs", "xfs", "bcachefs", "ocfs2", "nfs", "cifs", "fuse", "ceph", "overlay"]) {
      expect([filesystem, moved("copy_file_range", file(filesystem), file(filesystem))]).toEqual([
        filesystem,
        "unknown null",
      ]);
    }
  });
});

describe("io_uring", () => {
  it("moves bytes as the system call does that it is named for", () => {
    expect(reading("io_uring:read", file("ext4"))).toBe("copy 1");
    expect(reading("io_uring:read_fixed", file("ext4", "direct"))).toBe("direct 0");
    expect(writing("io_uring:writev_fixed", pipe)).toBe("copy 1");
    expect(reading("io_uring:read_multishot", endpoint("anon"))).toBe("copy 1");
    expect(reading("io_uring:recvmsg", tcp, "MSG_TRUNC")).toBe("discard 0");
    expect(writing("io_uring:send", endpoint("tcp", "zerocopy"), "MSG_ZEROCOPY")).toBe("deferred null");
    expect(moved("io_uring:splice", pipe, tcp)).toBe("reference 0");
    expect(moved("io_uring:tee", pipe, pipe)).toBe("reference 0");
  });

  it("takes the same row for a request as for its system call, between any endpoints", () => {
    const twins = [
      ["io_uring:read", "pread64"],
      ["io_uring:write_fixed", "pwrite64"],
      ["io_uring:recv", "recvfrom"],
      ["io_uring:sendmsg", "sendmsg"],
      ["io_uring:splice", "splice"],
    ] as const;
    fc.assert(
      fc.property(fc.constantFrom(...twins), flows(), ([request, call], flow) => {
        expect(mechanismOf({ ...flow, operation: request })).toEqual(mechanismOf({ ...flow, operation: call }));
      }),
    );
  });

  it("defers the copy of a zero-copy send without SO_ZEROCOPY, except where vsock wants it", () => {
    expect(writing("io_uring:send_zc", tcp)).toBe("deferred null");
    expect(writing("io_uring:sendmsg_zc", endpoint("udp", "loopback"))).toBe("deferred 1");
    expect(writing("io_uring:send_zc", endpoint("other-socket", "zerocopy"))).toBe("deferred null");
    expect(writing("io_uring:send_zc", unix)).toBe("unknown null");
  });

  it("defers the copy of a zero-copy receive", () => {
    expect(reading("io_uring:recv_zc", tcp)).toBe("deferred null");
    expect(reading("io_uring:recv_zc", endpoint("tcp", "loopback"))).toBe("deferred 1");
  });

  it("does not know what a completion without its request moved", () => {
    expect(moved("io_uring:multishot", endpoint("unknown"), MEMORY)).toBe("unknown null");
  });
});

describe("what nobody knows", () => {
  it("is unknown: descriptors that could not be looked up, operations that are none", () => {
    expect(reading("read", endpoint("unknown"))).toBe("unknown null");
    expect(moved("sendfile", endpoint("unknown"), tcp)).toBe("unknown null");
    expect(moved("ioctl", MEMORY, file("ext4"))).toBe("unknown null");
    expect(moved("io_uring:op_99", MEMORY, tcp)).toBe("unknown null");
  });

  it("is unknown, too, where an operation is said to go the wrong way", () => {
    expect(moved("read", MEMORY, file("ext4"))).toBe("unknown null");
    expect(moved("write", file("ext4"), MEMORY)).toBe("unknown null");
    expect(moved("read", MEMORY, MEMORY)).toBe("unknown null");
  });
});

const FLAGS = ["MSG_PEEK", "MSG_TRUNC", "MSG_ERRQUEUE", "MSG_ZEROCOPY", "MSG_SPLICE_PAGES", "MSG_SOCK_DEVMEM", "MSG_X"];
const OPERATION_NAMES = [
  ...OPERATIONS.map(({ name }) => name),
  ...Array.from({ length: 70 }, (_, opcode) => ioUringOperation(opcode).name),
  "io_uring:multishot",
  "ioctl",
];

function endpoints(): fc.Arbitrary<Endpoint> {
  return fc.record({
    kind: fc.constantFrom(...ENDPOINT_KINDS),
    filesystem: fc.oneof(fc.constant(null), fc.constantFrom(...FILESYSTEM_NAMES), fc.constant("0x1badcafe")),
    traits: fc.subarray([...ENDPOINT_TRAITS]),
  });
}

function flows(): fc.Arbitrary<Flow> {
  return fc.record({
    operation: fc.constantFrom(...OPERATION_NAMES),
    from: endpoints(),
    to: endpoints(),
    flags: fc.subarray(FLAGS),
  });
}

/** What a mechanism may say of copies, by the words of design.md. */
const COPIES_OF: Readonly<Record<string, readonly (0 | 1 | null)[]>> = {
  copy: [1],
  "kernel-copy": [1],
  reference: [0],
  direct: [0],
  clone: [0],
  discard: [0],
  fill: [0],
  deferred: [1, null],
  unknown: [null],
};

describe("the table", () => {
  it("has a row for every operation between every two kinds of endpoint", () => {
    const odd = OPERATION_NAMES.flatMap((operation) =>
      ENDPOINT_KINDS.flatMap((from) =>
        ENDPOINT_KINDS.flatMap((to) => {
          const flow: Flow = { operation, from: endpoint(from), to: endpoint(to), flags: [] };
          const { mechanism, copiesPerByte, row } = mechanismOf(flow);
          return COPIES_OF[mechanism]?.includes(copiesPerByte) && COPY_ROWS.includes(row) ? [] : [flow];
        }),
      ),
    );
    expect(odd).toEqual([]);
  });

  it("says copies that fit the mechanism, whatever the flow", () => {
    fc.assert(
      fc.property(flows(), (flow) => {
        const { mechanism, copiesPerByte } = mechanismOf(flow);
        expect(COPIES_OF[mechanism]).toContain(copiesPerByte);
        const loopback = flow.from.traits.includes("loopback") || flow.to.traits.includes("loopback");
        if (mechanism === "deferred" && copiesPerByte === 1) expect(loopback).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it("gives each row an id of its own, a reason and a source", () => {
    expect(new Set(COPY_ROWS.map(({ id }) => id)).size).toBe(COPY_ROWS.length);
    for (const { id, because, source } of COPY_ROWS) {
      expect(id).toMatch(/^[a-z0-9-]+$/);
      expect(because.length).toBeGreaterThan(20);
      if (id !== "unknown") expect([id, /[\w-]+\/[\w.-]+: |\(\d\)/.test(source)]).toEqual([id, true]);
    }
  });

  it("names only operations and filesystems that exist", () => {
    for (const { id, when } of COPY_ROWS) {
      const operations = when.operations === "any" ? [] : when.operations;
      expect([id, operations.filter((name) => !OPERATION_NAMES.includes(name))]).toEqual([id, []]);
      const patterns = [...(when.descriptor ?? []), ...(when.from ?? []), ...(when.to ?? [])];
      const filesystems = patterns.flatMap((pattern) => pattern.filesystems ?? []);
      expect([id, filesystems.filter((name) => !FILESYSTEM_NAMES.has(name))]).toEqual([id, []]);
    }
  });

  it("has no dead row: of each, some flow is told", () => {
    for (const row of COPY_ROWS)
      expect([row.id, flowsOf(row).some((flow) => mechanismOf(flow).row === row)]).toEqual([row.id, true]);
  });

  it("has no dead filesystem: each one in a row's pattern makes a difference to some flow", () => {
    for (const row of COPY_ROWS) {
      for (const side of ["descriptor", "from", "to"] as const) {
        for (const filesystem of new Set(row.when[side]?.flatMap((pattern) => pattern.filesystems ?? []))) {
          const told = flowsOf(row).some(
            (flow) => [flow.from.filesystem, flow.to.filesystem].includes(filesystem) && mechanismOf(flow).row === row,
          );
          expect([row.id, side, filesystem, told]).toEqual([row.id, side, filesystem, true]);
        }
      }
    }
  });
});

/** Endpoints that a pattern is satisfied by: every kind and filesystem it names, with the traits it asks for and no other. */
function endpointsOf(patterns: readonly EndpointPattern[] | undefined): readonly Endpoint[] {
  return (patterns ?? [{ kinds: ["file", "memory"] as const }]).flatMap(
    ({ kinds, filesystems, traits }: EndpointPattern) =>
      kinds.flatMap((kind) =>
        (filesystems ?? [null]).map((filesystem) => ({ kind, filesystem, traits: traits ?? [] })),
      ),
  );
}

/** Flows that a row speaks of, among which a living row wins at least one. */
function flowsOf({ when }: CopyRow): readonly Flow[] {
  const operations = when.operations === "any" ? ["nonsense"] : when.operations;
  const flags = when.flags ?? [];
  const pairs =
    when.descriptor === undefined
      ? endpointsOf(when.from).flatMap((from) => endpointsOf(when.to).map((to) => [from, to] as const))
      : endpointsOf(when.descriptor).flatMap((end) => [[end, MEMORY] as const, [MEMORY, end] as const]);
  return operations.flatMap((operation) => pairs.map(([from, to]) => ({ operation, from, to, flags })));
}
