/**
 * Foreign text made harmless. A command's name is whatever bytes a program chose for itself:
 * `evil\x1b[2J`, `a|b`, `<script>`, a right-to-left override, a name of two lines. Here such text
 * becomes visible and inert, for a terminal and for Markdown. JSON and the page have their own escaping.
 */

/**
 * Everything that a terminal or a reader's eye could take for something else: control characters (ESC
 * and the 8-bit C1 set among them), format characters (bidirectional overrides, zero-width joiners, tag
 * characters), lone surrogates, private use, unassigned, and the line and paragraph separators.
 */
const TREACHEROUS = /[\p{C}\p{Zl}\p{Zp}]/gu;

const SHORT_ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Longest foreign text shown, in characters; a command line may be megabytes. */
const LONGEST = 200;
const LONGEST_PROSE = 1000;

/** `ESC` as `\x1b`, a right-to-left override as `\u{202e}`: what it is, spelled out. */
function spelledOut(character: string): string {
  const short = SHORT_ESCAPES[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
}

/** The first `longest` characters, with an ellipsis where some were cut. Never splits a surrogate pair. */
export function shortened(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const characters = [...text.slice(0, longest * 2)];
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join("")}…`;
}

/** Foreign text for a terminal: one line, no control characters, at most `longest` characters. */
export function safeForTerminal(text: string, longest = LONGEST): string {
  return shortened(shortened(text, longest * 2).replace(TREACHEROUS, spelledOut), longest);
}

/**
 * Foreign text for Markdown, as code, where neither mentions (`@name`) nor links nor markup are read.
 * Most text stands in backticks. Text with characters that a table, a code span or HTML could take for
 * its own stands in `<code>` with each of them as a character reference, which Markdown never takes for
 * structure (CommonMark 0.31, section 2.5); a backslash before `|` means different things to different parsers.
 */
export function safeForMarkdown(text: string, longest = LONGEST): string {
  const line = safeForTerminal(text, longest);
  if (/^(?! )[^`|<>\\]+(?<! )$/u.test(line)) return `\`${line}\``;
  const inert = line.replace(/[^A-Za-z0-9 ]/gu, reference);
  return `<code>${inert === "" ? "&#32;" : inert}</code>`;
}

/**
 * A sentence for Markdown whose words may be foreign. Markup in it is written as character references; a
 * sentence in which GitHub would find a mention, an issue or a link (it looks after rendering) stands as code.
 */
export function proseForMarkdown(text: string): string {
  const line = safeForTerminal(text, LONGEST_PROSE);
  if (/[@#]|:\/\/|www\./i.test(line)) return safeForMarkdown(line, LONGEST_PROSE);
  return line.replace(/[\\`*_[\]<>|~&$]|^[-+=]/gu, reference);
}

/** A character as Markdown and HTML show it and never obey it. */
function reference(character: string): string {
  return `&#${character.codePointAt(0)};`;
}

/** Words as a shell would take them back, so that a command line can be read and run again. */
export function shellWords(argv: readonly string[]): string {
  return argv.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" ");
}
