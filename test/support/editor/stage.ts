import path from 'node:path';
import { root } from '../../../src/build/bundle.ts';
import { nodeOf } from '../nodes.ts';
import { startCodeServer, type CodeServer } from './codeServer.ts';
import { launchBrowser, openWindow, type BrowserPlace, type EditorWindow } from './editorWindow.ts';
import { makeLeakyWorkspace, startLeakyProgram, type LeakyProgram, type LeakyWorkspace } from './leakyProgram.ts';
import { takePicture } from './workbench.ts';

/** Steps that others stand on. */
export type Milestone = 'watching' | 'compared' | 'explained' | 'proven';

/** Fails at once where an earlier step did not get there. */
export function need(stage: Stage, milestone: Milestone): void {
  if (!stage.reached.has(milestone)) throw new Error(`an earlier step has not reached: ${milestone}`);
}

/** One long-lived window with the extension on a workspace, and a program that runs in it. */
export type Stage = {
  readonly place: BrowserPlace;
  readonly server: CodeServer;
  readonly window: EditorWindow;
  readonly workspace: LeakyWorkspace;
  readonly program: LeakyProgram;
  /** What earlier steps reached, so that later ones need not wait for what cannot come. */
  readonly reached: Set<Milestone>;
  readonly close: () => Promise<void>;
};

/**
 * Sets the stage. With a `vsix` the extension is installed as a user would install it, else it is loaded from this
 * checkout. What was started before a failure is stopped.
 */
export async function setStage(options: {
  readonly place: BrowserPlace;
  readonly trust: 'every folder' | 'ask';
  readonly vsix?: string;
}): Promise<Stage> {
  const stops: (() => Promise<unknown> | void)[] = [];
  const close = async () => {
    for (const stop of stops.toReversed()) await stop();
  };
  try {
    const workspace = await makeLeakyWorkspace();
    stops.push(workspace.remove);
    const program = await startLeakyProgram(workspace, nodeOf(22));
    stops.push(program.stop);
    const { place, trust, vsix } = options;
    const server = await startCodeServer({ trust, ...(vsix === undefined ? {} : { vsix: path.resolve(vsix) }) });
    stops.push(server.stop);
    const browser = await launchBrowser();
    stops.push(() => browser.close());
    const window = await openWindow(server, browser, {
      place,
      folder: workspace.folder,
      ...(vsix === undefined ? { extensionFolder: root } : {}),
    });
    return { place, server, window, workspace, program, reached: new Set(), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Leaves a picture and the extension host's log of a test that failed. */
export async function recordFailure(stage: Stage, name: string): Promise<void> {
  await takePicture(stage.window, `failed-${stage.place}-${name.replaceAll(/[^\w]+/g, '-').slice(0, 80)}`);
  process.stderr.write(`${stage.server.logs('exthost').slice(-3_000)}\n`);
}
