/** Files encrypted in the program and written to sockets: kernel TLS would let sendfile do that. */

import type { ReportProcess } from "../report.ts";
import { MIB } from "../units.ts";
import type { FindingRule } from "./finding-rule.ts";
import { copiedIn, FILES, type Moved, passedThrough, usefulCalls } from "./moved-through-memory.ts";
import { particular, TLS_LIBRARY } from "./particular.ts";

const LEAST_BYTES = MIB;

/** Payload of a full record, and the most that a record can have in all: 2^14 and 256 for its expansion (RFC 8446, 5.2), with the header of 5. */
const RECORD = 16_384;
const LARGEST_RECORD = RECORD + 256 + 5;
/**
 * What a full record adds is 21 bytes (TLS 1.2 with ChaCha20: header 5, tag 16) or more: 22 with TLS 1.3, 29 with AES-GCM in
 * TLS 1.2. Half will do, for what a server reads at its start is not sent; framing of other protocols adds less
 * (a frame of HTTP/2: 9).
 */
const LEAST_ADDED = 12;
/** An answer's headers add bytes, too: so many a message that was received are laid to them. */
const HEADERS = 512;

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

/** Whether a library that does TLS is mapped. It may lie there unused: nginx has it for plain HTTP, too. */
export function mapsTls({ particulars }: ReportProcess): boolean {
  return particular(particulars, TLS_LIBRARY).times > 0;
}

/** Whether what was sent is larger than what was read by what records add, and in pieces as small as records. */
function looksLikeRecords(process: ReportProcess, read: Moved, sent: Moved): boolean {
  const added = sent.bytes - read.bytes;
  const headers = HEADERS * copiedIn(process, ["tcp"]).calls;
  return added >= (LEAST_ADDED * read.bytes) / RECORD && added > headers && sent.bytes <= LARGEST_RECORD * sent.calls;
}

/** Bytes of files that this process encrypts by itself and sends; null where there are none, or it cannot be told. */
export function encryptedBytes(process: ReportProcess): number | null {
  if (!mapsTls(process)) return null;
  const [read, sent] = [copiedIn(process, FILES), sentPlainly(process)];
  return looksLikeRecords(process, read, sent) ? passedThrough(read, sent, LEAST_BYTES) : null;
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
          "A TLS library (OpenSSL, GnuTLS, NSS, …) is mapped, no kernel TLS is on the sockets, at least 1 MiB is read from files, and what is written to TCP is larger by what TLS adds (21 to 29 bytes to each 16 KiB; 12 will do), by more than headers explain (512 bytes for each message received), and in writes no larger than a record. Contents are not seen; a library that is linked statically is not noticed.",
        advice:
          "Let the kernel encrypt (the tls module; SSL_OP_ENABLE_KTLS in OpenSSL 3, 'ssl_conf_command Options KTLS' in nginx) and send the file with sendfile (SSL_sendfile): both copies go, and with a NIC that does TLS the encryption, too.",
        saves: { bytesNotCopied: 2 * encrypted },
        handedOver: encrypted,
      },
    ];
  },
};
