import { Injectable } from '@nestjs/common';
import { Problem } from '@esep/platform';

import { LicenceRegister } from '../keep-register/register.js';

/**
 * The pools that a licence may name: all that were ever registered. A missing approval is a finding of
 * supervision, because approvals come and go; but an unregistered pool never reports, and would keep
 * every month of the licensee open.
 */
@Injectable()
export class KnownPools {
  constructor(private readonly register: LicenceRegister) {}

  async mustExist(poolIds: readonly string[]): Promise<void> {
    for (const poolId of new Set(poolIds)) {
      const pool = await this.register.find('pool', poolId);
      if (pool !== undefined && pool.state.approvals.length > 0) continue;
      throw new Problem(422, 'pool-unknown', {
        detail: `No pool is registered as ${poolId}. Register it first, or correct the id.`,
      });
    }
  }
}
