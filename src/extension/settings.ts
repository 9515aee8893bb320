import * as vscode from 'vscode';
import { settings, type SettingId } from './contributions.ts';

type Widened<Value> = Value extends string
  ? string
  : Value extends number
    ? number
    : Value extends boolean
      ? boolean
      : readonly string[];
export type SettingValue<Id extends SettingId> = Widened<(typeof settings)[Id]['schema']['default']>;

/** The value of a setting. One of another type than the schema's is as if it were not set. */
export function setting<Id extends SettingId>(id: Id): SettingValue<Id> {
  const fallback: unknown = settings[id].schema.default;
  const value: unknown = vscode.workspace.getConfiguration('pitstop').get(id);
  const fits = typeof value === typeof fallback && Array.isArray(value) === Array.isArray(fallback);
  // The default is of the type the schema states, and so is what has the same type.
  return (fits ? value : fallback) as SettingValue<Id>;
}
