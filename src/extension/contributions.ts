/**
 * What the extension adds to the editor, declared once. `npm run generate` writes it into package.json, with the words in
 * package.nls.json; the running extension takes its ids from here. Ordered by hand: people read these lists.
 */

type CommandEntry = {
  readonly title: string;
  /** Where the command palette offers it; `enablement` greys it out everywhere. */
  readonly when: string;
  readonly icon?: string;
  readonly enablement?: string;
};

const trusted = 'isWorkspaceTrusted';
const watching = `${trusted} && pitstop.watching`;

/** Languages in whose editors results are shown: a saved finding has to appear there without a command. */
export const sourceLanguages = ['javascript', 'javascriptreact', 'typescript', 'typescriptreact'] as const;
/** Languages whose documents are statements of PostgreSQL as a whole. */
export const sqlLanguages = ['sql', 'postgres', 'pgsql'] as const;

const isSql = `editorLangId =~ /^(${sqlLanguages.join('|')})$/`;
const mayHoldSql = `editorLangId =~ /^(${[...sqlLanguages, ...sourceLanguages].join('|')})$/`;
const querying = `${trusted} && ${mayHoldSql}`;

/** Commands, by id without the `pitstop.` prefix. */
export const commands = {
  openPanel: { title: 'Open Panel', when: trusted, icon: '$(pulse)' },
  attach: { title: 'Attach to Running Process…', when: trusted, icon: '$(debug-disconnect)' },
  launch: { title: 'Launch and Profile…', when: trusted, icon: '$(run)' },
  detach: { title: 'Detach', when: watching, icon: '$(close)' },
  takeSnapshot: { title: 'Take Heap Snapshot', when: watching, icon: '$(device-camera)' },
  takeSnapshotWithHeapdump: { title: 'Take Snapshot with heapdump', when: `${watching} && pitstop.hasHeapdump` },
  importSnapshot: { title: 'Import Snapshot…', when: trusted, icon: '$(folder-opened)' },
  compareSnapshots: {
    title: 'Compare Snapshots…',
    when: `${trusted} && pitstop.canCompare`,
    icon: '$(diff)',
  },
  profileCpu: { title: 'Profile CPU…', when: watching, icon: '$(flame)' },
  profileAllocations: { title: 'Profile Allocations…', when: watching },
  stopProfile: { title: 'Stop Profile and Keep', when: watching },
  openProfile: { title: 'Open Profile…', when: trusted },
  exportProfile: { title: 'Export Profile…', when: trusted },
  removeProfile: { title: 'Delete Profile…', when: trusted },
  shareCapture: { title: 'Share Capture…', when: `${trusted} && pitstop.hasCaptures`, icon: '$(share)' },
  removeCapture: { title: 'Delete Capture', when: 'false', icon: '$(trash)' },
  revealCapture: { title: 'Copy Path of Capture', when: 'false' },
  showDiff: { title: 'Show Diff', when: `${trusted} && pitstop.hasFindings`, icon: '$(diff)' },
  showPath: { title: 'Show Path', when: `${trusted} && pitstop.hasFindings`, icon: '$(list-tree)' },
  peekDiff: { title: 'Peek Diff', when: `${trusted} && pitstop.hasFindings && editorTextFocus` },
  openFinding: { title: 'Open Source of Finding', when: 'false' },
  applyAdvice: { title: 'Apply Advice…', when: `${trusted} && pitstop.hasFindings`, icon: '$(check)' },
  undoAdvice: { title: 'Undo', when: `${trusted} && pitstop.hasFindings`, icon: '$(discard)' },
  verifyFinding: { title: 'Verify', when: `${trusted} && pitstop.hasFindings`, icon: '$(beaker)' },
  dismissFinding: { title: 'Dismiss Finding…', when: `${trusted} && pitstop.hasFindings` },
  reopenFinding: { title: 'Reopen Finding', when: `${trusted} && pitstop.hasFindings`, icon: '$(history)' },
  exportReport: { title: 'Export Report…', when: trusted, icon: '$(export)' },
  toggleInline: { title: 'Toggle Inline Results', when: trusted, icon: '$(eye)' },
  huntLeaks: { title: 'Hunt Leaks', when: trusted, icon: '$(search)' },
  rehunt: { title: 'Re-hunt', when: `${trusted} && pitstop.hasFindings`, icon: '$(refresh)' },
  reapOrphans: { title: 'Reap Orphans…', when: trusted, icon: '$(trash)' },
  connectDatabase: { title: 'Connect to PostgreSQL…', when: trusted, icon: '$(database)' },
  disconnectDatabase: { title: 'Disconnect from PostgreSQL', when: `${trusted} && pitstop.connected` },
  reviewServer: { title: 'Review PostgreSQL Server', when: trusted, icon: '$(checklist)' },
  explainQuery: { title: 'Explain Query at Cursor', when: querying },
  explainAnalyzeQuery: { title: 'Explain Analyze Query at Cursor', when: querying },
  explainAnalyzeWithValues: { title: 'Explain Analyze Query at Cursor with Values…', when: querying },
  adviseQuery: { title: 'Find and Prove an Index', when: querying },
  showPlan: { title: 'Show Plan', when: 'false' },
  tunePool: { title: 'Tune Pool…', when: trusted, icon: '$(dashboard)' },
  openSample: { title: 'Open the Sample', when: trusted },
  launchSample: { title: 'Launch and Profile the Sample', when: trusted },
  restartHost: { title: 'Restart Host', when: trusted },
  showLogs: { title: 'Show Logs', when: trusted },
  copyDiagnostics: { title: 'Copy Diagnostics', when: trusted },
} as const satisfies Record<string, CommandEntry>;
export type CommandId = keyof typeof commands;

