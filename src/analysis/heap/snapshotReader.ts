import type { Problem } from '../../protocol/heapRows.ts';
import { EdgeSection, type EdgeColumns } from './edgeSection.ts';
import { LocationSection, type LocationRows } from './locationSection.ts';
import { NodeSection, type NodeColumns } from './nodeSection.ts';
import { ProblemList } from './problems.ts';
import { SkipSection } from './skipSection.ts';
import { NotASnapshot, snapshotHeader, type SnapshotHeader } from './snapshotHeader.ts';
import { StringSection, type StringOffsets } from './stringSection.ts';

/** Sections a reader can be asked for; the others are stepped over. */
export type SectionName = 'nodes' | 'edges' | 'locations' | 'strings';

const headerBytesMax = 1024 * 1024;
const flatSections = new Set(['nodes', 'edges', 'trace_function_infos', 'samples', 'locations']);

type Section = {
  readonly done: boolean;
  readonly isWhole: boolean;
  readonly push: (bytes: Uint8Array, from: number, end: number, base: number) => number;
};

/** What was read of a file: the sections asked for, as far as they are there. */
export type SnapshotParts = {
  readonly header: SnapshotHeader;
  readonly nodes: NodeColumns | null;
  readonly edges: EdgeColumns | null;
  readonly locations: LocationRows | null;
  readonly strings: StringOffsets | null;
  readonly problems: readonly Problem[];
};

/**
 * Reads a snapshot from its bytes, in chunks cut anywhere. The `snapshot` object has to come before the arrays, as the
 * engine writes it. Throws `NotASnapshot` as soon as the bytes cannot be one; damage after the header is a problem.
 */
export class SnapshotReader {
  private readonly wanted: ReadonlySet<SectionName>;
  private readonly fileBytes: number;
  private readonly problems = new ProblemList();
  private state: 'start' | 'key' | 'inKey' | 'colon' | 'value' | 'header' | 'section' | 'over' = 'start';
  private key = '';
  private headerText = '';
  private headerDepth = 0;
  private headerQuote = '';
  private header: SnapshotHeader | null = null;
  private section: Section | null = null;
  private base = 0;
  private nodes: NodeSection | null = null;
  private edges: EdgeSection | null = null;
  private locations: LocationSection | null = null;
  private strings: StringSection | null = null;

  /** `fileBytes` bounds the first guess of the columns' lengths. */
  constructor(wanted: readonly SectionName[], fileBytes: number) {
    this.wanted = new Set(wanted);
    this.fileBytes = fileBytes;
  }

  /** True once everything that was asked for is read: the rest of the file need not be given. */
  get hasAll(): boolean {
    if (this.state === 'over') return true;
    const sections = { nodes: this.nodes, edges: this.edges, locations: this.locations, strings: this.strings };
    for (const name of this.wanted) if (sections[name]?.done !== true) return false;
    return true;
  }

  /** Takes the next bytes of the file. */
  push(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length && this.state !== 'over') {
      if (this.section === null && this.hasAll) break;
      if (this.section !== null) {
        at = this.section.push(bytes, at, bytes.length, this.base);
        if (this.section.done) this.endSection();
      } else {
        this.step(bytes[at]);
        at += 1;
      }
    }
    this.base += bytes.length;
  }

  /** Strings that may name a pair of a WeakMap. */
  get pairCandidates(): readonly number[] {
    return this.strings?.pairCandidates ?? [];
  }

  /** What was read. Call once, after the last bytes. */
  finish(): SnapshotParts {
    const { header } = this;
    if (header === null) throw new NotASnapshot(this.base === 0 ? 'it is empty' : 'it ends inside its header');
    if (this.section !== null && !this.hasAll) this.problems.add(this.key, `the file ends inside its ${this.key}`);
    for (const name of this.wanted)
      if (this[name] === null && (name !== 'locations' || header.locationFields.count > 0))
        this.problems.add(name, `the file has no ${name}`);
    return {
      header,
      nodes: this.nodes?.columns() ?? null,
      edges: this.edges?.columns() ?? null,
      locations: this.locations?.rows() ?? null,
      strings: this.strings?.strings() ?? null,
      problems: this.problems.list(),
    };
  }

  private endSection(): void {
    if (this.section?.isWhole === false) {
      // After a damaged number nothing tells where the section ends; the next sections are found by their names.
      this.section = new SkipSection(true);
      if (this.key === 'strings') this.state = 'over';
      return;
    }
    this.section = null;
    this.state = 'key';
  }

  private step(byte: number): void {
    const character = String.fromCharCode(byte);
    if (this.state === 'header') this.stepHeader(character);
    else if (this.state === 'inKey') {
      if (character === '"') this.state = 'colon';
      else if (this.key.length < 64) this.key += character;
      else throw new NotASnapshot('its keys are longer than a snapshot has');
    } else if (byte === 10 || byte === 13 || byte === 32 || byte === 9) return;
    else if (this.state === 'start') {
      if (character !== '{') throw new NotASnapshot('it does not begin with a JSON object');
      this.state = 'key';
    } else if (this.state === 'key') this.stepKey(character);
    else if (this.state === 'colon') {
      if (character !== ':') this.broken(`no colon after "${this.key}"`);
      else this.state = 'value';
    } else this.stepValue(character);
  }

  private stepKey(character: string): void {
    if (character === '"') {
      this.key = '';
      this.state = 'inKey';
    } else if (character === '}') this.state = 'over';
    else if (character !== ',') this.broken(`an unexpected ${JSON.stringify(character)} between sections`);
  }

  private stepValue(character: string): void {
    if (this.key === 'snapshot' && character === '{') {
      this.state = 'header';
      this.headerText = '{';
      this.headerDepth = 1;
    } else if (character === '[') this.begin();
    else if (character === '{') this.section = new SkipSection(false);
    else if (character === ',' || character === '}') this.state = character === ',' ? 'key' : 'over';
  }

  private stepHeader(character: string): void {
    this.headerText += character;
    if (this.headerText.length > headerBytesMax) throw new NotASnapshot('its header is larger than 1 MB');
    if (this.headerQuote !== '') {
      if (this.headerQuote === '\\') this.headerQuote = '"';
      else if (character === '\\') this.headerQuote = '\\';
      else if (character === '"') this.headerQuote = '';
    } else if (character === '"') this.headerQuote = '"';
    else if (character === '{' || character === '[') this.headerDepth += 1;
    else if (character === '}' || character === ']') {
      this.headerDepth -= 1;
      if (this.headerDepth > 0) return;
      this.header = snapshotHeader(this.headerText);
      this.state = 'key';
    }
  }

  private begin(): void {
    const { key, header, fileBytes, problems } = this;
    this.state = 'section';
    const isOurs = key === 'nodes' || key === 'edges' || key === 'locations' || key === 'strings';
    if (isOurs && header === null) throw new NotASnapshot(`"${key}" comes before the header`);
    if (header === null || !isOurs || !this.wanted.has(key) || this[key] !== null)
      this.section = new SkipSection(flatSections.has(key));
    else if (key === 'nodes') this.section = this.nodes = new NodeSection(header, fileBytes, problems);
    else if (key === 'edges') this.section = this.edges = new EdgeSection(header, fileBytes, problems);
    else if (key === 'locations') this.section = this.locations = new LocationSection(header, fileBytes, problems);
    else this.section = this.strings = new StringSection(fileBytes, problems);
  }

  private broken(what: string): void {
    if (this.header === null) throw new NotASnapshot(what);
    this.problems.add('file', what);
    this.state = 'over';
  }
}
