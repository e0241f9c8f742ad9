/**
 * The data path as the texts on zero-copy draw it: where bytes are, and which way a flow takes between two
 * of these places. Disk and NIC are reached by DMA, which the kernel cannot lay to anybody's account: those
 * edges are made of a frame's `dma`, not of flows.
 */
import type { Endpoint } from "../endpoint.ts";
import type { Dma, FlowCount } from "../frame.ts";
import { MECHANISMS, type Mechanism } from "../mechanism.ts";

/**
 * `page-cache`: files and block devices through the cache. `disk`: the same around it (O_DIRECT).
 * `file`: the file that another file's data goes to inside the kernel (sendfile, copy_file_range, a reflink).
 * `device`: /dev/null, /dev/zero, terminals, other devices, and signals such as eventfd.
 */
export const PATH_NODES = [
  "disk",
  "page-cache",
  "application",
  "pipe",
  "socket",
  "nic",
  "file",
  "device",
  "unknown",
] as const;

export type PathNode = (typeof PATH_NODES)[number];

/** How bytes take an edge: a flow's mechanism, or DMA between a device and the kernel. */
export const PATH_MECHANISMS = [...MECHANISMS, "dma"] as const;

export type PathMechanism = Mechanism | "dma";

export interface Edge {
  readonly from: PathNode;
  readonly to: PathNode;
  readonly mechanism: PathMechanism;
}

/** Nodes that keep data or carry it to somebody: bytes that go there are output (totals-bytes.ts). */
export const OUTPUT_NODES: ReadonlySet<PathNode> = new Set<PathNode>(["disk", "page-cache", "file", "pipe", "socket"]);

function nodeOf(endpoint: Endpoint, mechanism: Mechanism): PathNode {
  switch (endpoint.kind) {
    case "memory":
      return "application";
    case "file":
    case "block":
      return mechanism === "direct" ? "disk" : "page-cache";
    case "pipe":
      return "pipe";
    case "tcp":
    case "udp":
    case "unix":
    case "netlink":
    case "other-socket":
      return "socket";
    case "tty":
    case "null":
    case "zero":
    case "chardev":
    case "eventfd":
    case "anon":
      return "device";
    case "unknown":
      return "unknown";
  }
}

/** The edge that a flow takes. */
export function edgeOf({ from, to, mechanism }: Pick<FlowCount, "from" | "to" | "mechanism">): Edge & {
  readonly mechanism: Mechanism;
} {
  const source = nodeOf(from, mechanism);
  const target = nodeOf(to, mechanism);
  const betweenFiles = source !== "application" && target !== "application" && isFile(from) && isFile(to);
  return { from: source, to: betweenFiles ? "file" : target, mechanism };
}

function isFile({ kind }: Endpoint): boolean {
  return kind === "file" || kind === "block";
}

/** Bytes by the edges that devices take part in: the whole machine's, whatever the scope. What is not measured is left out. */
export function dmaEdges(dma: Dma): readonly (Edge & { readonly bytes: number })[] {
  const edges = [
    { from: "disk", to: "page-cache", bytes: dma.diskRead },
    { from: "page-cache", to: "disk", bytes: dma.diskWrite },
    { from: "socket", to: "nic", bytes: dma.nicTransmit },
    { from: "nic", to: "socket", bytes: dma.nicReceive },
  ] as const;
  return edges.flatMap(({ from, to, bytes }) => (bytes === null ? [] : [{ from, to, mechanism: "dma", bytes }]));
}
