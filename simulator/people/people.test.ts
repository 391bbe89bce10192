import { describe, expect, it } from 'vitest';
import { checkIdentities } from '../../datasets/identities.ts';
import { ACTION_KINDS, CHANNELS, NO_SHOPPER } from '../../datasets/tables.ts';
import { drawKey } from '../../numerics/rng.ts';
import { seedWords } from '../../numerics/seed.ts';
import { mean } from '../../numerics/stats.ts';
import { DAY } from '../behaviour/arrival.ts';
import { simulateInMemory } from '../rounds/in-memory.ts';
import { meanPower, meanSlates } from '../scenario/scenario.ts';
import { smallScenario } from '../small-world.ts';
import { groupAppeal } from '../visit/appeal.ts';
import { buildWorld } from '../world/world.ts';
import { MOST_SHOPPER_KEYS, pickDevice, visitorKey } from './visitors.ts';

const seed = seedWords('people');
const [CLICK, CART, ORDER] = (['click', 'cart', 'order'] as const).map((kind) => ACTION_KINDS.indexOf(kind));
const STEADY = { satisfaction: { visits: 0 }, churn: { perDay: 0 } };
const busy = { days: 6, shoppers: { count: 300 }, arrival: { sessionsPerDay: 2, shape: 4, anonymous: 0.6 } };

describe('visitors', () => {
  it('have one key for each (shopper, device, cookie), which says nothing of them', () => {
    const key = drawKey(seed, 'identity.visitor');
    const keys = new Set<number>();
    for (let shopper = 0; shopper < 3000; shopper++)
      for (let device = 0; device < 4; device++)
        for (let cookie = 0; cookie < 5; cookie++) keys.add(visitorKey(key, shopper, device, cookie));
    expect(keys.size).toBe(60_000);
    expect(mean([...keys]) / 2 ** 32).toBeCloseTo(0.5, 2);
    expect(() => visitorKey(key, MOST_SHOPPER_KEYS, 0, 0)).toThrow('keys must be below');
  });

  it('come on the main device, else on the others evenly', () => {
    const grid = Array.from({ length: 1000 }, (_, i) => pickDevice(3, 0.7, (i + 0.5) / 1000));
    expect([0, 1, 2].map((device) => grid.filter((one) => one === device).length)).toEqual([700, 150, 150]);
    expect(pickDevice(1, 0, 0.99)).toBe(0);
  });

  const { log, truth, filed, world } = simulateInMemory(
    smallScenario({ ...busy, identity: { devices: 2.2, forget: 0.15 } }),
    seed,
  );
  const { sessions } = log;

  it('belong to one shopper and one device each, and count their own sessions', () => {
    const owner = new Map<number, string>();
    const seen = new Map<number, number>();
    for (let row = 0; row < sessions.length; row++) {
      const visitor = sessions.visitor[row]!;
      const whose = `${truth.sessions.shopper[row]} ${sessions.device[row]}`;
      expect(owner.get(visitor) ?? whose).toBe(whose);
      owner.set(visitor, whose);
      expect(sessions.visit[row]).toBe(seen.get(visitor) ?? 0);
      seen.set(visitor, (seen.get(visitor) ?? 0) + 1);
    }
    expect(mean(world.shoppers.devices)).toBeCloseTo(2.2, 1);
    expect(owner.size).toBeGreaterThan(2.2 * 300);
  });

  it('are known from their first sign-in, or from the day after their first order', () => {
    const { identities } = filed;
    expect(checkIdentities(identities, sessions, 300)).toEqual([]);
    const since = new Map([...identities.visitor].map((visitor, row) => [visitor, identities.time[row]!]));
    const orders = identities.by.filter((by) => by === 1).length;
    expect(orders).toBeGreaterThan(20);
    expect(identities.length - orders).toBeGreaterThan(100);
    for (let row = 0; row < sessions.length; row++) {
      const known = since.get(sessions.visitor[row]!) ?? Number.POSITIVE_INFINITY;
      if (sessions.shopper[row] === NO_SHOPPER)
        expect(known).toBeGreaterThan(Math.floor(sessions.start[row]! / DAY) * DAY);
      else expect(known).toBeLessThanOrEqual(sessions.start[row]!);
    }
    const by = new Map([...identities.visitor].map((visitor, row) => [visitor, identities.shopper[row]!]));
    for (let row = 0; row < sessions.length; row++)
      expect(by.get(sessions.visitor[row]!) ?? truth.sessions.shopper[row]).toBe(truth.sessions.shopper[row]);
  });

  it('keep their channel by habit, and all channels together their shares', () => {
    const scenario = smallScenario({
      ...busy,
      shoppers: { count: 3000 },
      exposure: { slateSize: 1, maxSlates: 1 },
      identity: { channelHabit: 0.8 },
    });
    const { log: visits, truth: hidden } = simulateInMemory(scenario, seed);
    const { web, app, social, email } = scenario.arrival.channels;
    const channels = [0, web, app, social, email, 0].map((weight) => weight / (web + app + social + email));
    const shares = CHANNELS.map((_, code) =>
      mean(visits.sessions.channel.map((one) => Number(one === code))),
    );
    for (const [code, share] of shares.entries()) {
      expect(Math.abs(share - channels[code]!)).toBeLessThan(0.03);
    }
    // Two visits in a row by one channel: both by habit, else by chance.
    const last = new Map<number, number>();
    let same = 0;
    let pairs = 0;
    hidden.sessions.shopper.forEach((shopper, row) => {
      const before = last.get(shopper);
      if (before !== undefined) {
        pairs++;
        if (before === visits.sessions.channel[row]) same++;
      }
      last.set(shopper, visits.sessions.channel[row]!);
    });
    const chance = channels.reduce((sum, share) => sum + share * share, 0);
    expect(same / pairs).toBeCloseTo(0.64 + 0.36 * chance, 1);
  });
});

