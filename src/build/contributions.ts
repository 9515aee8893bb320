import {
  commands,
  containerId,
  customEditors,
  menus,
  panelViewType,
  settings,
  sourceLanguages,
  sqlLanguages,
  views,
  walkthrough,
} from '../extension/contributions.ts';

/** The parts of package.json that are generated, and the words they name. */
export type GeneratedParts = {
  readonly manifest: Readonly<Record<string, unknown>>;
  /** Content of package.nls.json: each word once, by key. */
  readonly words: Readonly<Record<string, string>>;
};

/** Collects the words of the manifest and gives `%key%` in their place. */
function wordBook() {
  const words: Record<string, string> = {};
  const word = (key: string, text: string): string => {
    words[key] = text;
    return `%${key}%`;
  };
  return { words, word };
}

type Word = (key: string, text: string) => string;

const commandRows = (word: Word) =>
  Object.entries(commands).map(([id, entry]) => ({
    command: `pitstop.${id}`,
    title: word(`command.${id}`, entry.title),
    category: 'Pitstop',
    ...('icon' in entry ? { icon: entry.icon } : {}),
    ...('enablement' in entry ? { enablement: entry.enablement } : {}),
  }));

function menuTables() {
  const palette = Object.entries(commands).map(([id, entry]) => ({ command: `pitstop.${id}`, when: entry.when }));
  const others = Object.entries(menus).map(([place, rows]) => [
    place,
    rows.map((row) => ({ ...row, command: `pitstop.${row.command}` })),
  ]);
  return { commandPalette: palette, ...Object.fromEntries(others) };
}

const settingRows = (word: Word) =>
  Object.fromEntries(
    Object.entries(settings).map(([id, { schema, scope, description }], order) => [
      `pitstop.${id}`,
      { ...schema, scope, order, markdownDescription: word(`setting.${id}`, description) },
    ]),
  );

/** Settings that name a program or a folder: a workspace that is not trusted may not set them. */
const restrictedSettings = () =>
  Object.entries(settings).flatMap(([id, { scope }]) => (scope === 'machine-overridable' ? [`pitstop.${id}`] : []));

const welcomeRows = (word: Word) =>
  Object.entries(views).flatMap(([id, view]) =>
    view.welcome.map(({ when, text }, index) => ({
      view: `pitstop.${id}`,
      when,
      contents: word(`welcome.${id}.${index + 1}`, text),
    })),
  );

const walkthroughRow = (word: Word) => ({
  id: walkthrough.id,
  title: word('walkthrough', walkthrough.title),
  description: word('walkthrough.text', walkthrough.text),
  steps: walkthrough.steps.map((step) => ({
    id: step.id,
    title: word(`walkthrough.${step.id}`, step.title),
    description: word(`walkthrough.${step.id}.text`, step.text),
    media: { markdown: step.media },
    completionEvents: step.completedBy,
  })),
});

/** What package.json and package.nls.json have to hold, from the lists in `src/extension/contributions.ts`. */
export function generatedParts(): GeneratedParts {
  const { words, word } = wordBook();
  const contributes = {
    commands: commandRows(word),
    menus: menuTables(),
    configuration: { title: 'Pitstop', properties: settingRows(word) },
    viewsContainers: { activitybar: [{ id: containerId, title: 'Pitstop', icon: 'media/pitstop.svg' }] },
    views: {
      [containerId]: Object.entries(views).map(([id, view]) => ({
        id: `pitstop.${id}`,
        name: word(`view.${id}`, view.name),
        contextualTitle: word(`view.${id}.title`, view.contextualTitle),
        icon: 'media/pitstop.svg',
      })),
    },
    customEditors: customEditors.map(({ viewType, name, filenamePattern }) => ({
      viewType,
      displayName: word(`editor.${viewType}`, name),
      selector: [{ filenamePattern }],
      priority: 'option',
    })),
    viewsWelcome: welcomeRows(word),
    walkthroughs: [walkthroughRow(word)],
  };
  const manifest = {
    icon: 'media/icon.png',
    l10n: './l10n',
    // Beside the programs that are watched, wherever the window is.
    extensionKind: ['workspace'],
    capabilities: {
      untrustedWorkspaces: {
        supported: 'limited',
        description: word('untrusted', 'In Restricted Mode Pitstop starts nothing and connects to nothing.'),
        restrictedConfigurations: restrictedSettings(),
      },
      virtualWorkspaces: {
        supported: false,
        description: word('virtual', 'Pitstop watches processes, which a virtual workspace has none of.'),
      },
    },
    activationEvents: [
      ...[...sourceLanguages, ...sqlLanguages].map((language) => `onLanguage:${language}`),
      `onWebviewPanel:${panelViewType}`,
      ...customEditors.map(({ viewType }) => `onCustomEditor:${viewType}`),
      // In the order that the formatter of package.json keeps.
    ].toSorted(),
    contributes,
  };
  return { manifest, words };
}

const callOfWords = /\bl10n\.t\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)")/g;

/** The words that the code hands to `l10n.t`, each as its own translation, sorted: the file translators start from. */
export function wordsOfCode(sources: readonly string[]): Readonly<Record<string, string>> {
  const found = new Set<string>();
  for (const source of sources) {
    for (const [, single, double] of source.matchAll(callOfWords)) {
      found.add((single ?? double ?? '').replaceAll(/\\(['"\\])/g, '$1'));
    }
  }
  return Object.fromEntries([...found].toSorted().map((text) => [text, text]));
}
