import { Injectable } from '@nestjs/common';
import { assetsMeant, parseAddress, ASSETS, type AddressNetwork } from '@esep/kernel';
import { readAddress, ServiceConfig } from '@esep/platform';

/** Lists of addresses in canonical form. */
@Injectable()
export class Addresses {
  constructor(private readonly config: ServiceConfig) {}

  /** Of one asset. Throws a `Problem` that names the first which is none. */
  read(asset: string, written: readonly string[]): readonly string[] {
    return written.map((text, i) =>
      readAddress(asset, text, this.network, { from: 'body', pointer: `/addresses/${i}` }),
    );
  }

  /** Of whichever coins: the list in a licence or an approval does not say of which. */
  readAny(field: string, written: readonly string[]): readonly string[] {
    return written.map((text, i) => {
      const asset = assetsMeant(text, this.network)[0] ?? this.likeliest(text);
      const pointer = `/${field}/${i}`;
      return readAddress(asset, text, this.network, { from: 'body', pointer });
    });
  }

  private get network(): AddressNetwork {
    return this.config.ESEP_BITCOIN_NETWORK as AddressNetwork;
  }

  /** The asset whose format the address is closest to, for the error message. */
  private likeliest(text: string): string {
    const problems = ASSETS.map(({ code }) => {
      const parsed = parseAddress(code, text, this.network);
      return { code, problem: parsed.ok ? undefined : parsed.problem };
    });
    const found =
      problems.find(({ problem }) => problem === 'address-checksum-wrong') ??
      problems.find(({ problem }) => problem === 'address-of-another-network');
    return found?.code ?? 'BTC';
  }
}
