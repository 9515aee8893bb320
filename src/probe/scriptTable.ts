import type { Session } from 'node:inspector';
import { limits } from '../protocol/limits.ts';

export type ScriptRow = readonly [scriptId: number, url: string];

/** Room for the message around the table. */
const tableBytesMax = limits.probeMessageBytesMax.value - 64 * 1024;

function boundedRows(rows: readonly ScriptRow[]): readonly ScriptRow[] {
  const kept: ScriptRow[] = [];
  let bytes = 0;
  for (const row of rows) {
    bytes += JSON.stringify(row).length * 2;
    if (bytes > tableBytesMax) break;
    kept.push(row);
  }
  return kept;
}

/**
 * Ids and urls of the program's scripts, its own before Node's, so that a table too large for a message loses the least
 * needed. Turns the engine's debugger on and off within one call: no code of the program runs in between.
 */
export function scriptTable(session: Session): readonly ScriptRow[] {
  const own: ScriptRow[] = [];
  const internal: ScriptRow[] = [];
  const note = (message: { readonly params: { readonly scriptId: string; readonly url: string } }) => {
    const { scriptId, url } = message.params;
    if (url !== '') (url.startsWith('node:') ? internal : own).push([Number(scriptId), url]);
  };
  session.on('Debugger.scriptParsed', note);
  try {
    session.post('Debugger.enable');
    session.post('Debugger.disable');
  } finally {
    session.off('Debugger.scriptParsed', note);
  }
  return boundedRows([...own, ...internal]);
}
