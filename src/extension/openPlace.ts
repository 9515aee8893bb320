import * as vscode from 'vscode';
import type { Place } from '../protocol/places.ts';

/** Opens the source of a place with the cursor at it. The editor itself says where it cannot. */
export async function openPlace(
  place: Pick<Place, 'file' | 'line' | 'column'>,
  column?: vscode.ViewColumn,
): Promise<void> {
  const at = new vscode.Position(place.line - 1, Math.max(0, place.column - 1));
  const beside = vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputWebview;
  await vscode.window.showTextDocument(vscode.Uri.file(place.file), {
    selection: new vscode.Range(at, at),
    ...(beside && column !== undefined ? { viewColumn: freeColumn(column) } : {}),
  });
}

/** The column asked for, or the next one where the panel itself stands there. */
function freeColumn(wanted: vscode.ViewColumn): vscode.ViewColumn {
  return vscode.window.tabGroups.activeTabGroup.viewColumn === wanted ? vscode.ViewColumn.Beside : wanted;
}
