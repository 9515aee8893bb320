import type { ClassDiffFacts } from '../../analysis/heap/classDiff.ts';
import type { ClassFacts } from '../../analysis/heap/classPage.ts';
import type { GrowthFacts } from '../../analysis/heap/growthRows.ts';
import type { NodeFacts, StepFacts } from '../../analysis/heap/nodeDetail.ts';
import type { PathFacts } from '../../analysis/heap/nodePaths.ts';
import type { ClassDiffRow, ClassRow, GrowthRow, NodeDetail, RetainingStep } from '../../protocol/heapRows.ts';
import type { NodePaths } from '../../protocol/heapTables.ts';
import type { Place, ScriptLocation } from '../../protocol/places.ts';
import type { Places } from '../places/places.ts';

/** Urls of a capture's scripts, known from the live process. */
export type Scripts = ReadonlyMap<number, string>;

/** Fills in where things stand in the user's source, for the rows of a page only. */
export type HeapPlaces = {
  readonly classRows: (rows: readonly ClassFacts[], scripts: Scripts) => Promise<readonly ClassRow[]>;
  readonly classDiffRows: (rows: readonly ClassDiffFacts[], scripts: Scripts) => Promise<readonly ClassDiffRow[]>;
  /** Rows of any table whose place is where their location is. */
  readonly rows: <Row extends { readonly location: ScriptLocation | null }>(
    rows: readonly Row[],
    scripts: Scripts,
  ) => Promise<readonly (Row & { readonly place: Place | null })[]>;
  readonly nodePaths: (facts: PathFacts, scripts: Scripts) => Promise<NodePaths>;
  readonly growthRows: (rows: readonly GrowthFacts[], scripts: Scripts) => Promise<readonly GrowthRow[]>;
  readonly nodeDetail: (facts: NodeFacts, scripts: Scripts) => Promise<NodeDetail>;
};

/** A location with the url the live process gave its script, which is better than the file's word. */
function withUrl(location: ScriptLocation, scripts: Scripts): ScriptLocation {
  const url = scripts.get(location.scriptId) ?? location.url;
  return url === undefined ? location : { ...location, url };
}

/** Scripts that are searched for what a program hung on the global object. */
const scriptsMax = 200;

const isOwnScript = (url: string) => !url.startsWith('node:') && !url.includes('/node_modules/');

/** Where the program sets a property of the global object; null where no script of its own does, or several do. */
async function globalPlace(name: string, scripts: Scripts, places: Places): Promise<Place | null> {
  const own = [...scripts].filter(([, url]) => isOwnScript(url)).slice(-scriptsMax);
  const found = new Map<string, Place>();
  for (const [scriptId, url] of own) {
    const place = await places.declarationOf({ scriptId, url, line: 0, column: 0 }, name);
    if (place !== null) found.set(`${place.file}:${place.line}`, place);
  }
  const [place, other] = found.values();
  return other === undefined ? (place ?? null) : null;
}

export function heapPlaces(places: Places): HeapPlaces {
  type Located = { readonly location: ScriptLocation | null };
  const placeOf = (location: ScriptLocation | null): Promise<Place | null> =>
    location === null ? Promise.resolve(null) : places.placeOf(location);

  const placed = async <Row extends Located>(row: Row, scripts: Scripts) => {
    const location = row.location === null ? null : withUrl(row.location, scripts);
    return { ...row, location, place: await placeOf(location) };
  };

  const growthRow = async ({ variable, ...row }: GrowthFacts, scripts: Scripts): Promise<GrowthRow> => {
    if (row.location === null && variable !== null && row.expression === `globalThis.${variable}`)
      return { ...row, place: await globalPlace(variable, scripts, places) };
    const location = row.location === null ? null : withUrl(row.location, scripts);
    const declared = location === null || variable === null ? null : await places.declarationOf(location, variable);
    return { ...row, location, place: declared ?? (await placeOf(location)) };
  };

  const step = async ({ location, ...rest }: StepFacts, scripts: Scripts): Promise<RetainingStep> => ({
    ...rest,
    place: location === null ? null : await placeOf(withUrl(location, scripts)),
  });

  return {
    classRows: (rows, scripts) => Promise.all(rows.map((row) => placed(row, scripts))),
    classDiffRows: (rows, scripts) => Promise.all(rows.map((row) => placed(row, scripts))),
    rows: (rows, scripts) => Promise.all(rows.map((row) => placed(row, scripts))),
    nodePaths: async ({ paths, ...rest }, scripts) => ({
      ...rest,
      paths: await Promise.all(
        paths.map(async ({ steps, ...way }) => ({
          ...way,
          steps: await Promise.all(steps.map((holder) => step(holder, scripts))),
        })),
      ),
    }),
    growthRows: (rows, scripts) => Promise.all(rows.map((row) => growthRow(row, scripts))),
    nodeDetail: async ({ location, retainers, path, ...rest }, scripts) => ({
      ...rest,
      retainers: await Promise.all(retainers.map((holder) => step(holder, scripts))),
      path: await Promise.all(path.map((holder) => step(holder, scripts))),
      place: location === null ? null : await placeOf(withUrl(location, scripts)),
    }),
  };
}
