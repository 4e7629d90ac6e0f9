import { replay } from '@esep/kernel';

import { dataCentreDecider, type DataCentre } from './data-centre.js';
import { licenceDecider, type Licence } from './licence.js';
import {
  decideMachine,
  loadAfter,
  placementAt,
  type Machine,
  type MachineLine,
  type MachineMove,
  type MachineRegistration,
} from './machine.js';
import { loadedBy, NO_LOAD, overloadedAt, type SiteLoad } from './site-load.js';

// The register of machines (LIC-10), line by line: what is accepted, what is refused and why, and what a
// data centre bears from instant to instant.

const JAN = '2026-01-01T00:00:00.000Z';
const FEB = '2026-02-01T00:00:00.000Z';
const MAR = '2026-03-01T00:00:00.000Z';
const APR = '2026-04-01T00:00:00.000Z';
const JUN = '2026-06-01T00:00:00.000Z';
const SEP = '2026-09-01T00:00:00.000Z';

/** In force from February to September. */
const LICENCE: Licence = replay(licenceDecider, [
  {
    type: 'LicenceImported',
    licenceId: 'L-1',
    licenseeId: 'a',
    authority: 'AFSA',
    issuedAt: FEB,
    validUntil: SEP,
  },
]);

/** 7 kW of L-1 from January to June. */
const siteOf = (licenceId: string): DataCentre =>
  replay(dataCentreDecider, [
    {
      ...{
        type: 'DataCentreRegistered',
        dataCentreId: 'dc-1',
        licenseeId: 'a',
        licenceId,
        from: JAN,
      },
      ...{ name: 'One', region: 'KZ-55', address: 'Ekibastuz', tenure: 'owned', control: 'full' },
      ...{ powerKw: 7, cooling: 'air', powerRedundancy: 'N+1', security: 'guarded', evidence: [] },
    },
    { type: 'DataCentreClosed', dataCentreId: 'dc-1', licenseeId: 'a', at: JUN, reason: 'sold' },
  ]);
const SITE = siteOf('L-1');

const register = (said: Partial<MachineRegistration> = {}): MachineRegistration => ({
  ...{ act: 'register', serial: 'S1', kind: 'asic', model: 'Antminer S21', algorithm: 'sha256' },
  ...{ licenceId: 'L-1', dataCentreId: 'dc-1', hashrate: 20_000, power: 3_500, from: FEB },
  ...said,
});
const move = (said: Partial<MachineMove> = {}): MachineMove => ({
  ...{ act: 'move', serial: 'S1', licenceId: 'L-1', dataCentreId: 'dc-1', hashrate: 20_000 },
  ...{ power: 3_500, from: MAR },
  ...said,
});
const retire = (at = APR): MachineLine => ({ act: 'retire', serial: 'S1', at });

/** What comes of lines that are decided one after the other; a refused one ends it. */
const after = (...lines: readonly MachineLine[]) => {
  let machine: Machine | undefined;
  let load: SiteLoad = NO_LOAD;
  for (const line of lines) {
    const decision = decideMachine(line, { machine, licence: LICENCE, dataCentre: SITE, load });
    if (!decision.accepted) return { refused: decision.reason, machine, load };
    const [change] = decision.events;
    if (!change) return { changed: false, machine, load };
    machine = change.machine;
    load = loadAfter(load, 'dc-1', change);
  }
  return { changed: true, machine, load };
};

