/**
 * Puts docs/words.md into the page where it says `<!--words-->`, so that the report's glossary is the documentation's
 * own page. Its links lead to other pages, which are not there beside a report: they stay as words.
 */
import { readFileSync } from "node:fs";
import { Marked } from "marked";
import type { Plugin } from "vite";

/** The page has headings of its own above these. */
const DEEPER = 1;

/** For Vite. The build fails where the file cannot be read. */
export function wordsPlugin(file: string): Plugin {
  const marked = new Marked({
    walkTokens: (token) => {
      if (token.type === "heading") token.depth += DEEPER;
    },
    renderer: {
      link({ tokens }) {
        return this.parser.parseInline(tokens);
      },
      table(token) {
        const cells = (tag: string, row: typeof token.header) =>
          row.map((cell) => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join("");
        const rows = token.rows.map((row) => `<tr>${cells("td", row)}</tr>`).join("\n");
        return `<table>\n<thead><tr>${cells("th", token.header)}</tr></thead>\n<tbody>${rows}</tbody>\n</table>\n`;
      },
    },
  });
  return {
    name: "copyscope-words",
    transformIndexHtml: {
      order: "pre",
      handler: async (html) => html.replace("<!--words-->", await marked.parse(readFileSync(file, "utf8"))),
    },
  };
}
