/** Figures are the panel's, the editor's, the command line's and the reports' alike: see `src/format`. */
export {
  change,
  inWords,
  quantity,
  range,
  unknownMark,
  wholeNumber,
  type Quantity,
} from '../../src/format/quantity.ts';
