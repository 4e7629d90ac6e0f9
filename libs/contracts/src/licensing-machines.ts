import type {
  At,
  Count,
  Event,
  HashrateHundredths,
  LicenceId,
  LicenseeId,
  Sha256,
  Watts,
} from './shared.js';

// The register of machines (LIC-10). There are millions of them, so an event speaks of a chunk: of up to
// 10,000 machines of one licence it has the totals, and the digest of the lines that say what each is.
// Licensing keeps the lines and gives them out by their digest.

export type MachineEvent = MachinesRegistered | MachinesMoved | MachinesRetired;

/** Machines of one data centre and algorithm that begin, or end, to stand there at the same instant. */
export type MachineTotals = {
  dataCentreId: LicenceId;
  /** `sha256`, `scrypt`, `etchash` or `kheavyhash`. */
  algorithm: string;
  at: At;
  machines: Count;
  /** Nominal. */
  hashrate: HashrateHundredths;
  /** Nominal. */
  power: Watts;
};

/** Machines that a licence has from `from` on, the earliest instant of its lines. */
export type MachinesRegistered = Event<
  'MachinesRegistered',
  {
    licenceId: LicenceId;
    licenseeId: LicenseeId;
    from: At;
    /** Of the lines: one canonical JSON object (RFC 8785) each, each ended by a line feed. */
    sha256: Sha256;
    machines: Count;
    arrived: readonly MachineTotals[];
  }
>;
/**
 * Machines that stand elsewhere or run otherwise from `from` on. Where they go to another licence, it has
 * an event of its own with the same lines: one has what left, the other what arrived.
 */
export type MachinesMoved = Event<
  'MachinesMoved',
  {
    licenceId: LicenceId;
    licenseeId: LicenseeId;
    from: At;
    sha256: Sha256;
    machines: Count;
    left: readonly MachineTotals[];
    arrived: readonly MachineTotals[];
  }
>;
/** Machines that mine no more from `at` on, the earliest instant of its lines. */
export type MachinesRetired = Event<
  'MachinesRetired',
  {
    licenceId: LicenceId;
    licenseeId: LicenseeId;
    at: At;
    sha256: Sha256;
    machines: Count;
    left: readonly MachineTotals[];
  }
>;

/**
 * Machines were registered, moved or retired: one stream for all licences, so that no two chunks that are
 * decided at the same time have the same serial, or fill the same data centre twice.
 */
export type MachineRegisterChanged = Event<'MachineRegisterChanged', { at: At }>;