type SettingEntry = {
  readonly schema: Readonly<Record<string, unknown>>;
  readonly scope: 'machine-overridable' | 'window' | 'resource';
  readonly description: string;
};

/** Settings, by id without the `pitstop.` prefix. */
export const settings = {
  'host.nodePath': {
    schema: { type: 'string', default: '' },
    scope: 'machine-overridable',
    description:
      'Node.js (22 or later) that runs the agent host. Empty runs it on the editor’s own runtime, whose heap ends at 4 GB.',
  },
  'host.memoryLimit': {
    schema: { type: 'integer', default: 0, minimum: 0 },
    scope: 'machine-overridable',
    description: 'Heap limit of the agent host in megabytes. 0 keeps the default of its runtime.',
  },
  'captures.folder': {
    schema: { type: 'string', default: '' },
    scope: 'machine-overridable',
    description:
      'Folder for captures. Empty keeps them in the workspace’s own storage. Takes effect when the host starts.',
  },
  'heapdump.watchFolders': {
    schema: { type: 'array', items: { type: 'string' }, default: [] },
    scope: 'machine-overridable',
    description: 'Folders in which files written by heapdump become captures. A target’s own folder is watched anyway.',
  },
  'database.url': {
    schema: { type: 'string', default: '' },
    scope: 'machine-overridable',
    description:
      'Address of the PostgreSQL whose plans are asked for, offered first by *Connect to PostgreSQL…*. Leave the password out: settings are plain text. Type the address in that command instead; then it is kept among the editor’s secrets.',
  },
  'postgres.binaries': {
    schema: { type: 'string', default: '' },
    scope: 'machine-overridable',
    description:
      'Folder of a PostgreSQL installation (with `bin/postgres`), run as a server of our own for the sample and for trying indexes out. Empty takes the one that comes along or is installed. Takes effect when the host starts.',
  },
  'inline.enabled': {
    schema: { type: 'boolean', default: true },
    scope: 'window',
    description: 'Show results in the source: lenses, hovers, diagnostics and the end of the line.',
  },
  'statusItem.enabled': {
    schema: { type: 'boolean', default: true },
    scope: 'window',
    description: 'Show heap and event-loop delay of the watched program in the status bar.',
  },
} as const satisfies Record<string, SettingEntry>;
export type SettingId = keyof typeof settings;

export const panelViewType = 'pitstop.panel';
export const snapshotEditorType = 'pitstop.heapSnapshot';
export const containerId = 'pitstop';

