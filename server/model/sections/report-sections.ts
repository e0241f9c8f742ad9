/** The whole report as sections, headline figures first: what text, Markdown and HTML all draw. */
import type { Report } from "../report.ts";
import { headlineSection } from "./headline-section.ts";
import { marksSection } from "./marks-section.ts";
import { reproduceSection } from "./reproduce-section.ts";
import type { Section } from "./section.ts";
import { findingsSection, trustSections } from "./trust-sections.ts";
import { workSections } from "./work-sections.ts";

/** In the order in which a terminal's reader wants them. */
export function reportSections(report: Report): readonly Section[] {
  return [
    headlineSection(report),
    ...marksSection(report),
    ...workSections(report),
    ...findingsSection(report.findings),
    ...trustSections(report),
  ];
}

/** For a reviewer: what he reads, and what he unfolds when he doubts it. */
export function reviewSections(report: Report): {
  readonly open: readonly Section[];
  readonly folded: readonly Section[];
} {
  return {
    open: [
      headlineSection(report),
      ...marksSection(report),
      ...findingsSection(report.findings),
      ...trustSections(report),
    ],
    folded: [...workSections(report), reproduceSection(report.recording)],
  };
}
