import path from 'node:path';
import type * as vscode from 'vscode';

/** Ports of the samples that were launched in this window, by pid. */
const ports = new Map<number, number>();

/** Remembers on which port a sample listens, so that its customers can be sent there. */
export function rememberSamplePort(pid: number, port: number): void {
  ports.set(pid, port);
}

export function samplePortOf(pid: number): number | undefined {
  return ports.get(pid);
}

/** A file of the sample that comes with the extension. */
export function sampleFile(context: vscode.ExtensionContext, ...parts: readonly string[]): string {
  return path.join(context.extensionPath, ...parts);
}
