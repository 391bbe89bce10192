/** Elements by hand. Text is only ever set as text, so nothing in it can become markup. */

export type Child = Node | string | null | undefined | false;

type Handlers = {
  readonly [K in keyof HTMLElementEventMap as `on${K}`]?: (event: HTMLElementEventMap[K]) => void;
};
export type Props = Handlers & {
  readonly class?: string;
  readonly data?: Readonly<Record<string, string>>;
  readonly [attribute: string]: unknown;
};

/** `true` sets an attribute without a value; `false`, null and undefined leave it out. */
function setProps(element: Element, props: Props): void {
  for (const [name, value] of Object.entries(props)) {
    if (value === false || value == null) continue;
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as EventListener);
    else if (name === 'data')
      for (const [key, text] of Object.entries(value as Record<string, string>))
        (element as HTMLElement).dataset[key] = text;
    else element.setAttribute(name, value === true ? '' : String(value));
  }
}

const filled = <E extends Element>(element: E, children: readonly Child[]): E => {
  element.append(
    ...children.filter(
      (child): child is Node | string => child !== null && child !== undefined && child !== false,
    ),
  );
  return element;
};

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  setProps(element, props);
  return filled(element, children);
}

const SVG = 'http://www.w3.org/2000/svg';

export function s<K extends keyof SVGElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, tag);
  setProps(element, props);
  return filled(element, children);
}

/** The element of the page with this id. */
export function byId<E extends HTMLElement = HTMLElement>(id: string): E {
  const element = document.getElementById(id);
  if (!element) throw new Error(`playground: the page has no #${id}`);
  return element as E;
}

/** Sets text where it differs, so that nothing is announced or laid out twice. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** A file that the visitor keeps. */
export function saveFile(name: string, text: string, type = 'text/plain'): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  h('a', { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
