import { ConfigError } from '../datasets/config-error.ts';
import type { Examples, FeatureTable } from '../datasets/examples.ts';
import type { LearntExamples, TrainingData } from './algorithm.ts';

/** The examples of a task `label`; throws ConfigError where the data has none. */
export function learntExamples({ examples }: TrainingData): LearntExamples {
  if (examples) return examples;
  throw new ConfigError(['label: the data has rows of no classes; use `source: texts` or `source: frauds`']);
}

/** The texts of examples; throws ConfigError where they have none. */
export function textOf({ text }: Examples): readonly string[] {
  if (text) return text;
  throw new ConfigError(['label: the examples have no text; use `source: texts`']);
}

/** The features of examples; throws ConfigError where they have none. */
export function featuresOf({ features }: Examples): FeatureTable {
  if (features) return features;
  throw new ConfigError(['label: the examples have no features; use `source: frauds`']);
}
