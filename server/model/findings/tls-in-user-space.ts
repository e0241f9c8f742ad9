/** Files encrypted in the program and written to sockets: kernel TLS would let sendfile do that. */

import type { ReportProcess } from "../report.ts";
import { MIB } from "../units.ts";
import type { FindingRule } from "./finding-rule.ts";
import { copiedIn, FILES, type Moved, passedThrough, usefulCalls } from "./moved-through-memory.ts";
import { particular, TLS_LIBRARY } from "./particular.ts";

const LEAST_BYTES = MIB;
/** Copied into TCP sockets that have no kernel TLS. */
function sentPlainly({ flows }: ReportProcess): Moved {
  let [bytes, calls] = [0, 0];
  for (const flow of flows) {
    if (flow.to !== "tcp" || flow.from !== "memory" || flow.mechanism !== "copy" || flow.toTraits.includes("ktls"))
      continue;
    bytes += flow.bytes;
    calls += usefulCalls(flow);
  }
  return { bytes, calls };
}

/** Bytes of files that this process seems to encrypt by itself and send; null where there are none. */
export function encryptedBytes(process: ReportProcess): number | null {
  if (particular(process.particulars, TLS_LIBRARY).times === 0) return null;
  return passedThrough(copiedIn(process, FILES), sentPlainly(process), LEAST_BYTES);
}

export const tlsRule: FindingRule = {
  rule: "tls-in-user-space",
  look: (process) => {
    const encrypted = encryptedBytes(process);
    if (encrypted === null) return [];
    const [read, sent] = [copiedIn(process, FILES), sentPlainly(process)];
    return [
      {
        title: "Files are encrypted in the program on their way to a socket",
        evidence: [
          { label: "read from files", value: read.bytes, unit: "bytes" },
          { label: "calls that read", value: read.calls, unit: "calls" },
          { label: "written to TCP", value: sent.bytes, unit: "bytes" },
          { label: "calls that wrote", value: sent.calls, unit: "calls" },
        ],
        threshold:
          "A TLS library (OpenSSL, GnuTLS, NSS, …) is mapped, no kernel TLS is on the sockets, and at least 1 MiB is read from files and as much, to within 5%, written to TCP: TLS adds 22 to 29 bytes to each 16 KiB. What passes is not seen; a library that is linked statically is not noticed.",
        advice:
          "Let the kernel encrypt (the tls module; SSL_OP_ENABLE_KTLS in OpenSSL 3, 'ssl_conf_command Options KTLS' in nginx) and send the file with sendfile (SSL_sendfile): both copies go, and with a NIC that does TLS the encryption, too.",
        saves: { bytesNotCopied: 2 * encrypted },
        handedOver: encrypted,
      },
    ];
  },
};
