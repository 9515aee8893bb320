import { parseArgs } from 'node:util';

/** How the host was started. */
export type HostArguments = {
  /** `editor`: forked by the language client, speaking LSP over IPC. `headless`: for the command line. */
  readonly mode: 'editor' | 'headless';
  /** Where the data goes: a folder, the default for the current folder, or a folder of its own that ends with it. */
  readonly data:
    | { readonly kind: 'folder'; readonly folder: string }
    | { readonly kind: 'default' }
    | { readonly kind: 'temporary' };
};

/**
 * `--headless` chooses the mode; `--data DIR`, else `PITSTOP_DATA`, chooses the folder; `--temporary` asks for one that
 * is removed at the end. What the language client adds (`--node-ipc`, `--clientProcessId=N`) is its own affair.
 */
export function hostArguments(args: readonly string[], environment: NodeJS.ProcessEnv): HostArguments {
  const { values } = parseArgs({
    args: [...args],
    options: { headless: { type: 'boolean' }, data: { type: 'string' }, temporary: { type: 'boolean' } },
    strict: false,
    allowPositionals: true,
  });
  const folder = typeof values.data === 'string' ? values.data : environment['PITSTOP_DATA'];
  return {
    mode: values.headless === true ? 'headless' : 'editor',
    data:
      values.temporary === true
        ? { kind: 'temporary' }
        : folder === undefined || folder === ''
          ? { kind: 'default' }
          : { kind: 'folder', folder },
  };
}
