/** Finds a place to listen. Where no port was asked for, the usual one, or the next that is free. */
import type { Server } from "node:http";
import { errorCode } from "../recording/file-sentence.ts";

export const USUAL_PORT = 7411;
/** Ports tried after the usual one: as many dashboards as anybody runs on one machine. */
const MORE_PORTS = 20;

export type Listening =
  | { readonly ok: true; readonly port: number }
  | { readonly ok: false; readonly message: string; readonly remedy: string | null };

/** `port` null: none was asked for; 0: any that is free. */
export async function listen(server: Server, host: string, port: number | null): Promise<Listening> {
  const ports = port === null ? Array.from({ length: MORE_PORTS + 1 }, (_, more) => USUAL_PORT + more) : [port];
  let failure: unknown = null;
  for (const each of ports) {
    failure = await tried(server, host, each);
    if (failure === null) {
      const address = server.address();
      return { ok: true, port: typeof address === "object" && address !== null ? address.port : each };
    }
    if (errorCode(failure) !== "EADDRINUSE") break;
  }
  return { ok: false, ...sentence(failure, host, ports) };
}

async function tried(server: Server, host: string, port: number): Promise<unknown> {
  return await new Promise((resolve) => {
    const failed = (error: unknown) => resolve(error);
    server.once("error", failed);
    server.listen(port, host, () => {
      server.off("error", failed);
      resolve(null);
    });
  });
}

function sentence(error: unknown, host: string, ports: readonly number[]): { message: string; remedy: string | null } {
  const last = ports.at(-1) ?? USUAL_PORT;
  switch (errorCode(error)) {
    case "EADDRINUSE":
      return ports.length === 1
        ? { message: `port ${last} is taken by another program`, remedy: "--port 0 takes any that is free" }
        : { message: `the ports ${ports[0]} to ${last} are all taken`, remedy: "--port 0 takes any that is free" };
    case "EACCES":
      return { message: `port ${last} is for root's programs only`, remedy: "Choose one from 1024 on." };
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return { message: `this machine has no address "${host}"`, remedy: "--host 0.0.0.0 is all it has." };
    default:
      return {
        message: `cannot listen on ${host}: ${error instanceof Error ? error.message : String(error)}`,
        remedy: null,
      };
  }
}
