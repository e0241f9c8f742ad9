/**
 * Gives the single file a policy that lets it run and style what was built into it, by checksum, and nothing else: no
 * request, no form, no frame, and no script that a name in the data might have smuggled in.
 */
import { createHash } from "node:crypto";
import type { Plugin } from "vite";

function checksums(html: string, tag: "script" | "style"): string {
  const inline = html.matchAll(new RegExp(`<${tag}\\b[^>]*>([\\s\\S]*?)</${tag}>`, "g"));
  return [...inline].map(([, code = ""]) => `'sha256-${createHash("sha256").update(code).digest("base64")}'`).join(" ");
}

function policy(html: string): string {
  return [
    "default-src 'none'",
    `script-src ${checksums(html, "script")}`,
    `style-src ${checksums(html, "style")}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

/** To stand after whatever puts scripts and styles into the file. */
export function policyPlugin(): Plugin {
  return {
    name: "copyscope-policy",
    enforce: "post",
    // The single-file plugin's hook has this order too: it stands before in the list, and so comes first.
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        for (const file of Object.values(bundle)) {
          if (file.type !== "asset" || !file.fileName.endsWith(".html")) continue;
          const html = String(file.source);
          const meta = `<meta http-equiv="Content-Security-Policy" content="${policy(html)}" />`;
          file.source = html.replace("<meta charset", () => `${meta}\n    <meta charset`);
        }
      },
    },
  };
}
