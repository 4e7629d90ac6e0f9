import { Injectable } from '@nestjs/common';
import { PersonalData, Problem } from '@esep/platform';
import { v7 as uuidv7 } from 'uuid';

import { Register } from '../keep-register/register.js';

/** Resolves people's and entities' numbers at the edge: inside, there are opaque ids only. */
/** The same answer to who may not know. */
export const unknownNumber = () =>
  new Problem(404, 'licensee-unknown', { detail: 'Nobody with this number holds a licence.' });

@Injectable()
export class Licensees {
  constructor(
    private readonly personal: PersonalData,
    private readonly register: Register,
  ) {}

  partyId(bin: string): string {
    return this.personal.partyId(bin);
  }

  /** The licensee of a number, with a new id if it has none yet. */
  idFor(bin: string): Promise<string> {
    return this.register.licenseeIdFor(this.partyId(bin), uuidv7());
  }

  /** The licensee of a number that somebody asks for. */
  async find(bin: string): Promise<string> {
    const licenseeId = await this.register.licenseeOf(this.partyId(bin));
    if (licenseeId) return licenseeId;
    throw unknownNumber();
  }

  /** A text about a subject, as an event may carry it: encrypted where it is about a person. */
  async personalText(subject: string, text: string, isPerson: boolean) {
    return isPerson ? this.personal.encrypt(subject, text) : text;
  }
}

/**
 * Is this the number of a person? The fifth digit of a BIN names the kind of entity, 4 to 6; in an
 * IIN it begins a day of the month, 0 to 3.
 */
export const isPersonsNumber = (bin: string): boolean => Number(bin[4]) < 4;
