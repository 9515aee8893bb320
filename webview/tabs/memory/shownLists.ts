import { html, nothing } from 'lit';
import type { NodeSet } from '../../../src/protocol/heapNodes.ts';
import type { ClassRow } from '../../../src/protocol/heapRows.ts';
import type { ClosureRow, ModuleRow, ScopeRow, StringOrder, StringRow } from '../../../src/protocol/heapTables.ts';
import type { Place } from '../../../src/protocol/places.ts';
import { wholeNumber } from '../../format/quantity.ts';
import type { Column, GridModel } from '../../lists/gridModel.ts';
import type { PagedRows } from '../../store/pagedRows.ts';
import type { HeapList } from '../../store/viewMemory.ts';
import { action } from '../../widgets/cells.ts';
import { functionColumns, moduleColumns, moduleStart, stringColumns } from './captureTables.ts';
import { copyRows, saveRows, type RowTaker } from './copyRows.ts';
import { pagedModel, wayTo } from './heapColumns.ts';
import type { CaptureReading } from './heapReading.ts';
import { classColumns, classModel } from './heapTables.ts';
import type { Reorderable } from './listTools.ts';
import type { NodeLooks } from './nodeLooks.ts';
import { hasBelow, nodeColumns } from './nodeTable.ts';
import { scopeColumns, variablesUnder } from './scopeTable.ts';
import { treeModel } from './treeModel.ts';

/** A list as it is shown: its rows, how long it is, and how it is taken out of the panel. */
export type ShownList = {
  readonly model: GridModel;
  readonly pages: Reorderable;
  readonly length: Pick<PagedRows<unknown>, 'total' | 'omitted' | 'failure'>;
  readonly what: string;
  readonly copy: () => Promise<string>;
  readonly save: () => Promise<string>;
};

/** What a list needs of the view it stands in. */
export type ListView = {
  readonly reading: CaptureReading;
  readonly heapBytes: number;
  readonly looks: NodeLooks;
  readonly taker: RowTaker;
  readonly openPlace: (place: Place) => void;
  readonly sorted: () => void;
  readonly order: StringOrder;
  readonly by: ModuleRow['by'];
  readonly set: NodeSet;
};

const nowhere = () => undefined;

function shownOf<Row>(
  { taker }: ListView,
  what: string,
  columns: readonly Column<Row>[],
  rows: PagedRows<Row>,
  model: GridModel,
  pages: Reorderable = rows,
): ShownList {
  const list = { what, columns, pages: rows };
  return {
    model,
    pages,
    length: rows,
    what,
    copy: () => copyRows(list, taker),
    save: () => saveRows(list, taker),
  };
}

function classList(view: ListView, label: string, rows: PagedRows<ClassRow>): ShownList {
  const { reading, looks, openPlace, sorted } = view;
  const all = ({ classIndex, count, name }: ClassRow) =>
    action(count === 1 ? 'Show it in Objects' : `Show all ${wholeNumber(count)} in Objects`, () =>
      looks.look(reading.captureId, { kind: 'class', classIndex }, name),
    );
  const under = (row: ClassRow) =>
    looks.under(reading, reading.classExample(row.classIndex), html`<div>${all(row)}</div>`);
  return shownOf(view, 'classes', classColumns(nowhere), rows, classModel(rows, { openPlace, sorted, under }, label));
}

function stringList(view: ListView): ShownList {
  const { reading, looks, openPlace, sorted, order } = view;
  const rows = reading.lists.strings(order);
  const under = ({ nodeId }: StringRow) => looks.under(reading, reading.node(nodeId));
  const acts = { openPlace, sorted, under };
  const label = order === 'duplicates' ? 'Texts that are there more than once' : 'Texts that take most';
  const model = pagedModel(
    label,
    stringColumns(order),
    rows,
    ({ nodeId }) => String(nodeId),
    acts,
    () => false,
  );
  return shownOf(view, 'texts', stringColumns(order), rows, model);
}

function functionList(view: ListView): ShownList {
  const { reading, looks, openPlace, sorted } = view;
  const rows = reading.lists.functions;
  const under = ({ nodeId }: ClosureRow) => looks.under(reading, reading.node(nodeId));
  const acts = { openPlace, sorted, under, placeOf: ({ place }: ClosureRow) => place };
  const model = pagedModel(
    'Functions',
    functionColumns(openPlace),
    rows,
    ({ nodeId }) => String(nodeId),
    acts,
    () => false,
  );
  return shownOf(view, 'functions', functionColumns(nowhere), rows, model);
}

function moduleList(view: ListView): ShownList {
  const { reading, heapBytes, openPlace, sorted, by } = view;
  const rows = reading.lists.modules(by);
  const columns = moduleColumns(heapBytes);
  const acts = { openPlace, sorted, placeOf: moduleStart };
  const model = pagedModel(
    'Modules',
    columns,
    rows,
    ({ name }) => name,
    acts,
    () => false,
  );
  return shownOf(view, 'modules', columns, rows, model);
}

function scopeList(view: ListView): ShownList {
  const { reading, looks, openPlace, sorted } = view;
  const pages = reading.lists.scopes;
  const look = (nodeId: number, name: string) =>
    looks.look(reading.captureId, { kind: 'search', text: `@${nodeId}` }, name);
  const model = treeModel<ScopeRow>(pages, {
    label: 'Scopes',
    columns: scopeColumns(openPlace),
    hasBelow: ({ childCount }) => childCount > 0 && pages.order.filter === '',
    under: (row) =>
      html`${variablesUnder(row, look)}
        <div>
          ${action('What holds the largest', () => looks.look(reading.captureId, { kind: 'retainers', nodeId: row.nodeId }, `what holds ${row.name}`))}
        </div>`,
    goTo: ({ place }) => wayTo(place, openPlace),
    sorted,
  });
  return shownOf(view, 'scopes', scopeColumns(nowhere), pages.roots, model, pages);
}

function objectList(view: ListView): ShownList {
  const { reading, looks, openPlace, sorted, set } = view;
  const pages = reading.lists.nodes(set);
  const model = treeModel(pages, {
    label: 'Objects',
    columns: nodeColumns(openPlace),
    hasBelow: (row) => hasBelow(set, row),
    under: ({ nodeId }) => looks.under(reading, reading.node(nodeId), nothing),
    goTo: ({ place }) => wayTo(place, openPlace),
    sorted,
  });
  return shownOf(view, 'objects', nodeColumns(nowhere), pages.roots, model, pages);
}

/** The list of a snapshot that is looked at. */
export function shownList(list: HeapList, view: ListView): ShownList {
  switch (list) {
    case 'classes':
      return classList(view, 'Classes', view.reading.classes);
    case 'constructors':
      return classList(view, 'Constructors', view.reading.lists.constructors);
    case 'modules':
      return moduleList(view);
    case 'functions':
      return functionList(view);
    case 'scopes':
      return scopeList(view);
    case 'strings':
      return stringList(view);
    case 'objects':
      return objectList(view);
  }
}
