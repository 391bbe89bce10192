/** What the codes of the clothing shop's clickstream mean, from 1, as its description lists them. */

export const CATEGORIES: readonly string[] = ['trousers', 'skirts', 'blouses', 'sale'];
export const LOCATIONS: readonly string[] = [
  'top left',
  'top middle',
  'top right',
  'bottom left',
  'bottom middle',
  'bottom right',
];
export const PHOTOGRAPHY: readonly string[] = ['en face', 'profile'];
export const COLOURS: readonly string[] =
  'beige,black,blue,brown,burgundy,gray,green,navy blue,of many colors,olive,pink,red,violet,white'.split(
    ',',
  );
/** Where the address of the visitor is from; the last five are only its domain. */
export const COUNTRIES: readonly string[] = (
  'Australia,Austria,Belgium,British Virgin Islands,Cayman Islands,Christmas Island,Croatia,Cyprus,Czech Republic,' +
  'Denmark,Estonia,unidentified,Faroe Islands,Finland,France,Germany,Greece,Hungary,Iceland,India,Ireland,Italy,Latvia,' +
  'Lithuania,Luxembourg,Mexico,Netherlands,Norway,Poland,Portugal,Romania,Russia,San Marino,Slovakia,Slovenia,Spain,' +
  'Sweden,Switzerland,Ukraine,United Arab Emirates,United Kingdom,USA,*.biz,*.com,*.int,*.net,*.org'
).split(',');

/** The label of `code`, from 1. */
export function labelOf(labels: readonly string[], code: number): string | undefined {
  return labels[code - 1];
}
