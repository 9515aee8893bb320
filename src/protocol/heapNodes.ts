import type { EdgeKind } from './heapRows.ts';
import type { Place, ScriptLocation } from './places.ts';
import type { Bytes, Count } from './units.ts';

/** Objects of a heap that are listed together. */
export type NodeSet =
  /** The objects of a class. */
  | { readonly kind: 'class'; readonly classIndex: number }
  /** What an object refers to; null: the root of the heap. */
  | { readonly kind: 'contents'; readonly nodeId: number | null }
  /** What refers to an object and keeps it. */
  | { readonly kind: 'retainers'; readonly nodeId: number }
  /** What would go with an object, the nearest of it. */
  | { readonly kind: 'dominated'; readonly nodeId: number }
  /** Objects whose name, content, variable or property has the text in it; `@123` is the object of that id. */
  | { readonly kind: 'search'; readonly text: string };

/** One object of a list, and the edge by which it came into it. */
export type NodeRow = {
  readonly nodeId: number;
  /** Its class, its text, or its own name; at most 200 characters. */
  readonly name: string;
  readonly kind: string;
  /** A property, a variable or an index; null where the list is not one of edges. */
  readonly edgeName: string | null;
  readonly edgeKind: EdgeKind | null;
  readonly shallowSize: Bytes;
  readonly retainedSize: Bytes;
  readonly distance: number | null;
  /** Edges that go out from it, weak ones included. */
  readonly edgeCount: Count;
  readonly location: ScriptLocation | null;
  readonly place: Place | null;
};
