/**
 * A process that reads files into its memory only to write them to a socket: two CPU copies per byte, where
 * sendfile or splice hand the page cache's pages over without copying.
 */
import { MIB } from "../units.ts";
import type { FindingRule } from "./finding-rule.ts";
import { copiedIn, copiedOut, FILES, passedThrough, SOCKETS } from "./moved-through-memory.ts";
import { encryptedBytes, mapsTls } from "./tls-in-user-space.ts";

/** Less than this is start-up noise: configuration files, locale data. */
const LEAST_BYTES = MIB;

const TLS_IS_NEAR =
  " This process has a TLS library mapped. The sizes do not show that it encrypts what it sends; if it does, see tls-in-user-space.";

export const relayRule: FindingRule = {
  rule: "relay-through-memory",
  look: (process) => {
    const [read, written] = [copiedIn(process, FILES), copiedOut(process, SOCKETS)];
    const relayed = passedThrough(read, written, LEAST_BYTES);
    if (relayed === null) return [];
    // With TLS in the program the data changes on its way: tls-in-user-space.ts speaks of that where it can tell.
    if (encryptedBytes(process) !== null) return [];
    return [
      {
        title: "Data goes file to socket through the program's memory, copied twice",
        evidence: [
          { label: "read into memory", value: read.bytes, unit: "bytes" },
          { label: "calls that read", value: read.calls, unit: "calls" },
          { label: "written from memory", value: written.bytes, unit: "bytes" },
          { label: "calls that wrote", value: written.calls, unit: "calls" },
        ],
        threshold:
          "At least 1 MiB, and as many bytes written as read to within 5%: what passes unchanged looks like that, but copyscope does not see contents, so make sure that the program changes nothing.",
        advice: `Send the file with sendfile (or splice), which hands the page cache's pages to the socket. TLS in the program itself stands in the way; kernel TLS does not.${mapsTls(process) ? TLS_IS_NEAR : ""}`,
        // One sendfile takes the place of each read and write.
        saves: { bytesNotCopied: 2 * relayed, transitionsFewer: 2 * Math.min(read.calls, written.calls) },
        handedOver: relayed,
      },
    ];
  },
};
