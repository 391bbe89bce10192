import { describe, expect, it } from 'vitest';
import { checkLog } from '../log-invariants.ts';
import { shownFrom } from '../shown.ts';
import { openBanditDataset, readBanditItems, readBanditSlots } from './open-bandit.ts';
import { loadData } from './registry.node.ts';

const HEADER = ',timestamp,item_id,position,click,propensity_score,user_feature_0';
const RANDOM = `${HEADER}
0,2019-11-24 00:03:13.442536+00:00,1,3,0,0.5,x
1,2019-11-25 00:00:01+00:00,0,1,1,0.5,x
2,2019-11-25 00:00:02.5+00:00,7,1,1,0.5,x
`;
const BTS = `${HEADER}
0,2019-11-24 12:00:00.000001+00:00,0,2,1,0.25,x
1,2019-11-24 12:00:00.000001+00:00,0,2,1,0,x
`;
const ITEMS = ',item_id,item_feature_0,item_feature_1\n0,0,-0.5,a\n1,1,0.25,b\n';

describe('slots by hand', () => {
  const dataset = openBanditDataset(
    { random: readBanditSlots(RANDOM, 'random.csv'), bts: readBanditSlots(BTS, 'bts.csv') },
    readBanditItems(ITEMS, 'items.csv'),
  );

  it('makes a session of each, in order of time, with the policy as its arm', () => {
    const { sessions } = dataset.log;
    expect(dataset.log.origin).toBe('2019-11-24T00:00:00.000Z');
    expect([...sessions.start]).toEqual([193, 43_200, 86_401]);
    expect([...sessions.arm]).toEqual([1, 2, 1]);
    expect(dataset.arms!.name).toEqual(['random', 'bts']);
    expect(checkLog(dataset.log, dataset.catalog, dataset.shoppers)).toEqual([]);
  });

  it('is shown as slates of one slot, with propensity and click', () => {
    const shown = shownFrom(dataset.log);
    expect([...shown.item]).toEqual([1, 0, 0]);
    expect([...shown.position]).toEqual([2, 1, 0]);
    expect([...shown.propensity]).toEqual([0.5, 0.25, 0.5]);
    expect([...shown.clicked]).toEqual([0, 1, 1]);
  });

  it('accounts for what is not kept', () => {
    expect(dataset.account.steps.map(({ dropped }) => dropped)).toEqual([1, 1]);
  });

  it.each([
    ['2019-11-24 00:03:13.442536+00:00,1,3,2,0.5,x', 'click: "2"'],
    ['24/11/2019,1,3,0,0.5,x', 'timestamp: "24/11/2019"'],
    ['2019-11-24 00:03:13.442536+00:00,,3,0,0.5,x', 'item_id: ""'],
  ])('refuses a line that is none: %s', (line, words) => {
    expect(() => readBanditSlots(`${HEADER}\n0,${line}\n`, 'x.csv')).toThrow(
      `x.csv:2 ${words} is not readable`,
    );
  });

  it('refuses a file of other columns', () => {
    expect(() => readBanditSlots('a,b\n', 'x.csv')).toThrow('x.csv:1 no column timestamp, item_id');
  });
});

describe.skipIf(!process.env['SHOPLAB_DATA'])('as published (needs SHOPLAB_DATA/open-bandit)', () => {
  it('holds 10,000 slots of each policy, 46 and 69 of them clicked', async () => {
    const dataset = await loadData('open-bandit');
    const { length, arm } = dataset.log.sessions;
    expect([length, dataset.catalog.length]).toEqual([20_000, 34]);
    const shown = shownFrom(dataset.log);
    const clicks = (code: number): number =>
      shown.clicked.filter((click, row) => click === 1 && arm[row] === code).length;
    expect([clicks(1), clicks(2)]).toEqual([46, 69]);
    expect(checkLog(dataset.log, dataset.catalog, dataset.shoppers)).toEqual([]);
  });
});