describe('patience', () => {
  it('is beta over shoppers, with the moments of its closed form', () => {
    const exposure = { slateSize: 6, continue: 0.6, patienceSpread: 0.2, maxSlates: 40 };
    const scenario = smallScenario({ shoppers: { count: 20_000 }, exposure });
    const { patience } = buildWorld(scenario, seed).shoppers;
    for (const power of [1, 2, 5]) {
      const expected = meanPower(scenario.exposure, power);
      const powers = patience.map((chance) => chance ** power);
      expect(Math.abs(mean(powers) - expected)).toBeLessThan(0.008);
    }
    expect(meanPower({ ...exposure, patienceSpread: 0 }, 3)).toBeCloseTo(0.216, 12);
    expect(meanSlates(scenario.exposure)).toBeGreaterThan(meanSlates({ ...exposure, patienceSpread: 0 }));
  });
});

describe('novelty seeking', () => {
  it('takes utility from familiar departments, of those who seek and only of them', () => {
    const life = { ...STEADY, habit: { rate: 0.9, weight: 0, halfLife: 900 } };
    const run = (novelty: number) =>
      simulateInMemory(smallScenario({ ...busy, choice: { outside: 2, novelty }, life }), seed);
    const seeking = run(3);
    const { items, shoppers } = seeking.world;
    const { habit } = seeking.lives[5]!.columns;
    const share = (sign: number): number => {
      let familiar = 0;
      let clicks = 0;
      const { actions, sessions } = seeking.log;
      for (let row = 0; row < actions.length; row++) {
        const session = actions.session[row]!;
        const shopper = seeking.truth.sessions.shopper[session]!;
        if (actions.kind[row] !== CLICK || sessions.round[session] !== 5) continue;
        if (Math.sign(shoppers.novelty[shopper]!) !== sign) continue;
        clicks++;
        familiar += habit[shopper * items.tree.departments + items.department[actions.item[row]!]!]!;
      }
      return familiar / clicks;
    };
    expect(share(1)).toBeLessThan(0.8 * share(-1));
    expect(run(0).world.shoppers.novelty.every((value) => value === 0)).toBe(true);
  });
});

describe('group influence', () => {
  const run = (weight: number) =>
    simulateInMemory(
      smallScenario({
        ...busy,
        choice: { outside: 2, conformity: 0 },
        harms: { groupInfluence: { weight } },
      }),
      seed,
    );

  it('counts the clicks of each age band', () => {
    const { log, truth, shops, world } = run(0.5);
    const { ageBand } = world.shoppers;
    const clicks = new Uint32Array(world.scenario.shoppers.ageBands.length * 80);
    for (let row = 0; row < log.actions.length; row++) {
      const session = log.actions.session[row]!;
      if (log.actions.kind[row] !== CLICK || log.sessions.round[session]! >= 4) continue;
      clicks[ageBand[truth.sessions.shopper[session]!]! * 80 + log.actions.item[row]!]!++;
    }
    expect([...shops[4]!.groupClicks]).toEqual([...clicks]);
    expect(run(0).shops[4]!.groupClicks.length).toBe(0);
  });

  it('says log(1 + clicks over the mean of the group)', () => {
    const [first, second] = groupAppeal(3, Uint32Array.of(0, 1, 5, 0, 0, 0));
    for (const [i, value] of [0, Math.log(1.5), Math.log(3.5)].entries()) {
      expect(first![i]).toBeCloseTo(value, 12);
    }
    expect([...second!]).toEqual([0, 0, 0]);
  });

  it('draws groups to what their own like', () => {
    const overlap = ({ log, truth, world }: ReturnType<typeof run>): number => {
      const bands = world.scenario.shoppers.ageBands.length;
      const own = new Float64Array(bands * 80);
      for (let row = 0; row < log.actions.length; row++) {
        if (log.actions.kind[row] !== CLICK) continue;
        const shopper = truth.sessions.shopper[log.actions.session[row]!]!;
        own[world.shoppers.ageBand[shopper]! * 80 + log.actions.item[row]!]!++;
      }
      let concentration = 0;
      for (let band = 0; band < bands; band++) {
        const counts = own.subarray(band * 80, (band + 1) * 80);
        const total = counts.reduce((a, b) => a + b, 0);
        concentration += counts.reduce((sum, count) => sum + (count / total) ** 2, 0) / bands;
      }
      return concentration;
    };
    expect(overlap(run(2))).toBeGreaterThan(1.3 * overlap(run(0)));
  });
});

