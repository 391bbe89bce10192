/** The page of algorithms: what each is, whom it follows, its parameters, what it costs and when to use it; made from the registry. */

import { z } from 'zod';
import type { Algorithm } from '../algorithms/algorithm.ts';
import { FAMILIES, type Family } from '../algorithms/families.ts';
import { ALGORITHMS } from '../algorithms/registry.ts';

/** One parameter, in words. */
export interface ParameterText {
  readonly name: string;
  /** What it may be. */
  readonly range: string;
  readonly default: string;
  readonly doc: string;
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

const ALL = Object.entries(ALGORITHMS) as [string, Algorithm][];

const INTRODUCTION = `# Algorithms

Made by \`npm run docs\` from the registry; do not edit it here. \`npx shoplab list algorithms\` names them,
\`npx shoplab describe NAME\` prints one.

Costs grow with P pairs of shopper and item, U shoppers, I items, d factors, E epochs. A **rank** algorithm lists items, a **rate**
algorithm predicts ratings, a **policy** fills slates and says how probable each was.`;

/** Markdown; ends in a line end. */
export function algorithmsPage(): string {
  const families = (Object.keys(FAMILIES) as Family[]).flatMap((family) => {
    const own = ALL.filter(([, algorithm]) => algorithm.family === family);
    if (own.length === 0) return [];
    return [`## ${family}`, FAMILIES[family], ...own.flatMap(([name, algorithm]) => entry(name, algorithm))];
  });
  const overview = markdownTable(
    ['algorithm', 'family', 'task', 'what'],
    ALL.map(([name, { family, task, doc }]) => [`[\`${name}\`](#${name})`, family, task, doc]),
  );
  return `${[INTRODUCTION, overview, ...families].join('\n\n')}\n`;
}

/** One algorithm as Markdown, its heading first. Throws for a name that the registry does not have. */
export function algorithmEntry(name: keyof typeof ALGORITHMS): string {
  return `${entry(name, ALGORITHMS[name] as unknown as Algorithm).join('\n\n')}\n`;
}

function entry(name: string, algorithm: Algorithm): string[] {
  const parameters = parametersOf(algorithm);
  const facts = factsOf(algorithm).map(([what, text]) => `- ${what}: ${text}`);
  const rows = parameters.map((one) => [`\`${one.name}\``, one.range, one.default, one.doc]);
  return [
    `### ${name}`,
    sentence(algorithm.doc),
    facts.join('\n'),
    rows.length > 0
      ? markdownTable(['parameter', 'values', 'default', 'meaning'], rows)
      : 'It has no parameters.',
  ];
}

/** What is said of an algorithm besides its parameters. */
export function factsOf(algorithm: Algorithm): [string, string][] {
  const { task, source, use, cost, coldStart, usesHistory, explains, parts, needs, resultDependsOn } =
    algorithm;
  const rank: [string, string][] = [
    ['without a training row', COLD_STARTS[coldStart]],
    ['told of a visit under way', usesHistory ? 'it answers from it' : 'it answers as if it were not'],
    ['tells why by', whyOf(explains)],
  ];
  return [
    ['follows', source],
    ['when', use],
    ['cost', `a fit ${cost.fit}; an answer ${cost.answer}; memory ${cost.memory}`],
    ...(task === 'rank' ? rank : []),
    ...(needs ? ([['learns also from', needs]] as [string, string][]) : []),
    ...(parts ? ([['made of', parts.map((part) => `\`${part}\``).join(', ')]] as [string, string][]) : []),
    ...(resultDependsOn
      ? ([['its bits depend on', `the ${resultDependsOn}, which is kept in the record`]] as [
          string,
          string,
        ][])
      : []),
    ['version', `\`${algorithm.id}\``],
  ];
}

const COLD_STARTS: Readonly<Record<Algorithm['coldStart'], string>> = {
  none: 'an empty list',
  fallback: 'a substitute, as said above',
  parts: 'what its parts give',
};

function whyOf(explains: Algorithm['explains']): string {
  if (explains === undefined) return 'nothing';
  if (explains === 'parts') return 'what the part that answers tells';
  return explains.length === 0 ? 'nothing: there is no cause' : explains.join(', ');
}

/** In the order of the schema. @param absent said of one without a default */
export function parametersOf(
  { params }: { readonly params: z.ZodType },
  absent = "the shop's",
): ParameterText[] {
  const { properties = {} } = z.toJSONSchema(params, { io: 'input' });
  return Object.entries(properties).map(([name, schema]) => {
    const { description = '', default: value } = schema as JsonSchema;
    return {
      name,
      range: rangeOf(schema as JsonSchema),
      default: value === undefined ? absent : JSON.stringify(value),
      doc: description,
    };
  });
}

function rangeOf(schema: JsonSchema): string {
  if (schema.anyOf) return schema.anyOf.map((one) => rangeOf(one as JsonSchema)).join(' or ');
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(', ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  switch (schema.type) {
    case 'integer':
    case 'number':
      return numberRange(schema);
    case 'boolean':
      return 'true, false';
    case 'array':
      return `list of ${rangeOf(schema.items as JsonSchema)}`;
    case 'object':
      return 'an algorithm: `{ name, params }`';
    default:
      return String(schema.type ?? 'any');
  }
}

/** Bounds that say no more than that it is a number are left out. */
function numberRange({
  type,
  minimum,
  maximum,
  exclusiveMinimum,
  exclusiveMaximum,
  multipleOf,
}: JsonSchema): string {
  const kind = type === 'integer' ? 'whole number' : 'number';
  const isTold = (bound: unknown): bound is number =>
    typeof bound === 'number' && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
  const bounds = [
    ...(isTold(minimum) ? [`from ${minimum}`] : []),
    ...(isTold(exclusiveMinimum) ? [`above ${exclusiveMinimum}`] : []),
    ...(isTold(maximum) ? [`to ${maximum}`] : []),
    ...(isTold(exclusiveMaximum) ? [`below ${exclusiveMaximum}`] : []),
    ...(multipleOf === undefined ? [] : [`in steps of ${multipleOf}`]),
  ];
  return [kind, ...bounds].join(' ');
}

export const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;

export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
