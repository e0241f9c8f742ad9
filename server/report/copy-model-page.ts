/**
 * docs/copy-model.md, rendered from the table itself, so that the page cannot say anything else than the program
 * does. Written by scripts/docs-copy-model.mjs; a test compares the file with what is rendered here.
 */
import type { CopyRow, EndpointPattern, FlowPattern } from "../model/copy-model/copy-row.ts";
import { READS, READS_AND_WRITES, WRITES } from "../model/copy-model/operation-families.ts";
import { COPY_MODEL } from "../model/copy-model.ts";
import type { EndpointKind, EndpointTrait } from "../model/endpoint.ts";

const KIND_NOUNS: { readonly [K in EndpointKind]: string } = {
  memory: "the caller's memory",
  file: "a file",
  block: "a block device",
  pipe: "a pipe",
  tcp: "a TCP socket",
  udp: "a UDP socket",
  unix: "a unix socket",
  netlink: "a netlink socket",
  "other-socket": "a socket of another kind",
  tty: "a terminal",
  null: "/dev/null",
  zero: "/dev/zero",
  chardev: "a character device",
  eventfd: "an eventfd",
  anon: "another anonymous descriptor (timerfd, signalfd, …)",
  unknown: "a descriptor that could not be looked up",
};

const TRAIT_PHRASES: { readonly [T in EndpointTrait]: string } = {
  direct: "opened with O_DIRECT",
  loopback: "whose route is loopback",
  zerocopy: "with SO_ZEROCOPY set",
  ktls: "with kernel TLS",
  messages: "of datagrams or packets",
  random: "that is the random number generator",
};

/** `a`, `a or b`, `a, b or c`. */
function anyOf(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

function code(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(", ");
}

function endpointPhrase({ kinds, filesystems, traits = [], without = [] }: EndpointPattern): string {
  return [
    anyOf(kinds.map((kind) => KIND_NOUNS[kind])),
    ...(filesystems === undefined ? [] : [`on ${anyOf(filesystems)}`]),
    ...traits.map((trait) => TRAIT_PHRASES[trait]),
    ...without.map((trait) => `not ${TRAIT_PHRASES[trait]}`),
  ].join(" ");
}

function endpointsPhrase(patterns: readonly EndpointPattern[] | undefined): string {
  return patterns === undefined ? "anything" : patterns.map(endpointPhrase).join("; or ");
}

function operationsPhrase(operations: FlowPattern["operations"]): string {
  if (operations === "any") return "Any operation";
  if (operations === READS_AND_WRITES) return "Reads and writes";
  if (operations === READS) return "Reads";
  if (operations === WRITES) return "Writes";
  return code(operations);
}

/** What a row speaks of, in words: `Reads and writes: a file on tmpfs opened with O_DIRECT`. */
function flowPhrase({ operations, descriptor, from, to, flags }: FlowPattern): string {
  const what = operationsPhrase(operations) + (flags === undefined ? "" : ` with ${code(flags)}`);
  if (descriptor !== undefined) return `${what}: ${endpointsPhrase(descriptor)}.`;
  if (from === undefined && to === undefined) return `${what}.`;
  return `${what}: from ${endpointsPhrase(from)}, to ${endpointsPhrase(to)}.`;
}

function copiesPhrase({ copiesPerByte }: CopyRow): string {
  return copiesPerByte === null ? "unknown" : String(copiesPerByte);
}

function rowEntry(row: CopyRow): string {
  const source = row.source === "none" ? "" : `\n\nSource: ${row.source}.`;
  return `### ${row.id}\n\n**${row.mechanism}**, CPU copies per byte: **${copiesPhrase(row)}**\n\n${flowPhrase(row.when)}\n\n${row.because}${source}\n`;
}

function overview(rows: readonly CopyRow[]): string {
  const lines = rows.map((row) => `| [${row.id}](#${row.id}) | ${row.mechanism} | ${copiesPhrase(row)} |`);
  return ["| row | mechanism | CPU copies per byte |", "|---|---|---|", ...lines].join("\n");
}

const HEAD = `<!-- Written by scripts/docs-copy-model.mjs from server/model/copy-model. Do not edit: change the table and run it. -->

# The copy model

copyscope watches calls, not copies: the functions in which the kernel copies cannot be watched on many machines,
and where they can, not cheaply. From what it sees of a call (which operation, between what, with which flags) this
table says how the bytes moved. It is the whole of what copyscope believes; nothing else in the program decides it.
Doubt it row by row: each gives its reason and where to look.

## How to read it

The rows are tried from top to bottom, and **the first that fits a flow holds for it**.

- **copy**: the CPU copies between the caller's memory and the kernel. **kernel-copy**: it copies within the kernel.
- **reference**: pages or buffers change hands and nobody copies. **direct**: the device reads or writes the memory by DMA.
- **deferred**: the caller asked for zero-copy, and the kernel may copy later after all. **fill** and **discard**: bytes
  are made or thrown away. **clone**, shared extents, is in no row, because no call says that it has happened.
- **unknown**: see below.

_Reads_ are ${code(READS)}.
_Writes_ are ${code(WRITES)}.
io_uring's requests of the same kinds count among them.

## What one copy means

Counted is each time the CPU moves a byte between the caller's memory, the page cache, a pipe's page and a socket's
buffer. Not counted is what happens below and beside that: the disk filling the page cache by DMA and write-back
emptying it; checksums, encryption and compression; a driver's own buffers (a loop device, a RAM disk, swiotlb in an
encrypted guest, a virtual NIC); a hypervisor's copies outside the machine.

## When it says unknown

A row says one thing where that holds of every ordinary machine, and names exceptions that are rare. It says
unknown where two outcomes are both ordinary and nothing that can be seen of the call tells them apart, and where
nobody has read the source. Bytes of unknown rows are shown as such and counted as neither copied nor not copied.

## How it was checked

The sources were read in Linux 6.1, 6.12 and 7.2. Functions have their newest names, and where the versions differ in
what they do, the row says so. What passes by reference and what is copied can be told apart without any tracing: send
a file's pages on, change the file before they are received, and see which version arrives. That was done on Linux
6.18 for the rows about files, pipes, TCP, UDP and unix sockets, vmsplice and zero-copy sends over loopback. While
copyscope runs, the kernel's own count of bytes copied out of socket buffers (tracepoint skb:skb_copy_datagram_iovec)
is kept beside the model's.
`;

/** The whole page, as Markdown that ends in a newline. */
export function copyModelPage(): string {
  const sections = COPY_MODEL.map(({ title, about, rows }) =>
    [`## ${title}\n`, `${about}\n`, `${overview(rows)}\n`, ...rows.map(rowEntry)].join("\n"),
  );
  return [HEAD, ...sections].join("\n");
}