describe('over-personalised slates', () => {
  const run = (name: 'oracle' | 'random', creepy: object) =>
    simulateInMemory(smallScenario({ ...busy, life: STEADY, harms: { creepy } }), seed, { policy: { name } });

  it('are felt where slates suit too well, and seen in the truth', () => {
    const felt = (world: ReturnType<typeof run>) => mean(world.truth.sessions.creepy);
    const knobs = { threshold: 0.8, utility: 1, satisfaction: 0.1 };
    expect(felt(run('oracle', knobs))).toBeGreaterThan(0.2);
    expect(felt(run('random', knobs))).toBeLessThan(0.02);
    expect(felt(run('oracle', { ...knobs, utility: 0, satisfaction: 0 }))).toBe(0);
  });

  it('cost the session utility and the shop satisfaction', () => {
    const summary = (creepy: object) => {
      const { log, truth } = run('oracle', { threshold: 0.8, ...creepy });
      const clicks = log.actions.kind.filter((kind) => kind === CLICK).length;
      return { clicks, satisfaction: mean(truth.shopperStates.satisfaction) };
    };
    const none = summary({ utility: 0, satisfaction: 0 });
    expect(summary({ utility: 2, satisfaction: 0 }).clicks).toBeLessThan(0.9 * none.clicks);
    expect(summary({ utility: 0, satisfaction: 0.3 }).satisfaction).toBeLessThan(none.satisfaction - 0.1);
  });
});

describe('compulsive buying', () => {
  const run = (compulsive: object) =>
    simulateInMemory(
      smallScenario({
        ...busy,
        life: { ...STEADY, satisfaction: { order: 0, ticket: 0, visits: 0 } },
        harms: { compulsive: { share: 0.4, urge: 0, regret: 0, ...compulsive } },
      }),
      seed,
    );

  it('carts and orders more of what is clicked', () => {
    const { log, truth, world } = run({ urge: 1.5 });
    const rate = (compulsive: number, kind: number): number => {
      const rows = Array.from(log.actions.kind).filter((one, row) => {
        const shopper = truth.sessions.shopper[log.actions.session[row]!]!;
        return one === kind && world.shoppers.compulsive[shopper] === compulsive;
      });
      return rows.length;
    };
    const perClick = (compulsive: number, kind: number) => rate(compulsive, kind) / rate(compulsive, CLICK!);
    expect(perClick(1, CART!)).toBeGreaterThan(1.5 * perClick(0, CART!));
    expect(perClick(1, ORDER!)).toBeGreaterThan(2 * perClick(0, ORDER!));
    expect(mean(truth.shopperTraits.compulsive)).toBeCloseTo(0.4, 1);
  });

  it('is regretted: the same lines, felt to be worse by that much', () => {
    const [calm, sorry] = [run({}), run({ regret: 0.8 })];
    const { shopper, experience } = calm.truth.experiences;
    expect(sorry.truth.experiences.item).toEqual(calm.truth.experiences.item);
    shopper.forEach((one, row) => {
      const loss = calm.world.shoppers.compulsive[one] === 1 ? 0.8 : 0;
      expect(sorry.truth.experiences.experience[row]).toBeCloseTo(experience[row]! - loss, 5);
    });
  });
});

describe('tiers', () => {
  it('are reached by points earned in all, which each tier earns faster', () => {
    const loyalty = { perHundred: 1, redeemAt: 1e6, silver: 200, gold: 600, bonus: 0.5, visits: 0 };
    const { log, filed } = simulateInMemory(smallScenario({ ...busy, life: { ...STEADY, loyalty } }), seed);
    const { orders } = log.afterSale;
    const earned = new Float64Array(300);
    const tier = new Uint8Array(300);
    const changes: string[] = [];
    for (let order = 0; order < orders.length; order++) {
      const shopper = orders.shopper[order]!;
      earned[shopper]! += Math.floor((orders.value[order]! / 100) * (1 + 0.5 * tier[shopper]!));
      const reached = earned[shopper]! >= 600 ? 2 : earned[shopper]! >= 200 ? 1 : 0;
      if (reached > tier[shopper]!) changes.push(`${shopper} ${reached}`);
      tier[shopper] = Math.max(tier[shopper]!, reached);
    }
    const { tierChanges } = filed;
    const said = [...tierChanges.shopper].map((shopper, row) => `${shopper} ${tierChanges.tier[row]}`);
    expect(said.sort()).toEqual(changes.sort());
    expect(new Set(tierChanges.tier)).toEqual(new Set([1, 2]));
  });
});
