/**
 * Frozen digests: a change here means that every log ever written gets another digest. It does not prove that a digest is
 * right; table-digest.test.ts works one out by hand.
 */

import { expect, it } from 'vitest';
import { sha256Native } from '../../numerics/sha256.node.ts';
import { REVIEWS } from '../after-sale-tables.ts';
import { createSampleLog } from '../sample-log.ts';
import { ACTIONS, CATALOG, IMPRESSIONS, SESSIONS, SHOPPERS } from '../tables.ts';
import { digestTable } from './table-digest.ts';

it('the digests of the sample log stay as they are', () => {
  const { log, catalog, shoppers } = createSampleLog();
  expect({
    sessions: digestTable(SESSIONS, log.sessions, sha256Native),
    impressions: digestTable(IMPRESSIONS, log.impressions, sha256Native),
    actions: digestTable(ACTIONS, log.actions, sha256Native),
    reviews: digestTable(REVIEWS, log.reviews, sha256Native),
    catalog: digestTable(CATALOG, catalog, sha256Native),
    shoppers: digestTable(SHOPPERS, shoppers, sha256Native),
  }).toMatchInlineSnapshot(`
    {
      "actions": "f1a9bf237791091df8347258eb094353226551cc3fd1ab496a767fae1fecbb56",
      "catalog": "f2c4af80d5b882d478556bbb630dc4d83e7728808f948d21dafb24e3e4eaf126",
      "impressions": "da10e38450a268e1d20195c02326fafdb46fbdc0ffb65c1d3768d6486c9b2ce1",
      "reviews": "4a94de91bde7a9d8e5779c026a0251f7c33be5e278dc02afa4d41502d4d49763",
      "sessions": "064527abe642ec434ca21ccdac87dd8a33db7039bdfc3d5f133bf162b06ce2e2",
      "shoppers": "eba252536ae9b32fd01c1ded0bb506cb8733a96b5f8228829714534320de9d86",
    }
  `);
});
