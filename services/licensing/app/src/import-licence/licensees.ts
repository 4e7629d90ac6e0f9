import { Injectable } from '@nestjs/common';
import { identityNumberKind, type IdentityNumberKind } from '@esep/kernel';
import { PersonalData, Problem } from '@esep/platform';
import { v7 as uuidv7 } from 'uuid';

import { LicenceRegister } from '../keep-register/register.js';

/** Also the answer to a caller that may not know whether the number is registered. */
export const unknownNumber = () =>
  new Problem(404, 'licensee-unknown', { detail: 'Nobody with this number holds a licence.' });

/** Resolves identity numbers at the edge: inside, there are opaque ids only. */
/** Resolves identity numbers at the edge: inside, there are opaque ids only. */
@Injectable()
export class Licensees {
  constructor(
    private readonly personal: PersonalData,
    private readonly register: LicenceRegister,
  ) {}

  partyId(bin: string): string {
    return this.personal.partyId(bin);
  }

  /** The licensee of a number, with a new id if it has none yet. */
  idFor(bin: string): Promise<string> {
    return this.register.licenseeIdFor(this.partyId(bin), uuidv7());
  }

  /** The licensee of a number; throws 404 if there is none. */
  async find(bin: string): Promise<string> {
    const licenseeId = await this.register.licenseeOf(this.partyId(bin));
    if (licenseeId) return licenseeId;
    throw unknownNumber();
  }

  /** Throws 422 if another licensee is registered under the number. */
  async mustBeFree(partyId: string, licenseeId: string): Promise<void> {
    const other = await this.register.licenseeOf(partyId);
    if (other === undefined || other === licenseeId) return;
    // An import that was refused leaves an id behind, and no licensee.
    if ((await this.register.find('licensee', other)) === undefined) return;
    throw new Problem(422, 'number-of-another-licensee', {
      detail: 'Another licensee is registered under this number.',
    });
  }

  /** A text for an event: encrypted under the subject's key if it is about a person. */
  async personalText(subject: string, text: string, isPerson: boolean) {
    return isPerson ? this.personal.encrypt(subject, text) : text;
  }
}

/** A person's number is an IIN. Decided by the digits, so that a wrong `kind` never publishes one. */
export const isPersonsNumber = (bin: string): boolean => identityNumberKind(bin) === 'iin';

/** The kind of a number that was validated before. */
export const numberKindOf = (bin: string): IdentityNumberKind =>
  isPersonsNumber(bin) ? 'iin' : 'bin';
