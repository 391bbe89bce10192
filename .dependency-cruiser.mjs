/** The arrows of the house: who may import whom (see README, "The house"). */
const LAYERS = {
  numerics: [],
  datasets: ['numerics'],
  simulator: ['numerics', 'datasets'],
  algorithms: ['numerics', 'datasets'],
  experiments: ['numerics', 'datasets', 'simulator', 'algorithms'],
  reports: ['numerics', 'datasets', 'experiments'],
  cli: ['numerics', 'datasets', 'simulator', 'algorithms', 'experiments', 'reports'],
};
const ALL = Object.keys(LAYERS);
const TESTS = String.raw`\.(test|bench|fixture)\.(ts|mjs)$`;

const arrows = ALL.map((layer) => ({
  name: `arrow-${layer}`,
  severity: 'error',
  comment: `${layer}/ may import only ${[layer, ...LAYERS[layer]].join(', ')}`,
  from: { path: `^${layer}/`, pathNot: [TESTS, '^reports/playground/'] },
  to: {
    path: `^(${ALL.filter((other) => other !== layer && !LAYERS[layer].includes(other)).join('|') || 'none'})/`,
  },
}));

export default {
  forbidden: [
    ...arrows,
    {
      name: 'arrow-playground',
      severity: 'error',
      comment:
        'the playground is a second door beside cli/: it composes everything, and nothing leads into it',
      from: { pathNot: ['^reports/playground/', TESTS, '^scripts/'] },
      to: { path: '^reports/playground/' },
    },
    {
      name: 'arrow-playground-to-cli',
      severity: 'error',
      from: { path: '^reports/playground/', pathNot: TESTS },
      to: { path: '^cli/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'reports-see-only-types-of-experiments',
      severity: 'error',
      from: { path: '^reports/', pathNot: [TESTS, '^reports/playground/'] },
      to: {
        path: '^experiments/',
        pathNot: String.raw`^experiments/(run-record|definitions)\.ts$`,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'node-only-at-the-edge',
      severity: 'error',
      comment: 'only *.node.ts may import node:* or a native package, or another edge file',
      from: {
        path: '^(numerics|datasets|simulator|algorithms|experiments|reports)/',
        pathNot: [String.raw`\.node\.ts$`, TESTS],
      },
      to: { path: [String.raw`\.node\.ts$`, '^node_modules/(@duckdb|@resvg)/'] },
    },
    {
      name: 'node-builtins-only-at-the-edge',
      severity: 'error',
      from: {
        path: '^(numerics|datasets|simulator|algorithms|experiments|reports)/',
        pathNot: [String.raw`\.node\.ts$`, TESTS],
      },
      to: { dependencyTypes: ['core'] },
    },
    { name: 'no-tests-in-source', severity: 'error', from: { pathNot: TESTS }, to: { path: TESTS } },
    {
      name: 'not-to-dev-dep',
      severity: 'error',
      // The playground is bundled at build time: what its page is made of is not needed afterwards.
      from: { pathNot: [TESTS, '^scripts/', '^reports/playground/', String.raw`\.config\.ts$`] },
      to: { dependencyTypes: ['npm-dev'], path: '^(?!.*@types)' },
    },
    { name: 'not-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
