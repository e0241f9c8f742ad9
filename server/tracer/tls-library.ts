/** Whether a process has a library mapped that does TLS. One that is linked statically is not seen. */
import { readFileSync } from "node:fs";

/** OpenSSL and its kin, GnuTLS, NSS, mbed TLS, wolfSSL, s2n, LibreSSL; in the JVM netty's and Conscrypt's own. */
const LIBRARIES =
  /\/lib(?:ssl|gnutls|nss3|mbedtls|wolfssl|s2n|tls|boringssl|conscrypt\w*|netty_tcnative\w*)[-_.\d]*\.so(?:[.\d]*)(?: |$)/;

/** From the text of /proc/PID/maps. Exported for its tests. */
export function hasTlsLibrary(maps: string): boolean {
  return maps.split("\n").some((line) => LIBRARIES.test(line));
}

/** False where the process is gone, too. */
export function mapsTlsLibrary(pid: number): boolean {
  try {
    return hasTlsLibrary(readFileSync(`/proc/${pid}/maps`, "utf8"));
  } catch {
    return false;
  }
}
