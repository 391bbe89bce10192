/** Names beside the points of a scatter plot: each where it covers least. */

export interface LabelPoint {
  /** Place in the plot, from 0 (left, bottom) to 1 (right, top). */
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

export interface LabelPlace {
  readonly side: 'left' | 'right';
  /** Pixels down from the middle of the point. */
  readonly dy: number;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Width of the plot on a phone, in pixels: names placed for it also fit a wider one. */
const WIDTH = 260;
const LETTER = 7;
const LINE = 13;
const GAP = 9;
const RADIUS = 7;
const CANDIDATES: readonly LabelPlace[] = [0, -12, 12, -24, 24].flatMap((dy) => [
  { side: 'right' as const, dy },
  { side: 'left' as const, dy },
]);

function overlap(a: Box, b: Box): number {
  const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return across > 0 && down > 0 ? across * down : 0;
}

/** Greedy, in the order given: the place that overlaps least with points, earlier names and the edges. */
export function placeLabels(points: readonly LabelPoint[], height: number): LabelPlace[] {
  const at = points.map(({ x, y }) => ({ x: x * WIDTH, y: (1 - y) * height }));
  const taken: Box[] = at.map(({ x, y }) => ({
    left: x - RADIUS,
    right: x + RADIUS,
    top: y - RADIUS,
    bottom: y + RADIUS,
  }));
  return points.map(({ text }, i) => {
    const { x, y } = at[i]!;
    const width = LETTER * text.length;
    const boxOf = ({ side, dy }: LabelPlace): Box => {
      const left = side === 'right' ? x + GAP : x - GAP - width;
      return { left, right: left + width, top: y + dy - LINE / 2, bottom: y + dy + LINE / 2 };
    };
    const cost = (place: LabelPlace): number => {
      const box = boxOf(place);
      const outside = LINE * (Math.max(0, -box.left) + Math.max(0, box.right - WIDTH));
      const covered = taken.reduce((sum, other) => sum + overlap(box, other), 0);
      return outside + covered + Math.abs(place.dy);
    };
    const best = CANDIDATES.reduce((a, b) => (cost(b) < cost(a) ? b : a));
    taken.push(boxOf(best));
    return best;
  });
}