/** Files that can be opened with us; the editor's own way stays the first, ours is in *Open With…*. */
export const customEditors = [
  { viewType: snapshotEditorType, name: 'Pitstop Memory', filenamePattern: '*.heapsnapshot' },
] as const;

type ViewEntry = {
  readonly name: string;
  readonly contextualTitle: string;
  /** Shown while the list is empty: a text and its actions, by the state it fits. */
  readonly welcome: readonly { readonly when: string; readonly text: string }[];
};

const untrustedWelcome = {
  when: '!isWorkspaceTrusted',
  text: 'This folder is in Restricted Mode: Pitstop starts and connects nothing here.\n[Manage Workspace Trust](command:workbench.trust.manage)',
};
const failedWelcome = {
  when: 'isWorkspaceTrusted && pitstop.hostFailed',
  text: 'The agent host ended several times and is not started again by itself.\n[Restart Host](command:pitstop.restartHost)\n[Show Logs](command:pitstop.showLogs)',
};
const downWelcome = { when: failedWelcome.when, text: 'The agent host does not run, so there is nothing to ask.' };
const well = 'isWorkspaceTrusted && !pitstop.hostFailed';

/** Native lists in the activity-bar container, from top to bottom. */
export const views = {
  targets: {
    name: 'Targets',
    contextualTitle: 'Pitstop Targets',
    welcome: [
      {
        when: well,
        text: 'No program is being watched. Pick one that runs, without a change to its code, or launch one.\n[Attach to Running Process…](command:pitstop.attach)\n[Launch and Profile…](command:pitstop.launch)\nOr see it on a program that comes along: [launch the sample](command:pitstop.launchSample).',
      },
      untrustedWelcome,
      failedWelcome,
    ],
  },
  captures: {
    name: 'Captures',
    contextualTitle: 'Pitstop Captures',
    welcome: [
      {
        when: `${well} && pitstop.watching`,
        text: 'A heap snapshot is everything the program keeps in memory. Take one, let the program work, take another, and compare.\n[Take Heap Snapshot](command:pitstop.takeSnapshot)',
      },
      {
        when: `${well} && !pitstop.watching`,
        text: 'Heap snapshots appear here: taken of a watched program, or from a file.\n[Import Snapshot…](command:pitstop.importSnapshot)',
      },
      untrustedWelcome,
      downWelcome,
    ],
  },
  findings: {
    name: 'Findings',
    contextualTitle: 'Pitstop Findings',
    welcome: [
      {
        when: `${well} && !pitstop.canCompare`,
        text: 'What grows, what is slow and what is of the wrong size appears here, with its line. Hunt for a leak, ask for an index at a query, or let sizes of a pool be tried.\n[Hunt Leaks](command:pitstop.huntLeaks)\n[Tune Pool…](command:pitstop.tunePool)',
      },
      {
        when: `${well} && pitstop.canCompare`,
        text: 'Nothing found yet. Compare two snapshots to see what grew between them, or let a hunt decide whether it is a leak.\n[Compare Snapshots…](command:pitstop.compareSnapshots)\n[Hunt Leaks](command:pitstop.huntLeaks)',
      },
      untrustedWelcome,
      downWelcome,
    ],
  },
} as const satisfies Record<string, ViewEntry>;

type MenuRow = { readonly command: CommandId; readonly when: string; readonly group?: string };

