/** The page: what is always in view, then the figures from the most general to the most particular. */
import { Charts } from "./charts/charts.tsx";
import { openDialog } from "./controls/dialogs.ts";
import { Header } from "./controls/header.tsx";
import { HelpDialog } from "./controls/help-dialog.tsx";
import { LabDialog } from "./controls/lab-dialog.tsx";
import { MarkDialog } from "./controls/mark-dialog.tsx";
import { RecordingsDialog } from "./controls/recordings-dialog.tsx";
import { ReplayBar } from "./controls/replay-bar.tsx";
import { ScopeDialog } from "./controls/scope-dialog.tsx";
import { SettingsDialog } from "./controls/settings-dialog.tsx";
import { EventsDialog } from "./events/events-dialog.tsx";
import { Findings } from "./findings/findings.tsx";
import { Headlines } from "./headline/headlines.tsx";
import { NarrowedBanner } from "./notices/narrowed-banner.tsx";
import { Notice } from "./notices/notice.tsx";
import { PassingBanners, StateBanner } from "./notices/state-banner.tsx";
import { DataPath } from "./path/data-path.tsx";
import { Processes } from "./processes/processes.tsx";
import { stale } from "./state/view.ts";
import { Timeline } from "./timeline/timeline.tsx";
import { StatusBar } from "./trust/status-bar.tsx";

const DIALOGS = {
  scope: ScopeDialog,
  mark: MarkDialog,
  settings: SettingsDialog,
  help: HelpDialog,
  recordings: RecordingsDialog,
  events: EventsDialog,
  lab: LabDialog,
} as const;

function OpenDialog() {
  if (openDialog.value === null) return null;
  const Chosen = DIALOGS[openDialog.value];
  return <Chosen />;
}

/** The whole page. What it shows is in the signals of state/, so it is mounted once and takes no properties. */
export function App() {
  return (
    <>
      <div class="fixed-top">
        <Header />
        <Timeline />
        <ReplayBar />
        <StateBanner />
      </div>
      <main class={stale.value ? "stale" : undefined}>
        <Headlines />
        <div class="first-row">
          <DataPath />
          <Findings />
        </div>
        <Processes />
        <section aria-label="Over time">
          <h2 class="unseen">Over time</h2>
          <Charts />
        </section>
      </main>
      {/* What comes and goes while somebody works grows upwards from the foot: nothing moves under a pointer. */}
      <div class="fixed-bottom">
        <Notice />
        <PassingBanners />
        <NarrowedBanner />
        <StatusBar />
      </div>
      <OpenDialog />
    </>
  );
}
