/** All lessons in the order of the page, the only list of their names. */

import { coldStart } from './cold-start.ts';
import { exploration } from './exploration.ts';
import { fakeReviews } from './fake-reviews.ts';
import { filterBubble } from './filter-bubble.ts';
import type { Lesson } from './lesson.ts';
import { offlineMetrics } from './offline-metrics.ts';
import { popularityBias } from './popularity-bias.ts';
import { privacy } from './privacy.ts';

export const LESSONS: readonly Lesson[] = [
  filterBubble,
  popularityBias,
  coldStart,
  exploration,
  fakeReviews,
  offlineMetrics,
  privacy,
];

export const lessonNamed = (id: string | undefined): Lesson | undefined =>
  LESSONS.find((lesson) => lesson.id === id);
