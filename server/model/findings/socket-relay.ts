/** A proxy that receives into its memory and sends out of it: two CPU copies per byte, where splice makes none. */
import { MIB } from "../units.ts";
import type { FindingRule } from "./finding-rule.ts";
import { copiedIn, copiedOut, passedThrough, SOCKETS } from "./moved-through-memory.ts";

/** Chatter with a name server or a display is less. */
const LEAST_BYTES = MIB;

export const socketRelayRule: FindingRule = {
  rule: "socket-relay",
  look: (process) => {
    const [received, sent] = [copiedIn(process, SOCKETS), copiedOut(process, SOCKETS)];
    const relayed = passedThrough(received, sent, LEAST_BYTES);
    if (relayed === null) return [];
    return [
      {
        title: "Data goes socket to socket through the program's memory, copied twice",
        evidence: [
          { label: "received into memory", value: received.bytes, unit: "bytes" },
          { label: "calls that received", value: received.calls, unit: "calls" },
          { label: "sent from memory", value: sent.bytes, unit: "bytes" },
          { label: "calls that sent", value: sent.calls, unit: "calls" },
        ],
        threshold:
          "At least 1 MiB, and as many bytes sent as received to within 5%. An echo looks the same as a proxy, and contents are not seen: make sure that the program changes nothing.",
        advice:
          "Move the data with splice through a pipe, which hands the socket's buffers over without copying; between TCP sockets a BPF sockmap does it without the program.",
        // Two splices take the place of a read and a write.
        saves: { bytesNotCopied: 2 * relayed },
        handedOver: 2 * relayed,
      },
    ];
  },
};