/** Where else commands are offered; the palette's conditions come from the commands themselves. */
export const menus: Readonly<Record<string, readonly MenuRow[]>> = {
  'view/title': [
    { command: 'attach', when: `view == pitstop.targets && ${trusted}`, group: 'navigation@1' },
    { command: 'launch', when: `view == pitstop.targets && ${trusted}`, group: 'navigation@2' },
    { command: 'openPanel', when: `view == pitstop.targets && ${trusted}`, group: 'navigation@3' },
    { command: 'connectDatabase', when: `view == pitstop.targets && ${trusted}`, group: '1_work@1' },
    { command: 'tunePool', when: `view == pitstop.targets && ${trusted}`, group: '1_work@2' },
    { command: 'restartHost', when: `view == pitstop.targets && ${trusted}`, group: '2_host@1' },
    { command: 'showLogs', when: 'view == pitstop.targets', group: '2_host@2' },
    { command: 'copyDiagnostics', when: 'view == pitstop.targets', group: '2_host@3' },
    { command: 'takeSnapshot', when: `view == pitstop.captures && ${watching}`, group: 'navigation@1' },
    { command: 'compareSnapshots', when: 'view == pitstop.captures && pitstop.canCompare', group: 'navigation@2' },
    { command: 'importSnapshot', when: `view == pitstop.captures && ${trusted}`, group: 'navigation@3' },
    { command: 'exportReport', when: `view == pitstop.findings && ${trusted}`, group: 'navigation@1' },
    { command: 'toggleInline', when: `view == pitstop.findings && ${trusted}`, group: 'navigation@2' },
  ],
  'view/item/context': [
    { command: 'takeSnapshot', when: 'viewItem =~ /^target\\.watching/', group: 'inline@1' },
    { command: 'detach', when: 'viewItem =~ /^target\\.watching/', group: 'inline@2' },
    { command: 'openPanel', when: 'viewItem =~ /^target\\./', group: '1_open@1' },
    { command: 'huntLeaks', when: 'viewItem =~ /^target\\.watching/', group: '2_act@0' },
    { command: 'tunePool', when: 'viewItem =~ /^target\\.watching/', group: '2_act@4' },
    { command: 'takeSnapshot', when: 'viewItem =~ /^target\\.watching/', group: '2_act@1' },
    { command: 'takeSnapshotWithHeapdump', when: 'viewItem == target.watching.heapdump', group: '2_act@2' },
    { command: 'profileCpu', when: 'viewItem =~ /^target\\.watching/', group: '2_act@5' },
    { command: 'profileAllocations', when: 'viewItem =~ /^target\\.watching/', group: '2_act@6' },
    { command: 'detach', when: 'viewItem =~ /^target\\.watching/', group: '2_act@3' },
    { command: 'openPanel', when: 'viewItem == capture', group: '1_open@1' },
    { command: 'revealCapture', when: 'viewItem == capture', group: '2_file@1' },
    { command: 'shareCapture', when: 'viewItem == capture', group: '2_file@0' },
    { command: 'removeCapture', when: 'viewItem == capture', group: '2_file@2' },
    { command: 'applyAdvice', when: 'viewItem =~ /^finding\\.open\\b.*\\.change/', group: 'inline@1' },
    { command: 'verifyFinding', when: 'viewItem =~ /^finding\\.applied/', group: 'inline@1' },
    { command: 'undoAdvice', when: 'viewItem =~ /^finding\\.(applied|verified)\\b.*\\.undo/', group: 'inline@2' },
    { command: 'showDiff', when: 'viewItem =~ /^finding\\..*\\.diff/', group: 'inline@3' },
    { command: 'reopenFinding', when: 'viewItem =~ /^finding\\.settled/', group: 'inline@1' },
    { command: 'showDiff', when: 'viewItem =~ /^finding\\..*\\.diff/', group: '1_open@1' },
    { command: 'showPath', when: 'viewItem =~ /^finding\\..*\\.diff/', group: '1_open@2' },
    { command: 'applyAdvice', when: 'viewItem =~ /^finding\\.open\\b.*\\.change/', group: '2_state@1' },
    { command: 'verifyFinding', when: 'viewItem =~ /^finding\\.(applied|open\\b.*\\.byHand)/', group: '2_state@2' },
    { command: 'undoAdvice', when: 'viewItem =~ /^finding\\.(applied|verified)\\b.*\\.undo/', group: '2_state@3' },
    { command: 'dismissFinding', when: 'viewItem =~ /^finding\\.(open|applied|verified)/', group: '2_state@4' },
    { command: 'reopenFinding', when: 'viewItem =~ /^finding\\.settled/', group: '2_state@5' },
  ],
  'editor/context': [
    {
      command: 'explainAnalyzeQuery',
      when: `${trusted} && (${isSql} || pitstop.connected && ${mayHoldSql})`,
      group: 'z_pitstop@1',
    },
    {
      command: 'adviseQuery',
      when: `${trusted} && (${isSql} || pitstop.connected && ${mayHoldSql})`,
      group: 'z_pitstop@2',
    },
  ],
  'explorer/context': [
    { command: 'importSnapshot', when: `${trusted} && resourceExtname == .heapsnapshot`, group: '7_modification@9' },
    {
      command: 'openProfile',
      when: `${trusted} && resourceExtname =~ /^\\.(cpuprofile|heapprofile)$/`,
      group: '7_modification@9',
    },
  ],
};

