import type { Place } from '../../protocol/places.ts';
import { fields, filledText, wholeNumber, type Parser } from './parsers.ts';

/** A place as a client names it; what it was found in is not the client's to say. */
export const place: Parser<Place> = fields({ file: filledText, line: wholeNumber(1), column: wholeNumber(1) });
