/**
 * Who may talk to the dashboard through a browser. A page of somebody else's can have its own name resolve to
 * 127.0.0.1 (DNS rebinding), and would then be taken for this server's own: so only names that nobody else can
 * own are answered to. And a page of somebody else's can send requests here: so requests that change something,
 * and sockets, must come from a page of this server, or from no page at all (a script).
 */
import type { IncomingHttpHeaders } from "node:http";
import { isIP } from "node:net";

/** The name in a Host header, without port and brackets, in lower case; null where there is none. */
function hostName(host: string | undefined): string | null {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]+))(?::\d{1,5})?$/i.exec(host ?? "");
  return (match?.[1] ?? match?.[2])?.toLowerCase() ?? null;
}

/** `names`: what the server may be called beside addresses and localhost: the --host that was given, this machine's name. */
export function isAllowedHost(host: string | undefined, names: readonly string[]): boolean {
  const name = hostName(host);
  if (name === null) return false;
  // An address cannot be rebound.
  if (isIP(name) !== 0) return true;
  return name === "localhost" || name.endsWith(".localhost") || names.some((own) => own.toLowerCase() === name);
}

/** False for requests that a page of another origin makes. */
export function isOwnOrigin({ origin, host, "sec-fetch-site": site }: IncomingHttpHeaders): boolean {
  if (site !== undefined && site !== "same-origin" && site !== "none") return false;
  if (origin === undefined) return true;
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
}