type WalkthroughStep = {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly media: string;
  readonly completedBy: readonly string[];
};

/** The walkthrough: what grows, what is slow, and which size, on the sample that comes with the extension. */
export const walkthrough: {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly steps: readonly WalkthroughStep[];
} = {
  id: 'firstRoad',
  title: 'Find what costs most, and prove the fix',
  text: 'On a small agent system: it grows, it is slow, and which size.',
  steps: [
    {
      id: 'open',
      title: 'Open the sample',
      text: 'A small agent gateway comes with Pitstop. Three of its faults are switched on for this tour, so that there is something to find.\n[Open the Sample](command:pitstop.openSample)',
      media: 'media/walkthrough/open.md',
      completedBy: ['onCommand:pitstop.openSample'],
    },
    {
      id: 'launch',
      title: 'Launch it under Pitstop',
      text: 'It runs in a terminal with a probe inside. A program that runs already needs no launch: **Attach** picks it while it works.\n[Launch the Sample](command:pitstop.launchSample)',
      media: 'media/walkthrough/launch.md',
      completedBy: ['onContext:pitstop.watching'],
    },
    {
      id: 'watch',
      title: 'Watch it live',
      text: 'Heap, collections and event-loop delay, ten times a second.\n[Open Panel](command:pitstop.openPanel)',
      media: 'media/walkthrough/watch.md',
      completedBy: ['onCommand:pitstop.openPanel'],
    },
    {
      id: 'compare',
      title: 'Compare two snapshots',
      text: 'Take one, wait some seconds while the sample works, take another. Then tick both in **Captures**, or:\n[Take Heap Snapshot](command:pitstop.takeSnapshot)\n[Compare Snapshots…](command:pitstop.compareSnapshots)',
      media: 'media/walkthrough/compare.md',
      completedBy: ['onCommand:pitstop.compareSnapshots'],
    },
    {
      id: 'line',
      title: 'Go to the line',
      text: 'What grew stands in **Findings**, and in the source at its line, with the path that keeps it.\n[Show Findings](command:pitstop.findings.focus)',
      media: 'media/walkthrough/line.md',
      completedBy: ['onView:pitstop.findings', 'onCommand:pitstop.showDiff'],
    },
    {
      id: 'hunt',
      title: 'It grows: hunt the leak',
      text: 'Two snapshots show growth; a hunt decides whether it is a leak. It takes about a minute, while the sample’s customers talk to it.\n[Hunt Leaks](command:pitstop.huntLeaks)',
      media: 'media/walkthrough/hunt.md',
      completedBy: ['onCommand:pitstop.huntLeaks'],
    },
    {
      id: 'explain',
      title: 'It is slow: prove an index',
      text: 'Connect to the embedded server, open the sample’s history, and put the cursor into the query of `recent`.\n[Connect to PostgreSQL…](command:pitstop.connectDatabase)\n[Open history.ts](command:pitstop.openSample?%5B%22history.ts%22%5D)\n[Find and Prove an Index](command:pitstop.adviseQuery)',
      media: 'media/walkthrough/explain.md',
      completedBy: ['onCommand:pitstop.explainAnalyzeQuery', 'onCommand:pitstop.adviseQuery'],
    },
    {
      id: 'tune',
      title: 'Which size: tune the pool',
      text: 'The sample’s pool has two connections. Let sizes be tried under the load of its customers, and see where more no longer help.\n[Tune Pool…](command:pitstop.tunePool)',
      media: 'media/walkthrough/tune.md',
      completedBy: ['onCommand:pitstop.tunePool'],
    },
  ],
};