describe('A machine', () => {
  it('is in service from the instant it was registered for', () => {
    const { machine } = after(register());
    expect(machine?.placements).toMatchObject([{ from: FEB, dataCentreId: 'dc-1' }]);
    expect(machine && placementAt(machine, JAN)).toBeUndefined();
    expect(machine && placementAt(machine, FEB)?.model).toBe('Antminer S21');
  });

  it('registered again changes nothing, also when it was moved or retired since', () => {
    expect(after(register(), register())).toMatchObject({ changed: false });
    expect(after(register(), retire(), register())).toMatchObject({ changed: false });
  });

  it.each<[string, MachineLine[]]>([
    ['other terms', [register(), register({ hashrate: 20_001 })]],
    ['another time', [register(), register({ from: MAR })]],
    ['a time before its end', [register(), retire(APR), register({ from: MAR })]],
  ])('is not registered a second time for %s', (_what, lines) =>
    expect(after(...lines).refused).toBe('serial-already-registered'),
  );

  it('comes back after it was retired, as another model if its board was replaced', () => {
    const { machine } = after(
      register(),
      retire(MAR),
      register({ from: APR, model: 'Antminer S23' }),
    );
    expect(machine?.placements).toMatchObject([
      { from: FEB, until: MAR, model: 'Antminer S21' },
      { from: APR, model: 'Antminer S23' },
    ]);
  });

  it('is moved: its terms before that stay', () => {
    const { machine } = after(register(), move({ hashrate: 18_000 }));
    expect(machine?.placements).toMatchObject([
      { from: FEB, until: MAR, hashrate: 20_000 },
      { from: MAR, hashrate: 18_000 },
    ]);
  });

  it('moved with the same beginning is corrected: what was said is replaced', () => {
    const { machine } = after(register(), move({ from: FEB, hashrate: 18_000 }));
    expect(machine?.placements).toMatchObject([{ from: FEB, hashrate: 18_000 }]);
    expect(machine?.placements).toHaveLength(1);
  });

  it('moved or retired as it is already changes nothing', () => {
    expect(after(register(), move(), move())).toMatchObject({ changed: false });
    expect(after(register(), retire(), retire())).toMatchObject({ changed: false });
  });

  it.each<[string, MachineLine[]]>([
    ['serial-unknown', [move()]],
    ['serial-unknown', [retire()]],
    ['moved-later', [register(), move({ from: APR }), move({ from: MAR })]],
    ['moved-later', [register(), move({ from: APR }), retire(MAR)]],
    ['moved-later', [register(), retire(JAN)]],
    ['machine-not-in-service', [register(), retire(MAR), move({ from: APR })]],
    ['machine-not-in-service', [register(), retire(MAR), retire(APR)]],
  ])('is refused with %s', (reason, lines) => expect(after(...lines).refused).toBe(reason));

  it.each([
    ['licence-unknown', {}, { licence: undefined }],
    ['licence-not-active', { from: JAN }, {}],
    ['licence-not-active', { from: SEP }, {}],
    ['data-centre-unknown', {}, { dataCentre: undefined }],
    ['data-centre-of-another-licence', {}, { dataCentre: siteOf('L-2') }],
    ['data-centre-closed', { from: JUN }, {}],
  ])('is refused with %s by where it is said to stand', (reason, said, around) => {
    const known = { machine: undefined, licence: LICENCE, dataCentre: SITE, load: NO_LOAD };
    expect(decideMachine(register(said), { ...known, ...around })).toEqual({
      accepted: false,
      reason,
    });
  });
});

describe('A data centre', () => {
  const loaded = (line: MachineLine, load: SiteLoad, machine?: Machine) =>
    decideMachine(line, { machine, licence: LICENCE, dataCentre: SITE, load });

  it('takes machines up to what its contract for power gives, and not one watt more', () => {
    const load = loadedBy(NO_LOAD, JAN, 3_500);
    expect(loaded(register(), load).accepted).toBe(true);
    expect(loaded(register({ power: 3_501 }), load)).toMatchObject({
      reason: 'site-capacity-exceeded',
    });
  });

  it('is full at any later instant as well: machines that come in April leave no room in March', () => {
    const load = loadedBy(NO_LOAD, APR, 7_000);
    expect(loaded(register({ from: MAR, power: 1 }), load)).toMatchObject({
      reason: 'site-capacity-exceeded',
    });
    const empty = loadedBy(load, APR, -7_000);
    expect(loaded(register({ from: MAR }), empty).accepted).toBe(true);
  });

  it('bears what stands there from instant to instant', () => {
    const { load } = after(register(), move({ power: 3_000 }), retire());
    expect(load).toEqual([
      { at: FEB, power: 3_500 },
      { at: MAR, power: 3_000 },
      { at: APR, power: 0 },
    ]);
  });

  it('whose contract was cut takes no more machines, but those there may run on less', () => {
    const load = loadedBy(NO_LOAD, FEB, 9_000);
    expect(overloadedAt(load, SITE, JAN)).toBe(FEB);
    const { machine } = after(register());
    expect(loaded(move({ power: 3_000 }), load, machine).accepted).toBe(true);
    expect(loaded(move({ power: 3_600 }), load, machine)).toMatchObject({
      reason: 'site-capacity-exceeded',
    });
  });
});
