/**
 * The data path as the texts on zero-copy draw it: where bytes are, and which way a flow takes between two
 * of these places. Disk and NIC are reached by DMA, which the kernel cannot lay to anybody's account: those
 * edges are made of a frame's `dma`, not of flows.
 */
import type { EndpointKind } from "../endpoint.ts";
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

/** Nodes that keep data or carry it: bytes from there are input, bytes that go there output (totals-bytes.ts). */
export const DATA_NODES: ReadonlySet<PathNode> = new Set<PathNode>(["disk", "page-cache", "file", "pipe", "socket"]);

/** Where an endpoint is; a file's is the disk where its mechanism is `direct`. */
const NODE_OF: Readonly<Record<EndpointKind, PathNode>> = {
  memory: "application",
  file: "page-cache",
  block: "page-cache",
  pipe: "pipe",
  tcp: "socket",
  udp: "socket",
  unix: "socket",
  netlink: "socket",
  "other-socket": "socket",
  tty: "device",
  null: "device",
  zero: "device",
  chardev: "device",
  eventfd: "device",
  anon: "device",
  unknown: "unknown",
};

export interface FlowEdge extends Edge {
  readonly mechanism: Mechanism;
}

/** Every edge is made once: thousands of flows ask for one in each frame. By what they join, and by kinds of endpoints. */
const INTERNED = new Map<string, FlowEdge>();
const EDGES = new Map<EndpointKind, Map<EndpointKind, Map<Mechanism, FlowEdge>>>();

/** The edge that a flow takes; always the same object for the same edge. */
export function edgeOf({ from, to, mechanism }: Pick<FlowCount, "from" | "to" | "mechanism">): FlowEdge {
  const known = EDGES.get(from.kind)?.get(to.kind)?.get(mechanism);
  if (known !== undefined) return known;
  const edge = makeEdge(from.kind, to.kind, mechanism);
  const ofSource = EDGES.get(from.kind) ?? new Map<EndpointKind, Map<Mechanism, FlowEdge>>();
  const ofBoth = ofSource.get(to.kind) ?? new Map<Mechanism, FlowEdge>();
  EDGES.set(from.kind, ofSource.set(to.kind, ofBoth.set(mechanism, edge)));
  return edge;
}

function makeEdge(from: EndpointKind, to: EndpointKind, mechanism: Mechanism): FlowEdge {
  const isFile = (kind: EndpointKind) => NODE_OF[kind] === "page-cache";
  const node = (kind: EndpointKind) => (isFile(kind) && mechanism === "direct" ? "disk" : NODE_OF[kind]);
  const edge: FlowEdge = { from: node(from), to: isFile(from) && isFile(to) ? "file" : node(to), mechanism };
  const key = `${edge.from}>${edge.to}>${mechanism}`;
  const known = INTERNED.get(key) ?? edge;
  INTERNED.set(key, known);
  return known;
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
